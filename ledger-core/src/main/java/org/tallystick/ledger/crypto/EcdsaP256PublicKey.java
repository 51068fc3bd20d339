package org.tallystick.ledger.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An ECDSA key over P-256, as a compressed SEC 1 point. Signatures are {@code r || s}, 32 bytes each; of the two values
 * of s that would verify only the lower counts, so a signature cannot be turned into another one.
 */
public final class EcdsaP256PublicKey implements PublicKey {

    private final byte[] encoded;
    private final java.security.PublicKey key;

    private EcdsaP256PublicKey(byte[] encoded, java.security.PublicKey key) {
        this.encoded = encoded;
        this.key = key;
    }

    /**
     * @param encoded 0x02 or 0x03, then x
     */
    public static EcdsaP256PublicKey parse(byte[] encoded) throws MalformedKeyException {
        if (encoded.length != P256.POINT_LENGTH || (encoded[0] != 0x02 && encoded[0] != 0x03)) {
            throw new MalformedKeyException("P-256 key: 33 bytes that begin with 02 or 03 expected");
        }
        byte[] copy = encoded.clone();
        return new EcdsaP256PublicKey(copy, P256.publicKey(copy));
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ECDSA_P256;
    }

    @Override
    public byte[] bytes() {
        return encoded.clone();
    }

    @Override
    public boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != P256.SIGNATURE_LENGTH) {
            return false;
        }
        BigInteger r = new BigInteger(1, signature, 0, P256.SCALAR_LENGTH);
        BigInteger s = new BigInteger(1, signature, P256.SCALAR_LENGTH, P256.SCALAR_LENGTH);
        if (r.signum() == 0 || r.compareTo(P256.ORDER) >= 0 || s.signum() == 0 || s.compareTo(P256.HALF_ORDER) > 0) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(P256.SIGNATURE_NAME);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK verifies ECDSA over P-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EcdsaP256PublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "p256:" + HexFormat.of().formatHex(encoded);
    }
}
