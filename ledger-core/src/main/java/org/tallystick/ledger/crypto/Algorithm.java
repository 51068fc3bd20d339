package org.tallystick.ledger.crypto;

/** The signature algorithms, each with exactly one encoding of keys and signatures. */
public enum Algorithm {
    /** RFC 8032, pure. Key 32 bytes, signature 64. */
    ED25519(32, 64),
    /** ECDSA over P-256 with SHA-256. Key 33 bytes (SEC 1 compressed), signature 64 bytes r || s with low s. */
    ECDSA_P256(33, 64),
    /** FIPS 204, pure, empty context. Key 1,312 bytes, signature 2,420. */
    ML_DSA_44(1312, 2420);

    private final int keyLength;
    private final int signatureLength;

    Algorithm(int keyLength, int signatureLength) {
        this.keyLength = keyLength;
        this.signatureLength = signatureLength;
    }

    /** Length of an encoded public key in bytes. */
    public int keyLength() {
        return keyLength;
    }

    /** Length of a signature in bytes. */
    public int signatureLength() {
        return signatureLength;
    }
}
