package org.tallystick.ledger.cbor;

/** Bytes that are not the deterministic CBOR that was expected; the offset is that of the offending item. */
public final class MalformedCborException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    public MalformedCborException(String problem, int offset) {
        super(problem + " (CBOR, at byte " + offset + ")");
        this.offset = offset;
    }

    /** Counts from 0, in the whole input, also for an item embedded in a byte string. */
    public int offset() {
        return offset;
    }
}
