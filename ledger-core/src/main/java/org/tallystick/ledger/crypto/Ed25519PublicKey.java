package org.tallystick.ledger.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 key. Libraries disagree about signatures that no honest signer makes ("Taming the many EdDSAs", Chalkias,
 * Garillot and Nikolaenko 2020): with or without the cofactor, by batch or one by one, small-order points or not. Here a
 * key and the R of a signature must be canonically encoded points of the prime-order subgroup other than the identity,
 * and S must be below the group order. On what is left all variants of the equation agree, so that no release of any
 * library can change a verdict.
 */
public final class Ed25519PublicKey implements PublicKey {

    private final byte[] encoded;
    private final Ed25519.PublicPoint point;

    private Ed25519PublicKey(byte[] encoded, Ed25519.PublicPoint point) {
        this.encoded = encoded;
        this.point = point;
    }

    public static Ed25519PublicKey parse(byte[] encoded) throws MalformedKeyException {
        if (encoded.length != Ed25519.PUBLIC_KEY_SIZE) {
            throw new MalformedKeyException("Ed25519 key: 32 bytes expected, not " + encoded.length);
        }
        byte[] copy = encoded.clone();
        Ed25519.@Nullable PublicPoint point = Ed25519.validatePublicKeyFullExport(copy, 0);
        if (point == null) {
            throw new MalformedKeyException("Ed25519 key: no canonically encoded point of the prime-order subgroup");
        }
        return new Ed25519PublicKey(copy, point);
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ED25519;
    }

    @Override
    public byte[] bytes() {
        return encoded.clone();
    }

    @Override
    public boolean verifies(byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, point, message, 0, message.length)
                // R is held to what a key is held to; the library alone would let some mixed-order R pass.
                && Ed25519.validatePublicKeyFull(signature, 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ed25519PublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "ed25519:" + HexFormat.of().formatHex(encoded);
    }
}
