package org.tallystick.ledger.submit;

/** The outbox holds as much as it may: nothing was taken, try again later. */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super(message);
    }
}
