package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The four bytes that, together with a key's name, say which key signed. C2SP calls it the key ID; {@code x/mod} and we
 * the key hash, because it is no identifier: anybody can find a key with a given one.
 *
 * <pre>
 * key hash = SHA-256(name || 0x0A || signature type || public key)[:4]
 * </pre>
 *
 * @param value the four bytes, big-endian
 */
public record KeyHash(int value) {

    /** Length in bytes. */
    public static final int LENGTH = 4;

    static KeyHash of(String name, SignatureType type, byte[] publicKey) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        sha256.update(name.getBytes(UTF_8));
        sha256.update((byte) '\n');
        sha256.update(type.identifier());
        sha256.update(publicKey);
        return new KeyHash(ByteBuffer.wrap(sha256.digest()).getInt());
    }

    /** Eight lower-case hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
