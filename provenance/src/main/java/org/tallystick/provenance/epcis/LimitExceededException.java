package org.tallystick.provenance.epcis;

/** A document is larger than {@link DocumentLimits} allow: EPCIS's CaptureLimitExceededException, status 413. */
public final class LimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LimitExceededException(String message) {
        super(message);
    }
}
