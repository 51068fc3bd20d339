package org.tallystick.provenance.xml;

/** Bytes are no EPCIS document in XML. {@link #line()} counts from 1; 0 means the whole. */
public final class MalformedXmlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    public MalformedXmlException(int line, String message) {
        super(message);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
