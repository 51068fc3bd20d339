package org.tallystick.ledger.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;

class SignedStatementTest {
    private static final byte[] PAYLOAD = {(byte) 0x83, 1, 2, 3};
    private static final SigningKey KEY = Statements.key();
    private static final SignedStatement STATEMENT =
            SignedStatement.sign(Statements.header(ContentType.CAPTURE), PAYLOAD, KEY);

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ECDSA_P256"})
    void statement_signedAndParsed_isTheSameAndVerifies(Algorithm algorithm) throws Exception {
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        SignedStatement signed = SignedStatement.sign(Statements.header(ContentType.DID_LOG), PAYLOAD, key);

        SignedStatement parsed = SignedStatement.parse(signed.bytes());

        parsed.verify(key.publicKey());
        assertThat(parsed).isEqualTo(signed);
        assertThat(parsed.header()).isEqualTo(Statements.header(ContentType.DID_LOG));
        assertThat(parsed.algorithm()).isEqualTo(algorithm);
        assertThat(parsed.payload()).isEqualTo(PAYLOAD);
        assertThat(parsed.leafHash()).isEqualTo(MerkleTree.leafHash(signed.bytes()));
        assertThat(parsed.sizeBytes()).isEqualTo(signed.bytes().length);
    }

    @Test
    void id_isTheHashOfTheSigStructureAndNotOfTheSignature() throws Exception {
        SigningKey other = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        SignedStatement again = SignedStatement.sign(STATEMENT.header(), PAYLOAD, other);

        assertThat(again.id()).isEqualTo(STATEMENT.id());
        assertThat(again.leafHash()).isNotEqualTo(STATEMENT.leafHash());
        byte[] structure = new CborWriter()
                .array(4)
                .text("Signature1")
                .bytes(protectedHeader(map -> {}))
                .bytes(new byte[0])
                .bytes(PAYLOAD)
                .toByteArray();
        assertThat(STATEMENT.id()).isEqualTo(new StatementId(Hash.sha256(structure)));
        assertThat(StatementId.parse(STATEMENT.id().toString())).isEqualTo(STATEMENT.id());
    }

    @Test
    void verify_withAnotherKeyOrAlgorithm_isRefused() {
        SigningKey other = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        assertThatThrownBy(() -> STATEMENT.verify(other.publicKey())).isInstanceOf(InvalidSignatureException.class);
        SigningKey p256 = SigningKey.generate(Algorithm.ECDSA_P256, new SecureRandom());
        assertThatThrownBy(() -> STATEMENT.verify(p256.publicKey()))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining("ED25519")
                .hasMessageContaining("ECDSA_P256");
    }

    /**
     * Every bit of the statement, in turn. In the signature (the last 64 bytes) a change keeps the id, for the id leaves
     * the signature out, and the signature fails. Everywhere else the bytes are refused, or they are another statement,
     * with another id, which nobody signed.
     */
    @Test
    void statement_withAnyBitFlipped_isRefusedOrAnotherOrNotSigned() throws Exception {
        byte[] bytes = STATEMENT.bytes();
        int malformed = 0;
        int other = 0;
        for (int i = 0; i < bytes.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] mutated = bytes.clone();
                mutated[i] ^= (byte) (1 << bit);
                boolean inSignature = i >= bytes.length - 64;
                SignedStatement parsed;
                try {
                    parsed = SignedStatement.parse(mutated);
                } catch (MalformedStatementException e) {
                    assertThat(inSignature)
                            .as("byte %d malformed: %s", i, e.getMessage())
                            .isFalse();
                    malformed++;
                    continue;
                }
                assertThat(parsed.bytes()).isEqualTo(mutated);
                assertThat(parsed.leafHash()).isNotEqualTo(STATEMENT.leafHash());
                assertThat(parsed.id().equals(STATEMENT.id()))
                        .as("byte %d, same id", i)
                        .isEqualTo(inSignature);
                assertThatThrownBy(() -> parsed.verify(KEY.publicKey()))
                        .as("byte %d, bit %d", i, bit)
                        .isInstanceOf(InvalidSignatureException.class);
                other++;
            }
        }
        assertThat(malformed).isPositive();
        assertThat(other).isGreaterThan(64 * 8);
    }

    @Test
    void statement_cutOrExtendedAnywhere_isRefused() {
        byte[] bytes = STATEMENT.bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SignedStatement.parse(cut)).isInstanceOf(MalformedStatementException.class);
        }
        assertThatThrownBy(() -> SignedStatement.parse(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageContaining("1 bytes after the end");
    }

    @Test
    void statement_assembledByHand_isTheOneSigned() throws Exception {
        assertThat(SignedStatement.parse(statement(w -> {}))).isEqualTo(STATEMENT);
    }

    @Test
    void statement_thatIsNoTaggedSign1_isRefused() {
        byte[] bytes = STATEMENT.bytes();
        refused(Arrays.copyOfRange(bytes, 1, bytes.length), "expected TAG, found ARRAY");
        byte[] otherTag = bytes.clone();
        otherTag[0] = (byte) 0xd1;
        refused(otherTag, "tag 17, not 18");
    }

    @Test
    void unprotectedHeader_thatIsNotEmpty_isRefused() {
        byte[] withReceipts =
                whole(protectedHeader(map -> {}), w -> w.map(1).integer(394).array(0), PAYLOAD, 64);
        refused(withReceipts, "unprotected header");
    }

    @Test
    void payload_thatIsDetached_isRefused() {
        byte[] detached = new CborWriter()
                .tag(18)
                .array(4)
                .bytes(protectedHeader(map -> {}))
                .map(0)
                .nil()
                .bytes(new byte[64])
                .toByteArray();
        refused(detached, "expected BYTES, found NULL");
    }

    @Test
    void signature_ofAnotherLength_isRefused() {
        byte[] header = protectedHeader(map -> {});
        refused(whole(header, w -> w.map(0), PAYLOAD, 63), "expected a byte string of 64 bytes, found 63");
        refused(whole(header, w -> w.map(0), PAYLOAD, 65), "expected a byte string of 64 bytes, found 65");
    }

    @Test
    void protectedHeader_withAnyOtherContent_isRefused() {
        refused(statement(header -> header.algorithm = -19), "alg -19");
        refused(statement(header -> header.algorithm = -35), "alg -35");
        refused(statement(header -> header.algorithm = -48), "alg -48");
        refused(statement(header -> header.kidAsText = true), "expected BYTES, found TEXT");
        refused(statement(header -> header.kid = "did:example:acme"), "no fragment");
        refused(statement(header -> header.kid = "did:example:acmé#1"), "not ASCII");
        refused(statement(header -> header.issuer = "acme"), "not a DID");
        refused(statement(header -> header.audience = ""), "origin");
        refused(statement(header -> header.contentType = "Application/JSON"), "content type");
        refused(statement(header -> header.issuedAtSeconds = -1), "iat -1");
        refused(statement(header -> header.issuedAtSeconds = 253_402_300_800L), "iat 253402300800");
        refused(statement(header -> header.cti = new byte[15]), "expected a byte string of 16 bytes, found 15");
        refused(statement(header -> header.extra = true), "expected a map of 4, found 5");
        refused(statement(header -> header.extraClaim = true), "expected a map of 4, found 5");
        refused(statement(header -> header.missing = true), "expected a map of 4, found 3");
        refused(statement(header -> header.otherLabel = true), "expected 3, found 2");
    }

    @Test
    void size_atTheLimit_isAcceptedAndOneByteMoreIsRefused() throws Exception {
        int overhead = STATEMENT.sizeBytes() - PAYLOAD.length + 2;
        byte[] largest = new byte[SignedStatement.SIZE_MAX_BYTES - overhead];
        SignedStatement full = SignedStatement.sign(STATEMENT.header(), largest, KEY);
        assertThat(full.sizeBytes()).isEqualTo(SignedStatement.SIZE_MAX_BYTES);
        SignedStatement.parse(full.bytes()).verify(KEY.publicKey());

        assertThatThrownBy(() -> SignedStatement.sign(STATEMENT.header(), new byte[largest.length + 1], KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536 bytes, at most 65535");
        refused(whole(protectedHeader(map -> {}), w -> w.map(0), new byte[largest.length + 1], 64), "at most 65535");
    }

    @Test
    void header_ofTheLongestParts_leavesTheRoomPromised() {
        Issuer issuer = new Issuer("did:x:" + "a".repeat(DidSyntax.LENGTH_MAX - 6));
        KeyId keyId = new KeyId(
                issuer.did(), Optional.of("v".repeat(KeyId.VERSION_LENGTH_MAX)), "f".repeat(KeyId.FRAGMENT_LENGTH_MAX));
        ContentType contentType = new ContentType("a".repeat(127) + "/" + "b".repeat(127));
        Origin origin = new Origin("o".repeat(Origin.LENGTH_MAX_BYTES));
        var header = new SignedStatement.Header(
                keyId, contentType, issuer, origin, SignedStatement.ISSUED_AT_MAX_SECONDS, new Cti(-1, -1));
        byte[] payload = new byte[SignedStatement.SIZE_MAX_BYTES - SignedStatement.HEADER_MAX_BYTES];
        assertThatCode(() -> SignedStatement.sign(header, payload, KEY)).doesNotThrowAnyException();
    }

    @Test
    void sign_withMlDsa_isAFaultOfTheCaller() {
        SigningKey mlDsa = SigningKey.generate(Algorithm.ML_DSA_44, new SecureRandom());
        assertThatThrownBy(() -> SignedStatement.sign(STATEMENT.header(), PAYLOAD, mlDsa))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> SignedStatement.parse(bytes))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageContaining(reason);
    }

    /** The header of {@link #STATEMENT}, for a test to spoil. */
    private static final class RawHeader {
        int algorithm = -8;
        String contentType = ContentType.CAPTURE.mediaType();
        String kid = Statements.ACME_KEY.toString();
        boolean kidAsText;
        String issuer = Statements.ACME.did();
        String audience = Statements.ORIGIN.name();
        long issuedAtSeconds = 1_795_500_000L;
        byte[] cti = Statements.counting(16);
        boolean extra;
        boolean extraClaim;
        boolean missing;
        boolean otherLabel;
    }

    private static byte[] protectedHeader(Consumer<RawHeader> spoil) {
        RawHeader raw = new RawHeader();
        spoil.accept(raw);
        CborWriter writer = new CborWriter().map(raw.extra ? 5 : raw.missing ? 3 : 4);
        writer.integer(1).integer(raw.algorithm);
        if (!raw.missing) {
            writer.integer(raw.otherLabel ? 2 : 3).text(raw.contentType);
        }
        writer.integer(4);
        if (raw.kidAsText) {
            writer.text(raw.kid);
        } else {
            writer.bytes(raw.kid.getBytes(StandardCharsets.UTF_8));
        }
        writer.integer(15).map(raw.extraClaim ? 5 : 4);
        writer.integer(1).text(raw.issuer);
        if (raw.extraClaim) {
            writer.integer(2).text("subject");
        }
        writer.integer(3).text(raw.audience);
        writer.integer(6).integer(raw.issuedAtSeconds);
        writer.integer(7).bytes(raw.cti);
        if (raw.extra) {
            writer.integer(16).text("type");
        }
        return writer.toByteArray();
    }

    private static byte[] statement(Consumer<RawHeader> spoil) {
        CborWriter writer =
                new CborWriter().tag(18).array(4).bytes(protectedHeader(spoil)).map(0);
        return writer.bytes(PAYLOAD).bytes(STATEMENT.signature()).toByteArray();
    }

    private static byte[] whole(byte[] header, Consumer<CborWriter> unprotected, byte[] payload, int signatureBytes) {
        CborWriter writer = new CborWriter().tag(18).array(4).bytes(header);
        unprotected.accept(writer);
        return writer.bytes(payload).bytes(new byte[signatureBytes]).toByteArray();
    }
}
