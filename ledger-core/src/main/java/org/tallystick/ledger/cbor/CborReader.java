package org.tallystick.ledger.cbor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one item of deterministic CBOR, head by head, and refuses every encoding that RFC 8949 §4.2.1 would not print:
 *
 * <ul>
 *   <li>an argument that a shorter head could hold, an indefinite length, a reserved head;
 *   <li>map keys that are equal or not in ascending bytewise order of their encodings;
 *   <li>text that is not well-formed UTF-8;
 *   <li>what this ledger has no use for: floating point, simple values but true, false and null, integers beyond 64
 *       signed bits;
 *   <li>a count or length that the rest of the input cannot hold, before anything is allocated for it.
 * </ul>
 *
 * The reader keeps one frame for each container it is in: how many items are still to come and, in a map, where the
 * last key was. So the order of keys is checked however the caller walks, {@link #skip} included.
 *
 * <p>The caller bounds the input's size. Not safe for use by several threads.
 */
public final class CborReader {
    /** Our own formats nest 5 deep at most (a receipt); 16 leaves room for payloads of others and bounds the frames. */
    public static final int DEPTH_MAX = 16;

    /** What the next item is; a negative and a non-negative integer are one kind. */
    public enum Kind {
        INTEGER,
        BYTES,
        TEXT,
        ARRAY,
        MAP,
        TAG,
        BOOLEAN,
        NULL
    }

    private static final int NO_KEY = -1;

    private final byte[] input;
    private final int limit;
    private int position;

    private int depth;
    private boolean done;
    private final int[] itemsLeft = new int[DEPTH_MAX];
    private final boolean[] inMap = new boolean[DEPTH_MAX];
    private final int[] itemStart = new int[DEPTH_MAX];
    private final int[] lastKeyStart = new int[DEPTH_MAX];
    private final int[] lastKeyEnd = new int[DEPTH_MAX];

    public CborReader(byte[] input) {
        this(input, 0, input.length);
    }

    private CborReader(byte[] input, int from, int limit) {
        this.input = input;
        this.position = from;
        this.limit = limit;
    }

    /** Where the next item starts. */
    public int offset() {
        return position;
    }

    public Kind peek() throws MalformedCborException {
        int initial = initialByte();
        return switch (initial >> 5) {
            case 0, 1 -> Kind.INTEGER;
            case 2 -> Kind.BYTES;
            case 3 -> Kind.TEXT;
            case 4 -> Kind.ARRAY;
            case 5 -> Kind.MAP;
            case 6 -> Kind.TAG;
            default ->
                switch (initial) {
                    case 0xf4, 0xf5 -> Kind.BOOLEAN;
                    case 0xf6 -> Kind.NULL;
                    default ->
                        throw new MalformedCborException(
                                "floating point, break or a simple value other than true, false and null", position);
                };
        };
    }

    public long integer() throws MalformedCborException {
        expect(Kind.INTEGER);
        int start = position;
        boolean negative = input[position] >> 5 == 1;
        long argument = argument();
        complete(start);
        return negative ? ~argument : argument;
    }

    public byte[] bytes() throws MalformedCborException {
        expect(Kind.BYTES);
        int start = position;
        int length = length();
        byte[] value = Arrays.copyOfRange(input, position, position + length);
        position += length;
        complete(start);
        return value;
    }

    /** A byte string of exactly so many bytes. */
    public byte[] bytes(int lengthBytes) throws MalformedCborException {
        int start = position;
        byte[] value = bytes();
        if (value.length != lengthBytes) {
            throw new MalformedCborException(
                    "expected a byte string of " + lengthBytes + " bytes, found " + value.length, start);
        }
        return value;
    }

    /** A byte string that holds one CBOR item: a reader of that item, over the same input. */
    public CborReader embedded() throws MalformedCborException {
        expect(Kind.BYTES);
        int start = position;
        int length = length();
        CborReader inner = new CborReader(input, position, position + length);
        position += length;
        complete(start);
        return inner;
    }

    public String text() throws MalformedCborException {
        expect(Kind.TEXT);
        int start = position;
        int length = length();
        String value = utf8(position, length);
        position += length;
        complete(start);
        return value;
    }

    /** @return how many items the array has */
    public int array() throws MalformedCborException {
        expect(Kind.ARRAY);
        int start = position;
        int count = count(1);
        enter(count, false, start);
        return count;
    }

    public void array(int count) throws MalformedCborException {
        int start = position;
        int found = array();
        if (found != count) {
            throw new MalformedCborException("expected an array of " + count + ", found " + found, start);
        }
    }

    /** @return how many pairs the map has */
    public int map() throws MalformedCborException {
        expect(Kind.MAP);
        int start = position;
        int pairs = count(2);
        enter(2 * pairs, true, start);
        return pairs;
    }

    public void map(int pairs) throws MalformedCborException {
        int start = position;
        int found = map();
        if (found != pairs) {
            throw new MalformedCborException("expected a map of " + pairs + ", found " + found, start);
        }
    }

    public long tag() throws MalformedCborException {
        expect(Kind.TAG);
        int start = position;
        long number = argument();
        enter(1, false, start);
        return number;
    }

    public boolean bool() throws MalformedCborException {
        expect(Kind.BOOLEAN);
        int start = position;
        boolean value = input[position++] == (byte) 0xf5;
        complete(start);
        return value;
    }

    public void nil() throws MalformedCborException {
        expect(Kind.NULL);
        int start = position++;
        complete(start);
    }

    /** The integer that the format has at this place, and no other: a label, a version. */
    public void integer(long expected) throws MalformedCborException {
        int start = position;
        long found = integer();
        if (found != expected) {
            throw new MalformedCborException("expected " + expected + ", found " + found, start);
        }
    }

    /** Passes over the next item, whatever it is, as strictly as if it were read. */
    public void skip() throws MalformedCborException {
        int outside = depth;
        do {
            switch (peek()) {
                case INTEGER -> integer();
                case BYTES -> embedded();
                case TEXT -> text();
                case ARRAY -> array();
                case MAP -> map();
                case TAG -> tag();
                case BOOLEAN -> bool();
                case NULL -> nil();
            }
        } while (depth > outside);
    }

    /** The item is whole and nothing follows it. */
    public void end() throws MalformedCborException {
        if (!done) {
            throw new MalformedCborException("unread items are left", position);
        }
        if (position != limit) {
            throw new MalformedCborException((limit - position) + " bytes after the end of the item", position);
        }
    }

    private int initialByte() throws MalformedCborException {
        if (done) {
            throw new MalformedCborException("expected another item after the last one", position);
        }
        if (position >= limit) {
            throw new MalformedCborException("the input ends where an item should begin", position);
        }
        return input[position] & 0xff;
    }

    private void expect(Kind expected) throws MalformedCborException {
        Kind found = peek();
        if (found != expected) {
            throw new MalformedCborException("expected " + expected + ", found " + found, position);
        }
    }

    /** The argument of the head at the position (RFC 8949 §3), in its shortest form. */
    private long argument() throws MalformedCborException {
        int start = position;
        int additional = input[position++] & 0x1f;
        if (additional < 24) {
            return additional;
        }
        if (additional > 27) {
            throw new MalformedCborException(additional == 31 ? "indefinite length" : "reserved head", start);
        }
        int octets = 1 << (additional - 24);
        if (limit - position < octets) {
            throw new MalformedCborException("the input ends inside a head", start);
        }
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | input[position++] & 0xff;
        }
        if (value < 0) {
            throw new MalformedCborException("a number beyond 64 signed bits", start);
        }
        boolean shorterExists = switch (octets) {
            case 1 -> value < 24;
            case 2 -> value <= 0xff;
            case 4 -> value <= 0xffff;
            default -> value <= 0xffff_ffffL;
        };
        if (shorterExists) {
            throw new MalformedCborException("a head longer than needed", start);
        }
        return value;
    }

    private int length() throws MalformedCborException {
        int start = position;
        long length = argument();
        if (length > limit - position) {
            throw new MalformedCborException(
                    "a string of " + length + " bytes, but " + (limit - position) + " are left", start);
        }
        return (int) length;
    }

    /** Every item takes at least one byte, so a count beyond the bytes left is refused before it is counted down. */
    private int count(int itemsEach) throws MalformedCborException {
        int start = position;
        long count = argument();
        if (count > (limit - position) / itemsEach) {
            throw new MalformedCborException(
                    "a container of " + count + ", but " + (limit - position) + " bytes are left", start);
        }
        return (int) count;
    }

    private void enter(int items, boolean map, int start) throws MalformedCborException {
        if (items == 0) {
            complete(start);
            return;
        }
        if (depth == DEPTH_MAX) {
            throw new MalformedCborException("nested more than " + DEPTH_MAX + " deep", start);
        }
        itemsLeft[depth] = items;
        inMap[depth] = map;
        itemStart[depth] = start;
        lastKeyStart[depth] = NO_KEY;
        depth++;
    }

    /** An item that started there ends here; so may the containers that it was the last item of. */
    private void complete(int start) throws MalformedCborException {
        int completed = start;
        while (depth > 0) {
            int top = depth - 1;
            boolean isKey = inMap[top] && itemsLeft[top] % 2 == 0;
            if (isKey) {
                checkOrder(top, completed);
            }
            if (--itemsLeft[top] > 0) {
                return;
            }
            completed = itemStart[top];
            depth--;
        }
        done = true;
    }

    private void checkOrder(int frame, int keyStart) throws MalformedCborException {
        if (lastKeyStart[frame] != NO_KEY) {
            int order =
                    Arrays.compareUnsigned(input, lastKeyStart[frame], lastKeyEnd[frame], input, keyStart, position);
            if (order == 0) {
                throw new MalformedCborException("the same map key twice", keyStart);
            }
            if (order > 0) {
                throw new MalformedCborException("map keys out of order", keyStart);
            }
        }
        lastKeyStart[frame] = keyStart;
        lastKeyEnd[frame] = position;
    }

    private String utf8(int from, int length) throws MalformedCborException {
        boolean ascii = true;
        for (int i = from; ascii && i < from + length; i++) {
            ascii = input[i] >= 0;
        }
        if (ascii) {
            return new String(input, from, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(input, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedCborException("text that is not UTF-8", from);
        }
    }
}
