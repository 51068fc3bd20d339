package org.tallystick.identity.did;

import java.util.Arrays;

/** base58btc: the Bitcoin alphabet, each leading zero byte a {@code 1}. */
final class Base58 {
    /**
     * Decoding costs the square of the length. The longest text read is a 64-byte signature (88 characters); a P-521
     * multikey would have 95.
     */
    static final int MAX_CHARS = 128;

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final byte[] DIGIT = new byte[128];

    static {
        Arrays.fill(DIGIT, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            DIGIT[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private Base58() {}

    static String encode(byte[] bytes) {
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        // log(256) / log(58) < 1.38 digits a byte, least significant first
        byte[] digits = new byte[(bytes.length - zeros) * 138 / 100 + 1];
        int length = 0;
        for (int i = zeros; i < bytes.length; i++) {
            int carry = bytes[i] & 0xff;
            for (int d = 0; d < length || carry > 0; d++) {
                carry += digits[d] << 8;
                digits[d] = (byte) (carry % 58);
                carry /= 58;
                length = Math.max(length, d + 1);
            }
        }
        var out = new StringBuilder("1".repeat(zeros));
        for (int d = length - 1; d >= 0; d--) {
            out.append(ALPHABET.charAt(digits[d]));
        }
        return out.toString();
    }

    /** The one byte string whose encoding is {@code text}: every text of the alphabet is the encoding of something. */
    static byte[] decode(String text) {
        if (text.length() > MAX_CHARS) {
            throw new MalformedDidException("base58 text of " + text.length() + " characters, at most " + MAX_CHARS);
        }
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == '1') {
            zeros++;
        }
        byte[] bytes = new byte[text.length()]; // least significant first
        int length = 0;
        for (int i = zeros; i < text.length(); i++) {
            char c = text.charAt(i);
            int carry = c < DIGIT.length ? DIGIT[c] : -1;
            if (carry < 0) {
                throw new MalformedDidException("not base58 at " + i);
            }
            for (int b = 0; b < length || carry > 0; b++) {
                carry += (bytes[b] & 0xff) * 58;
                bytes[b] = (byte) carry;
                carry >>= 8;
                length = Math.max(length, b + 1);
            }
        }
        byte[] out = new byte[zeros + length];
        for (int b = 0; b < length; b++) {
            out[out.length - 1 - b] = bytes[b];
        }
        return out;
    }
}
