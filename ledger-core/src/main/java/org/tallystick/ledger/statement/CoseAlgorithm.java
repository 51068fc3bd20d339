package org.tallystick.ledger.statement;

import org.tallystick.ledger.crypto.Algorithm;

/** The COSE algorithms (RFC 9053) that statements and receipts are signed with, each with one kind of key. */
public enum CoseAlgorithm {
    /** Registered for every Edwards curve; here Ed25519 alone. */
    EDDSA(-8, Algorithm.ED25519),
    /** Registered for every curve; here P-256 alone, with low s. */
    ES256(-7, Algorithm.ECDSA_P256);

    /** Both make r || s or R || S of this length. */
    public static final int SIGNATURE_BYTES = 64;

    private final int identifier;
    private final Algorithm keyAlgorithm;

    CoseAlgorithm(int identifier, Algorithm keyAlgorithm) {
        this.identifier = identifier;
        this.keyAlgorithm = keyAlgorithm;
    }

    /** The value of the header parameter {@code alg}. */
    public int identifier() {
        return identifier;
    }

    public Algorithm keyAlgorithm() {
        return keyAlgorithm;
    }

    public static CoseAlgorithm of(Algorithm keyAlgorithm) {
        return switch (keyAlgorithm) {
            case ED25519 -> EDDSA;
            case ECDSA_P256 -> ES256;
            case ML_DSA_44 -> throw new IllegalArgumentException("statements are not signed with ML-DSA-44");
        };
    }

    public static CoseAlgorithm parse(long identifier) throws MalformedStatementException {
        for (CoseAlgorithm algorithm : values()) {
            if (algorithm.identifier == identifier) {
                return algorithm;
            }
        }
        throw new MalformedStatementException("alg " + identifier + ": neither -8 (EdDSA) nor -7 (ES256)");
    }
}
