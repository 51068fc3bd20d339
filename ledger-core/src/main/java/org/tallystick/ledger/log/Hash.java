package org.tallystick.ledger.log;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 value, held as four longs so that it is compared by value, sorts by its bytes and cannot be changed.
 *
 * <p>Two text forms, one for each use: lower-case hex ({@link #toString()}, {@link #parse}) in our own answers, standard
 * padded base64 ({@link #toBase64()}, {@link #parseBase64}) where C2SP formats ask for it.
 */
public final class Hash implements Comparable<Hash> {

    /** Length in bytes. */
    public static final int LENGTH = 32;

    private static final HexFormat HEX = HexFormat.of();

    private static final MessageDigest UNUSED = sha256FromProvider();

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private Hash(long first, long second, long third, long fourth) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
    }

    /**
     * @param bytes exactly 32 bytes, copied
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return of(bytes, 0);
    }

    /** The 32 bytes that begin at {@code offset}, copied. */
    public static Hash of(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH);
        return new Hash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** SHA-256 over the parts, one after another. */
    public static Hash sha256(byte[]... parts) {
        MessageDigest sha256 = newSha256();
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return of(sha256.digest());
    }

    /** The one hex form: 64 lower-case digits. */
    public static Hash parse(String hex) throws MalformedLogException {
        if (hex.length() != 2 * LENGTH) {
            throw new MalformedLogException("hash: 64 hex digits expected, not " + hex.length() + " characters");
        }
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = (byte) (digit(hex, 2 * i) << 4 | digit(hex, 2 * i + 1));
        }
        return of(bytes);
    }

    private static int digit(String hex, int index) throws MalformedLogException {
        char c = hex.charAt(index);
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        throw new MalformedLogException("hash: character " + index + " is no lower-case hex digit");
    }

    /** The one base64 form: 44 characters of the standard alphabet, padded, unused bits zero. */
    public static Hash parseBase64(String base64) throws MalformedLogException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedLogException("hash: no base64: " + e.getMessage());
        }
        if (bytes.length != LENGTH) {
            throw new MalformedLogException("hash: 32 bytes expected, not " + bytes.length);
        }
        Hash hash = of(bytes);
        if (!hash.toBase64().equals(base64)) {
            throw new MalformedLogException("hash: base64 is not in its one form");
        }
        return hash;
    }

    /** A new array each time. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        put(bytes, 0);
        return bytes;
    }

    /** Writes the 32 bytes into {@code target} at {@code offset}. */
    public void put(byte[] target, int offset) {
        ByteBuffer.wrap(target, offset, LENGTH)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth);
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes());
    }

    /** By unsigned bytes, the first byte first. */
    @Override
    public int compareTo(Hash other) {
        int order = Long.compareUnsigned(first, other.first);
        if (order == 0) {
            order = Long.compareUnsigned(second, other.second);
        }
        if (order == 0) {
            order = Long.compareUnsigned(third, other.third);
        }
        if (order == 0) {
            order = Long.compareUnsigned(fourth, other.fourth);
        }
        return order;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first ^ second ^ third ^ fourth);
    }

    /** 64 lower-case hex digits. */
    @Override
    public String toString() {
        return HEX.formatHex(bytes());
    }

    /** A copy of an unused one: asking the providers each time costs more than hashing two nodes. */
    static MessageDigest newSha256() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest sha256FromProvider() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
