package org.tallystick.provenance.xml;

/** Something in JSON that EPCIS's XML has no place for; the message names it and says why. */
public final class NoXmlFormException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoXmlFormException(String message) {
        super(message);
    }
}
