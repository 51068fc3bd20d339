package org.tallystick.ledger.statement;

/** Bytes or text that are not a signed statement, or not the part of one that they should be. */
public final class MalformedStatementException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedStatementException(String problem) {
        super(problem);
    }

    public MalformedStatementException(String problem, Throwable cause) {
        super(problem, cause);
    }

    /** A value type's constructor refused a text that was parsed. */
    MalformedStatementException(IllegalArgumentException refused) {
        super(String.valueOf(refused.getMessage()), refused);
    }
}
