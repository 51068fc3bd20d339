package org.tallystick.ledger.statement;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.cbor.CborReader;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.cbor.MalformedCborException;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;

/**
 * A signed statement (RFC 9943), which is an entry of the log as it stands: COSE_Sign1 (RFC 9052 §4.2) in deterministic
 * CBOR, tagged, with an empty unprotected header.
 *
 * <pre>
 * 18([
 *   &lt;&lt; { 1: -8 or -7,                  / alg: EdDSA with Ed25519, or ES256 /
 *        3: "application/…",           / content type                   /
 *        4: 'did:…?versionId=…#…',     / kid                            /
 *        15: { 1: "did:…",             / iss                            /
 *              3: "tallystick.local…", / aud: the log's origin          /
 *              6: 1795500000,          / iat, seconds                   /
 *              7: h'…16 bytes…' } } &gt;&gt;,/ cti                            /
 *   {},
 *   payload,                           / a byte string, never detached  /
 *   h'…64 bytes…'
 * ])
 * </pre>
 *
 * Every key above is there and no other, so a statement has one form. A receipt may be put into the unprotected header of
 * a copy (RFC 9942 §4); the entry, and the leaf, is the statement without it.
 *
 * <p>Well-formed is all that a value of this type is: only {@link #verify} says that a key signed it, only the registration
 * policy that the key could speak for the issuer. Immutable.
 */
public final class SignedStatement {
    /** An entry bundle of C2SP tlog-tiles writes an entry's length in two bytes. */
    public static final int SIZE_MAX_BYTES = 65_535;

    /** No header, signature and framing takes more, whatever its texts: so much less may a payload have. */
    public static final int HEADER_MAX_BYTES = 2_048;

    /** The last second that RFC 3339 can write, the year 9999. */
    public static final long ISSUED_AT_MAX_SECONDS = 253_402_300_799L;

    private static final int COSE_SIGN1 = 18;

    private static final int ALG = 1;
    private static final int CONTENT_TYPE = 3;
    private static final int KID = 4;
    private static final int CWT_CLAIMS = 15;

    private static final int ISS = 1;
    private static final int AUD = 3;
    private static final int IAT = 6;
    private static final int CTI = 7;

    /** The Sig_structure up to the protected header: an array of 4 and its context, {@code 84 6a "Signature1"}. */
    private static final byte[] SIGNATURE1 = {(byte) 0x84, 0x6a, 'S', 'i', 'g', 'n', 'a', 't', 'u', 'r', 'e', '1'};

    /** No externally supplied data. */
    private static final byte EMPTY_BYTES = 0x40;

    /**
     * What a statement says about itself, the algorithm aside.
     *
     * @param issuedAtSeconds since 1970-01-01T00:00:00Z
     */
    public record Header(
            KeyId keyId, ContentType contentType, Issuer issuer, Origin audience, long issuedAtSeconds, Cti cti) {
        public Header {
            if (issuedAtSeconds < 0 || issuedAtSeconds > ISSUED_AT_MAX_SECONDS) {
                throw new IllegalArgumentException("iat " + issuedAtSeconds + " is not within the years 1970 to 9999");
            }
        }
    }

    private final byte[] bytes;
    private final Header header;
    private final CoseAlgorithm algorithm;
    private final Span protectedHeader;
    private final Span payload;
    private final StatementId id;
    private final Hash leafHash;

    /** Part of the bytes: a byte string as encoded, and where its content begins. */
    private record Span(int start, int contentStart, int end) {}

    private SignedStatement(byte[] bytes, CoseAlgorithm algorithm, Header header, Span protectedHeader, Span payload) {
        this.bytes = bytes;
        this.algorithm = algorithm;
        this.header = header;
        this.protectedHeader = protectedHeader;
        this.payload = payload;
        this.id = new StatementId(Hash.sha256(toBeSigned()));
        this.leafHash = MerkleTree.leafHash(bytes);
    }

    /**
     * Signs. A payload of up to {@link #SIZE_MAX_BYTES} less {@link #HEADER_MAX_BYTES} always fits.
     *
     * @param key Ed25519 or ECDSA over P-256, the algorithms that are pinned for statements
     */
    public static SignedStatement sign(Header header, byte[] payload, SigningKey key) {
        byte[] encodedHeader = encode(CoseAlgorithm.of(key.algorithm()), header);
        byte[] toBeSigned = new CborWriter(encodedHeader.length + payload.length + 32)
                .array(4)
                .text("Signature1")
                .bytes(encodedHeader)
                .bytes(new byte[0])
                .bytes(payload)
                .toByteArray();
        byte[] bytes = new CborWriter(encodedHeader.length + payload.length + 96)
                .tag(COSE_SIGN1)
                .array(4)
                .bytes(encodedHeader)
                .map(0)
                .bytes(payload)
                .bytes(key.sign(toBeSigned))
                .toByteArray();
        if (bytes.length > SIZE_MAX_BYTES) {
            throw new IllegalArgumentException("a statement of " + bytes.length + " bytes, at most " + SIZE_MAX_BYTES);
        }
        try {
            return parse(bytes);
        } catch (MalformedStatementException e) {
            throw new IllegalStateException("signed a statement that we would refuse", e);
        }
    }

    public static SignedStatement parse(byte[] entry) throws MalformedStatementException {
        if (entry.length > SIZE_MAX_BYTES) {
            throw new MalformedStatementException("statement: " + entry.length + " bytes, at most " + SIZE_MAX_BYTES);
        }
        try {
            return read(entry.clone());
        } catch (MalformedCborException e) {
            throw new MalformedStatementException("statement", e);
        }
    }

    private static SignedStatement read(byte[] bytes) throws MalformedCborException, MalformedStatementException {
        CborReader reader = new CborReader(bytes);
        long tag = reader.tag();
        if (tag != COSE_SIGN1) {
            throw new MalformedStatementException("statement: tag " + tag + ", not " + COSE_SIGN1 + " (COSE_Sign1)");
        }
        reader.array(4);
        int headerStart = reader.offset();
        CborReader headerReader = reader.embedded();
        Span protectedHeader = new Span(headerStart, headerReader.offset(), reader.offset());

        headerReader.map(4);
        headerReader.integer(ALG);
        CoseAlgorithm algorithm = CoseAlgorithm.parse(headerReader.integer());
        headerReader.integer(CONTENT_TYPE);
        ContentType contentType = ContentType.parse(headerReader.text());
        headerReader.integer(KID);
        KeyId keyId = keyId(headerReader);
        headerReader.integer(CWT_CLAIMS);
        headerReader.map(4);
        headerReader.integer(ISS);
        Issuer issuer = Issuer.parse(headerReader.text());
        headerReader.integer(AUD);
        Origin audience = Origin.parse(headerReader.text());
        headerReader.integer(IAT);
        long issuedAtSeconds = headerReader.integer();
        headerReader.integer(CTI);
        Cti cti = Cti.of(headerReader.bytes(Cti.LENGTH_BYTES));
        headerReader.end();

        int unprotected = reader.map();
        if (unprotected != 0) {
            throw new MalformedStatementException(
                    "statement: " + unprotected + " parameters in the unprotected header, which must be empty");
        }
        int payloadStart = reader.offset();
        int payloadContentStart = reader.embedded().offset();
        Span payload = new Span(payloadStart, payloadContentStart, reader.offset());
        reader.bytes(CoseAlgorithm.SIGNATURE_BYTES);
        reader.end();
        Header header;
        try {
            header = new Header(keyId, contentType, issuer, audience, issuedAtSeconds, cti);
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e);
        }
        return new SignedStatement(bytes, algorithm, header, protectedHeader, payload);
    }

    private static KeyId keyId(CborReader reader) throws MalformedCborException, MalformedStatementException {
        byte[] kid = reader.bytes();
        for (byte octet : kid) {
            if (octet < 0) {
                throw new MalformedStatementException("kid: not ASCII");
            }
        }
        return KeyId.parse(new String(kid, StandardCharsets.US_ASCII));
    }

    private static byte[] encode(CoseAlgorithm algorithm, Header header) {
        return new CborWriter(512)
                .map(4)
                .integer(ALG)
                .integer(algorithm.identifier())
                .integer(CONTENT_TYPE)
                .text(header.contentType().mediaType())
                .integer(KID)
                .bytes(header.keyId().toString().getBytes(StandardCharsets.US_ASCII))
                .integer(CWT_CLAIMS)
                .map(4)
                .integer(ISS)
                .text(header.issuer().did())
                .integer(AUD)
                .text(header.audience().name())
                .integer(IAT)
                .integer(header.issuedAtSeconds())
                .integer(CTI)
                .bytes(header.cti().bytes())
                .toByteArray();
    }

    /** Returns if the key signed this statement with the algorithm that its header names. */
    public void verify(PublicKey key) throws InvalidSignatureException {
        if (key.algorithm() != algorithm()) {
            throw new InvalidSignatureException(
                    "the statement is signed with " + algorithm() + ", the key is for " + key.algorithm());
        }
        if (!key.verifies(toBeSigned(), signature())) {
            throw new InvalidSignatureException("the signature is not one of " + key + " over this statement");
        }
    }

    /** {@code ["Signature1", protected header, h'', payload]}, RFC 9052 §4.4; deterministic since its parts are. */
    private byte[] toBeSigned() {
        int headerLength = protectedHeader.end - protectedHeader.start;
        int payloadLength = payload.end - payload.start;
        byte[] structure = Arrays.copyOf(SIGNATURE1, SIGNATURE1.length + headerLength + 1 + payloadLength);
        int position = SIGNATURE1.length;
        System.arraycopy(bytes, protectedHeader.start, structure, position, headerLength);
        position += headerLength;
        structure[position++] = EMPTY_BYTES;
        System.arraycopy(bytes, payload.start, structure, position, payloadLength);
        return structure;
    }

    public StatementId id() {
        return id;
    }

    /** The leaf of the log's tree: the RFC 6962 leaf hash of {@link #bytes}. */
    public Hash leafHash() {
        return leafHash;
    }

    public Header header() {
        return header;
    }

    public Algorithm algorithm() {
        return algorithm.keyAlgorithm();
    }

    /** A new array each time. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, payload.contentStart, payload.end);
    }

    /** A new array each time. */
    public byte[] signature() {
        return Arrays.copyOfRange(bytes, bytes.length - CoseAlgorithm.SIGNATURE_BYTES, bytes.length);
    }

    /** The entry, a new array each time. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int sizeBytes() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedStatement that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return leafHash.hashCode();
    }

    @Override
    public String toString() {
        return "statement " + id;
    }
}
