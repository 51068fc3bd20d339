package org.tallystick.provenance.epcis;

/**
 * Bytes are no EPCIS document or no event record. {@link #pointer()} (RFC 6901) names the place in what was read, as far
 * as it could be read; empty means the whole.
 */
public final class MalformedEpcisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    public MalformedEpcisException(String pointer, String message) {
        super(message);
        this.pointer = pointer;
    }

    public String pointer() {
        return pointer;
    }
}
