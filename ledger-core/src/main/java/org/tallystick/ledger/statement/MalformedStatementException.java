package org.tallystick.ledger.statement;

/** Bytes or text that are not a signed statement, or not the part of one that they should be. */
public final class MalformedStatementException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedStatementException(String problem) {
        super(problem);
    }

    /** The CBOR of a part is malformed, or is none of that part. */
    MalformedStatementException(String part, Exception problem) {
        super(part + ": " + problem.getMessage(), problem);
    }

    /** A value type's constructor refused a text that was parsed. */
    MalformedStatementException(IllegalArgumentException refused) {
        super(String.valueOf(refused.getMessage()), refused);
    }
}
