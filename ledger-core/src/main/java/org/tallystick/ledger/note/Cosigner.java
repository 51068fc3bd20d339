package org.tallystick.ledger.note;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.crypto.SigningKey;

/**
 * Cosigns checkpoints, {@code c2sp.org/tlog-cosignature}: {@code cosignature/v1} with an Ed25519 key, {@code subtree/v1}
 * with an ML-DSA-44 key. The line holds, after the key hash, the time as eight big-endian bytes and the signature.
 *
 * <p>The Ed25519 form does not name its cosigner: a key of it must serve one name and one log only.
 */
public final class Cosigner {

    private final SigningKey key;
    private final VerifierKey verifierKey;

    public Cosigner(String name, SigningKey key) {
        SignatureType type = switch (key.algorithm()) {
            case ED25519 -> SignatureType.COSIGNATURE_V1;
            case ML_DSA_44 -> SignatureType.SUBTREE_V1;
            case ECDSA_P256 -> throw new IllegalArgumentException("there are no cosignatures with P-256");
        };
        this.key = key;
        this.verifierKey = new VerifierKey(name, type, key.publicKey());
    }

    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /**
     * @param checkpoint the note text: the three lines of a checkpoint
     * @param timestampSeconds since 1970
     */
    public NoteSignature cosign(String checkpoint, long timestampSeconds) {
        byte @Nullable [] message =
                CosignedMessage.of(verifierKey.type(), verifierKey.name(), timestampSeconds, checkpoint);
        if (message == null) {
            throw new IllegalArgumentException("no checkpoint of three lines, or a time before 1970");
        }
        byte[] signature = key.sign(message);
        byte[] timestamped = ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(timestampSeconds)
                .put(signature)
                .array();
        return NoteSignature.of(verifierKey.name(), verifierKey.keyHash(), timestamped);
    }

    @Override
    public String toString() {
        return "cosigner for " + verifierKey;
    }
}
