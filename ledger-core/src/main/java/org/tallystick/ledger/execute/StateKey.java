package org.tallystick.ledger.execute;

import java.nio.charset.StandardCharsets;

/**
 * The name of one row of the ledger's state, for example {@code did/QmX…/3} or {@code rules/version}.
 *
 * <p>Printable ASCII without spaces, so that the order of the texts is the order of their bytes on every machine: the
 * state root is computed over the rows in that order.
 */
public record StateKey(String text) implements Comparable<StateKey> {
    /** Long enough for a DID URL (512) behind a prefix. */
    public static final int MAX_LENGTH = 640;

    public StateKey {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("state key of " + text.length() + " characters, 1.." + MAX_LENGTH);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new IllegalArgumentException("state key has a character that is not printable ASCII at " + i);
            }
        }
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int compareTo(StateKey other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
