package org.tallystick.ledger.prove;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.cbor.CborReader;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.cbor.MalformedCborException;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.RefusedProofException;
import org.tallystick.ledger.statement.CoseAlgorithm;
import org.tallystick.ledger.statement.MalformedStatementException;

/**
 * A receipt of inclusion, RFC 9942 §5.2 with RFC9162_SHA256: COSE's form of what a tlog-proof says.
 *
 * <pre>
 * 18([
 *   &lt;&lt; { 1: -8 or -7, 4: h'kid', 15: { 1: "origin" }, 395: 1 } &gt;&gt;,
 *   { 396: { -1: [ &lt;&lt; [size, index, [hash, …]] &gt;&gt; ] } },
 *   null,                              / the root, which the verifier calculates /
 *   h'…64 bytes…'
 * ])
 * </pre>
 *
 * <p>The signature covers the root and the origin, <b>neither size nor index</b>: one path can lead to one root under
 * several pairs of them. So a receipt is evidence that an entry is in the log and none of its place; the tlog-proof, whose
 * checkpoint signs the size, is evidence of both.
 */
public final class Receipt {
    /** Three numbers, 63 hashes, an origin and a signature have less. */
    public static final int SIZE_MAX_BYTES = 4_096;

    /** RFC 9942 §5.2 asks for one hash in the path at least. */
    public static final long SIZE_MIN = 2;

    /** Names a key; a hash of one fits. */
    private static final int KID_MAX_BYTES = 64;

    private static final int COSE_SIGN1 = 18;
    private static final int ALG = 1;
    private static final int KID = 4;
    private static final int CWT_CLAIMS = 15;
    private static final int ISS = 1;
    private static final int VERIFIABLE_DATA_STRUCTURE = 395;
    private static final int RFC9162_SHA256 = 1;
    private static final int PROOFS = 396;
    private static final int INCLUSION = -1;

    /** A tree has fewer than 2^63 leaves. */
    private static final int PATH_MAX = 63;

    private final CoseAlgorithm algorithm;
    private final byte[] kid;
    private final String origin;
    private final InclusionProof inclusion;
    private final byte[] signature;

    private Receipt(CoseAlgorithm algorithm, byte[] kid, String origin, InclusionProof inclusion, byte[] signature) {
        this.algorithm = algorithm;
        this.kid = kid;
        this.origin = origin;
        this.inclusion = inclusion;
        this.signature = signature;
    }

    static Receipt sign(InclusionProof inclusion, Checkpoint checkpoint, byte[] kid, SigningKey key) {
        if (inclusion.size() != checkpoint.size()) {
            throw new IllegalArgumentException(
                    "size in proof " + inclusion.size() + ", in checkpoint " + checkpoint.size());
        }
        if (inclusion.size() < SIZE_MIN) {
            throw new IllegalArgumentException("no receipt in a tree of size " + inclusion.size());
        }
        if (kid.length < 1 || kid.length > KID_MAX_BYTES) {
            throw new IllegalArgumentException("kid of " + kid.length + " bytes, not 1 to " + KID_MAX_BYTES);
        }
        CoseAlgorithm algorithm = CoseAlgorithm.of(key.algorithm());
        byte[] toBeSigned = toBeSigned(header(algorithm, kid, checkpoint.origin()), checkpoint.root());
        return new Receipt(algorithm, kid.clone(), checkpoint.origin(), inclusion, key.sign(toBeSigned));
    }

    public static Receipt parse(byte[] bytes) throws MalformedLogException {
        if (bytes.length > SIZE_MAX_BYTES) {
            throw new MalformedLogException("receipt: " + bytes.length + " bytes, at most " + SIZE_MAX_BYTES);
        }
        try {
            return read(new CborReader(bytes));
        } catch (MalformedCborException | MalformedStatementException e) {
            throw new MalformedLogException("receipt: " + e.getMessage());
        }
    }

    private static Receipt read(CborReader reader)
            throws MalformedCborException, MalformedStatementException, MalformedLogException {
        if (reader.tag() != COSE_SIGN1) {
            throw new MalformedLogException("receipt: no COSE_Sign1");
        }
        reader.array(4);
        CborReader header = reader.embedded();
        header.map(4);
        header.integer(ALG);
        CoseAlgorithm algorithm = CoseAlgorithm.parse(header.integer());
        header.integer(KID);
        byte[] kid = header.bytes();
        if (kid.length < 1 || kid.length > KID_MAX_BYTES) {
            throw new MalformedLogException("receipt: kid of " + kid.length + " bytes, not 1 to " + KID_MAX_BYTES);
        }
        header.integer(CWT_CLAIMS);
        header.map(1);
        header.integer(ISS);
        String origin = header.text();
        header.integer(VERIFIABLE_DATA_STRUCTURE);
        header.integer(RFC9162_SHA256);
        header.end();

        reader.map(1);
        reader.integer(PROOFS);
        reader.map(1);
        reader.integer(INCLUSION);
        reader.array(1);
        InclusionProof inclusion = inclusion(reader.embedded());
        reader.nil();
        byte[] signature = reader.bytes(CoseAlgorithm.SIGNATURE_BYTES);
        reader.end();
        return new Receipt(algorithm, kid, origin, inclusion, signature);
    }

    private static InclusionProof inclusion(CborReader reader) throws MalformedCborException, MalformedLogException {
        reader.array(3);
        long size = reader.integer();
        long index = reader.integer();
        int length = reader.array();
        if (length < 1 || length > PATH_MAX) {
            throw new MalformedLogException("receipt: a path of " + length + " hashes, not 1 to " + PATH_MAX);
        }
        if (index < 0 || index >= size) {
            throw new MalformedLogException("receipt: index " + index + " in a tree of size " + size);
        }
        List<Hash> path = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            path.add(Hash.of(reader.bytes(Hash.LENGTH)));
        }
        reader.end();
        return new InclusionProof(index, size, path);
    }

    /**
     * Returns if the path leads from the leaf to a root that the key signed, for the log that {@link #origin} names.
     *
     * @throws RefusedProofException in every other case
     */
    public void verify(Hash leaf, PublicKey key) throws RefusedProofException {
        Hash root = inclusion.rootFor(leaf);
        if (key.algorithm() != algorithm.keyAlgorithm()) {
            throw new RefusedProofException(
                    "receipt: signed with " + algorithm + ", the key is for " + key.algorithm());
        }
        if (!key.verifies(toBeSigned(header(algorithm, kid, origin), root), signature)) {
            throw new RefusedProofException("receipt: the signature is not one of " + key + " over root " + root);
        }
    }

    public InclusionProof inclusion() {
        return inclusion;
    }

    public String origin() {
        return origin;
    }

    /** A new array each time. */
    public byte[] kid() {
        return kid.clone();
    }

    public byte[] bytes() {
        CborWriter proof = new CborWriter(64 + 34 * inclusion.path().size())
                .array(3)
                .integer(inclusion.size())
                .integer(inclusion.index())
                .array(inclusion.path().size());
        for (Hash hash : inclusion.path()) {
            proof.bytes(hash.bytes());
        }
        return new CborWriter(1_024)
                .tag(COSE_SIGN1)
                .array(4)
                .bytes(header(algorithm, kid, origin))
                .map(1)
                .integer(PROOFS)
                .map(1)
                .integer(INCLUSION)
                .array(1)
                .bytes(proof.toByteArray())
                .nil()
                .bytes(signature)
                .toByteArray();
    }

    private static byte[] header(CoseAlgorithm algorithm, byte[] kid, String origin) {
        return new CborWriter()
                .map(4)
                .integer(ALG)
                .integer(algorithm.identifier())
                .integer(KID)
                .bytes(kid)
                .integer(CWT_CLAIMS)
                .map(1)
                .integer(ISS)
                .text(origin)
                .integer(VERIFIABLE_DATA_STRUCTURE)
                .integer(RFC9162_SHA256)
                .toByteArray();
    }

    private static byte[] toBeSigned(byte[] header, Hash root) {
        return new CborWriter()
                .array(4)
                .text("Signature1")
                .bytes(header)
                .bytes(new byte[0])
                .bytes(root.bytes())
                .toByteArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Receipt that && Arrays.equals(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return inclusion.hashCode();
    }

    @Override
    public String toString() {
        return "receipt of entry " + inclusion.index() + " in size " + inclusion.size() + " of " + origin;
    }
}
