package org.tallystick.identity.json;

/** The bytes are not JSON in the form that was asked for. */
public final class MalformedJsonException extends RuntimeException {
    private final int offset;

    MalformedJsonException(String message, int offset) {
        super(message + " (offset " + offset + ")");
        this.offset = offset;
    }

    /** Where: in characters of the decoded text, or in bytes when the fault is in the encoding. Counts from 0. */
    public int offset() {
        return offset;
    }
}
