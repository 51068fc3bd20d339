package org.tallystick.ledger.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An ML-DSA-44 key (FIPS 204): 32 bytes rho and 1,280 bytes of ten-bit coefficients, so every 1,312 bytes are one. A
 * signature has one encoding too: FIPS 204 algorithm 21 refuses hints that are not sorted or not padded with zeros.
 */
public final class MlDsa44PublicKey implements PublicKey {

    private final byte[] encoded;
    private final java.security.PublicKey key;

    private MlDsa44PublicKey(byte[] encoded, java.security.PublicKey key) {
        this.encoded = encoded;
        this.key = key;
    }

    public static MlDsa44PublicKey parse(byte[] encoded) throws MalformedKeyException {
        if (encoded.length != Algorithm.ML_DSA_44.keyLength()) {
            throw new MalformedKeyException("ML-DSA-44 key: 1312 bytes expected, not " + encoded.length);
        }
        byte[] copy = encoded.clone();
        try {
            java.security.PublicKey key = KeyFactory.getInstance(MlDsa44.NAME)
                    .generatePublic(new X509EncodedKeySpec(MlDsa44.PUBLIC_KEY.wrap(copy)));
            return new MlDsa44PublicKey(copy, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK takes any 1312 bytes as an ML-DSA-44 key", e);
        }
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ML_DSA_44;
    }

    @Override
    public byte[] bytes() {
        return encoded.clone();
    }

    @Override
    public boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != Algorithm.ML_DSA_44.signatureLength()) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(MlDsa44.NAME);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK verifies ML-DSA-44", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MlDsa44PublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** Algorithm and first bytes: enough to tell keys apart, short enough for a message. */
    @Override
    public String toString() {
        return "ml-dsa-44:" + HexFormat.of().formatHex(encoded, 0, 8) + "...";
    }
}
