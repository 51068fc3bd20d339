package org.tallystick.ledger.note;

import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.crypto.Algorithm;

/** The signature types that we make and check, of those that {@code c2sp.org/signed-note} assigns. */
public enum SignatureType {
    /** Ed25519 over the note text: a log's own signature. */
    ED25519(0x01, Algorithm.ED25519),
    /** Timestamped Ed25519 cosignature on a checkpoint, {@code cosignature/v1}. */
    COSIGNATURE_V1(0x04, Algorithm.ED25519),
    /** Timestamped ML-DSA-44 cosignature on a checkpoint, {@code subtree/v1}. */
    SUBTREE_V1(0x06, Algorithm.ML_DSA_44);

    private final byte identifier;
    private final Algorithm algorithm;

    SignatureType(int identifier, Algorithm algorithm) {
        this.identifier = (byte) identifier;
        this.algorithm = algorithm;
    }

    /** The byte before the public key in a verifier key. */
    public byte identifier() {
        return identifier;
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** Whether a signature of this type says when it was made. */
    public boolean timestamped() {
        return this != ED25519;
    }

    static @Nullable SignatureType of(byte identifier) {
        for (SignatureType type : values()) {
            if (type.identifier == identifier) {
                return type;
            }
        }
        return null;
    }
}
