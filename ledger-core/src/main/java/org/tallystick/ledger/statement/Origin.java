package org.tallystick.ledger.statement;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The name of a log: the first line of its checkpoints, the name of its keys, and the CWT claim {@code aud} of every
 * statement made for it. A Tallystick ledger's is made once and kept for ever:
 *
 * <pre>tallystick.localhost/3f1c0a…e9   (128 random bits, in lower-case hexadecimal)</pre>
 *
 * Other logs may have any name that a C2SP signed note can carry, so that their proofs can be verified too.
 */
public record Origin(String name) {
    /** C2SP tlog-cosignature writes an origin's length in one byte. */
    public static final int LENGTH_MAX_BYTES = 255;

    private static final String PREFIX = "tallystick.localhost/";
    private static final int RANDOM_BYTES = 16;

    public Origin {
        String problem = problem(name);
        if (problem != null) {
            throw new IllegalArgumentException("origin: " + problem);
        }
    }

    /** The origin of a new ledger, from 16 bytes of a secure random source. */
    public static Origin ofLedger(byte[] random) {
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException("origin from " + random.length + " random bytes, not " + RANDOM_BYTES);
        }
        return new Origin(PREFIX + HexFormat.of().formatHex(random));
    }

    public static Origin parse(String text) throws MalformedStatementException {
        try {
            return new Origin(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** ASCII alone, stricter than signed-note's Unicode: two names that look alike are then two names. */
    private static @Nullable String problem(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX_BYTES) {
            return text.length() + " characters, not 1 to " + LENGTH_MAX_BYTES;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '+') {
                return "a space, a plus sign or other than printable ASCII, at character " + i;
            }
        }
        return null;
    }
}
