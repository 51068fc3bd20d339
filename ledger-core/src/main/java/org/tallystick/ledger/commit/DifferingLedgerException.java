package org.tallystick.ledger.commit;

/** What is stored is not what was signed. The node must sign nothing until a person has looked. */
public final class DifferingLedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DifferingLedgerException(String message) {
        super(message);
    }
}
