package org.tallystick.ledger.check;

/** There is nothing to compare: no ledger in the database, or one of a release to come. */
public final class UnreadableLedgerException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableLedgerException(String message) {
        super(message);
    }
}
