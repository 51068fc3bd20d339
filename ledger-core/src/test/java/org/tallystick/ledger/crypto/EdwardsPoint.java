package org.tallystick.ledger.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Points of edwards25519 by the formulas of RFC 8032 section 5.1, in big integers: slow, short, and independent of the
 * library under test. To make the keys and signatures that no honest signer makes.
 */
record EdwardsPoint(BigInteger x, BigInteger y) {

    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final BigInteger SQRT_MINUS_1 =
            BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
    private static final EdwardsPoint NEUTRAL = new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE);

    static final EdwardsPoint BASE = ofY(
            BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P), false);

    static EdwardsPoint decode(byte[] encoded) {
        BigInteger number = littleEndian(encoded);
        return ofY(number.clearBit(255), number.testBit(255));
    }

    private static EdwardsPoint ofY(BigInteger y, boolean odd) {
        BigInteger yy = y.multiply(y);
        BigInteger square = yy.subtract(BigInteger.ONE)
                .multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger x = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(square)) {
            x = x.multiply(SQRT_MINUS_1).mod(P);
        }
        if (!x.multiply(x).mod(P).equals(square)) {
            throw new IllegalArgumentException("no point");
        }
        return new EdwardsPoint(x.testBit(0) == odd ? x : P.subtract(x), y);
    }

    /** The eight points whose order divides 8, the neutral one first. */
    static List<EdwardsPoint> torsion() {
        // ORDER times any point is one of them; of order 8 for half of all points.
        for (int y = 2; ; y++) {
            EdwardsPoint generator;
            try {
                generator = ofY(BigInteger.valueOf(y), false).times(ORDER);
            } catch (IllegalArgumentException e) {
                continue;
            }
            if (!generator.times(BigInteger.valueOf(4)).isNeutral()) {
                List<EdwardsPoint> points = new ArrayList<>();
                for (int k = 0; k < 8; k++) {
                    points.add(generator.times(BigInteger.valueOf(k)));
                }
                return points;
            }
        }
    }

    boolean isNeutral() {
        return equals(NEUTRAL);
    }

    EdwardsPoint plus(EdwardsPoint other) {
        BigInteger product =
                D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
        BigInteger newX = x.multiply(other.y)
                .add(y.multiply(other.x))
                .multiply(BigInteger.ONE.add(product).modInverse(P))
                .mod(P);
        BigInteger newY = y.multiply(other.y)
                .add(x.multiply(other.x))
                .multiply(BigInteger.ONE.subtract(product).modInverse(P))
                .mod(P);
        return new EdwardsPoint(newX, newY);
    }

    EdwardsPoint times(BigInteger scalar) {
        EdwardsPoint result = NEUTRAL;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            result = result.plus(result);
            if (scalar.testBit(bit)) {
                result = result.plus(this);
            }
        }
        return result;
    }

    byte[] encode() {
        return littleEndian(x.testBit(0) ? y.setBit(255) : y);
    }

    /** SHA-512(R || A || M) mod the group order. */
    static BigInteger challenge(byte[] r, byte[] key, byte[] message) {
        try {
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            sha512.update(r);
            sha512.update(key);
            return littleEndian(sha512.digest(message)).mod(ORDER);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }
}
