package org.tallystick.ledger.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/**
 * ML-DSA-44: BouncyCastle expands the seed, which the JDK does not read yet; the JDK, about five times as fast, signs
 * (hedged, FIPS 204 section 3.4).
 */
public final class MlDsa44SigningKey implements SigningKey {

    private final byte[] seed;
    private final java.security.PrivateKey key;
    private final MlDsa44PublicKey publicKey;

    private MlDsa44SigningKey(byte[] seed, java.security.PrivateKey key, MlDsa44PublicKey publicKey) {
        this.seed = seed;
        this.key = key;
        this.publicKey = publicKey;
    }

    static MlDsa44SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[MlDsa44.SEED_LENGTH];
        random.nextBytes(seed);
        return ofSeed(seed);
    }

    /**
     * @param seed the 32 bytes that FIPS 204 calls xi, copied
     */
    public static MlDsa44SigningKey ofSeed(byte[] seed) {
        if (seed.length != MlDsa44.SEED_LENGTH) {
            throw new IllegalArgumentException("an ML-DSA-44 seed has 32 bytes, not " + seed.length);
        }
        MLDSAPrivateKeyParameters expanded = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed.clone());
        try {
            java.security.PrivateKey key = KeyFactory.getInstance(MlDsa44.NAME)
                    .generatePrivate(new PKCS8EncodedKeySpec(MlDsa44.EXPANDED.wrap(expanded.getEncoded())));
            return new MlDsa44SigningKey(seed.clone(), key, MlDsa44PublicKey.parse(expanded.getPublicKey()));
        } catch (GeneralSecurityException | MalformedKeyException e) {
            throw new IllegalStateException("every seed gives a key", e);
        }
    }

    @Override
    public MlDsa44PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(MlDsa44.NAME);
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK signs with ML-DSA-44", e);
        }
    }

    @Override
    public String toPem() {
        return Pem.format(MlDsa44.SEED.wrap(seed));
    }

    @Override
    public String toString() {
        return "private key of " + publicKey;
    }
}
