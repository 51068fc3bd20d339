package org.tallystick.ledger.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;

/** ECDSA over P-256 by the JDK; the higher of the two possible s is replaced by the lower. */
public final class EcdsaP256SigningKey implements SigningKey {

    /** PKCS#8 with an RFC 5915 key of version 1 and the scalar alone: what the JDK writes too. */
    static final DerPrefix PRIVATE_KEY = new DerPrefix(
            "3041020100301306072a8648ce3d020106082a8648ce3d030107" + "0427" + "30250201010420", P256.SCALAR_LENGTH);

    private final BigInteger scalar;
    private final java.security.PrivateKey key;
    private final EcdsaP256PublicKey publicKey;

    private EcdsaP256SigningKey(BigInteger scalar, java.security.PrivateKey key, EcdsaP256PublicKey publicKey) {
        this.scalar = scalar;
        this.key = key;
        this.publicKey = publicKey;
    }

    static EcdsaP256SigningKey generate(SecureRandom random) {
        // Rejection sampling (FIPS 186-5 A.2.2): all but one in 2^32 draws are a scalar.
        byte[] candidate = new byte[P256.SCALAR_LENGTH];
        BigInteger scalar;
        do {
            random.nextBytes(candidate);
            scalar = new BigInteger(1, candidate);
        } while (!inRange(scalar));
        return ofScalar(scalar);
    }

    static EcdsaP256SigningKey ofScalar(byte[] bytes) throws MalformedKeyException {
        BigInteger scalar = new BigInteger(1, bytes);
        if (!inRange(scalar)) {
            throw new MalformedKeyException("P-256 private key: not between 1 and the group order");
        }
        return ofScalar(scalar);
    }

    private static boolean inRange(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(P256.ORDER) < 0;
    }

    private static EcdsaP256SigningKey ofScalar(BigInteger scalar) {
        try {
            java.security.PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, P256.PARAMETERS));
            return new EcdsaP256SigningKey(scalar, key, EcdsaP256PublicKey.parse(P256.publicPoint(scalar)));
        } catch (GeneralSecurityException | MalformedKeyException e) {
            throw new IllegalStateException("every scalar below the group order gives a key", e);
        }
    }

    @Override
    public EcdsaP256PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature;
        try {
            Signature signer = Signature.getInstance(P256.SIGNATURE_NAME);
            signer.initSign(key);
            signer.update(message);
            signature = signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK signs with P-256", e);
        }
        BigInteger s = new BigInteger(1, signature, P256.SCALAR_LENGTH, P256.SCALAR_LENGTH);
        if (s.compareTo(P256.HALF_ORDER) > 0) {
            putScalar(P256.ORDER.subtract(s), signature, P256.SCALAR_LENGTH);
        }
        return signature;
    }

    /** The scalar as 32 big-endian bytes. */
    private static void putScalar(BigInteger scalar, byte[] target, int offset) {
        byte[] bytes = scalar.toByteArray();
        int length = Math.min(bytes.length, P256.SCALAR_LENGTH);
        Arrays.fill(target, offset, offset + P256.SCALAR_LENGTH, (byte) 0);
        System.arraycopy(bytes, bytes.length - length, target, offset + P256.SCALAR_LENGTH - length, length);
    }

    @Override
    public String toPem() {
        byte[] bytes = new byte[P256.SCALAR_LENGTH];
        putScalar(scalar, bytes, 0);
        return Pem.format(PRIVATE_KEY.wrap(bytes));
    }

    @Override
    public String toString() {
        return "private key of " + publicKey;
    }
}
