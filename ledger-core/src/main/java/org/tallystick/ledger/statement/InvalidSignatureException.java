package org.tallystick.ledger.statement;

/** A well-formed statement that the given key did not sign. Checked: a failed signature is never overlooked. */
public final class InvalidSignatureException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSignatureException(String problem) {
        super(problem);
    }
}
