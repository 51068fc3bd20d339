package org.tallystick.ledger.prove;

/** A DID log that does not verify, or does not have the key that it was asked for; the message names the entry. */
public final class RefusedKeyHistoryException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedKeyHistoryException(String problem) {
        super(problem);
    }
}
