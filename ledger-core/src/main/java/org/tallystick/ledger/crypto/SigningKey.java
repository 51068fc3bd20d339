package org.tallystick.ledger.crypto;

import java.security.SecureRandom;

/**
 * A private key and its public key. Signs; tells nothing: {@code toString} names the public key, and the private one
 * leaves only by {@link #toPem()}, for its key file.
 */
public sealed interface SigningKey permits Ed25519SigningKey, EcdsaP256SigningKey, MlDsa44SigningKey {

    /** A fresh key. */
    static SigningKey generate(Algorithm algorithm, SecureRandom random) {
        return switch (algorithm) {
            case ED25519 -> Ed25519SigningKey.generate(random);
            case ECDSA_P256 -> EcdsaP256SigningKey.generate(random);
            case ML_DSA_44 -> MlDsa44SigningKey.generate(random);
        };
    }

    /**
     * Reads what {@link #toPem()} writes, and nothing else: PKCS#8 in PEM, one key, no attributes, 64 characters a line.
     *
     * <pre>
     * -----BEGIN PRIVATE KEY-----
     * MC4CAQAwBQYDK2VwBCIEI...
     * -----END PRIVATE KEY-----
     * </pre>
     */
    static SigningKey parsePem(String pem) throws MalformedKeyException {
        byte[] der = Pem.parse(pem);
        byte[] seed = Ed25519SigningKey.PRIVATE_KEY.unwrap(der);
        if (seed != null) {
            return Ed25519SigningKey.ofSeed(seed);
        }
        byte[] scalar = EcdsaP256SigningKey.PRIVATE_KEY.unwrap(der);
        if (scalar != null) {
            return EcdsaP256SigningKey.ofScalar(scalar);
        }
        byte[] mlDsaSeed = MlDsa44.SEED.unwrap(der);
        if (mlDsaSeed != null) {
            return MlDsa44SigningKey.ofSeed(mlDsaSeed);
        }
        throw new MalformedKeyException(
                "private key: neither Ed25519 nor P-256 nor the seed of an ML-DSA-44 key in plain PKCS#8");
    }

    PublicKey publicKey();

    default Algorithm algorithm() {
        return publicKey().algorithm();
    }

    byte[] sign(byte[] message);

    /** The private key as PKCS#8 in PEM, for a file that only its owner reads. */
    String toPem();
}
