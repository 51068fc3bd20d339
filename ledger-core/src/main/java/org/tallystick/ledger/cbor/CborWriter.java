package org.tallystick.ledger.cbor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one item of deterministic CBOR, head by head: after {@code array(n)} come n items, after {@code map(n)} n
 * times a key and its value, after {@code tag(n)} the tagged item. Heads are always the shortest. The writer sorts
 * nothing and counts nothing while it writes; {@link #toByteArray} reads the whole back with {@link CborReader}, so what
 * we would refuse is never printed: keys out of order or a wrong count are a fault of the caller and end there.
 *
 * <p>Not safe for use by several threads.
 */
public final class CborWriter {
    private byte[] buffer;
    private int size;

    public CborWriter() {
        this(256);
    }

    public CborWriter(int expectedBytes) {
        buffer = new byte[Math.max(16, expectedBytes)];
    }

    public CborWriter integer(long value) {
        // Major type 1 encodes -1 - n, which in two's complement is the bitwise complement.
        return value >= 0 ? head(0, value) : head(1, ~value);
    }

    public CborWriter bytes(byte[] value) {
        return head(2, value.length).raw(value);
    }

    public CborWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (!value.equals(new String(utf8, StandardCharsets.UTF_8))) {
                    throw new IllegalArgumentException("text with half a surrogate pair has no UTF-8 form");
                }
                break;
            }
        }
        return head(3, utf8.length).raw(utf8);
    }

    public CborWriter array(int count) {
        return head(4, count);
    }

    public CborWriter map(int pairs) {
        return head(5, pairs);
    }

    public CborWriter tag(long number) {
        return head(6, number);
    }

    public CborWriter bool(boolean value) {
        return octet(value ? 0xf5 : 0xf4);
    }

    public CborWriter nil() {
        return octet(0xf6);
    }

    /** The item written, which must be exactly one and whole. */
    public byte[] toByteArray() {
        byte[] item = Arrays.copyOf(buffer, size);
        try {
            CborReader reader = new CborReader(item);
            reader.skip();
            reader.end();
        } catch (MalformedCborException e) {
            throw new IllegalStateException("wrote CBOR that we would refuse", e);
        }
        return item;
    }

    private CborWriter head(int majorType, long argument) {
        if (argument < 0) {
            throw new IllegalArgumentException("negative count or tag " + argument);
        }
        int major = majorType << 5;
        if (argument < 24) {
            return octet(major | (int) argument);
        }
        if (argument <= 0xff) {
            return octet(major | 24).octet((int) argument);
        }
        if (argument <= 0xffff) {
            return octet(major | 25).bigEndian(argument, 2);
        }
        if (argument <= 0xffff_ffffL) {
            return octet(major | 26).bigEndian(argument, 4);
        }
        return octet(major | 27).bigEndian(argument, 8);
    }

    private CborWriter bigEndian(long value, int octets) {
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            octet((int) (value >>> shift) & 0xff);
        }
        return this;
    }

    private CborWriter octet(int value) {
        room(1);
        buffer[size++] = (byte) value;
        return this;
    }

    private CborWriter raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, more)));
        }
    }
}
