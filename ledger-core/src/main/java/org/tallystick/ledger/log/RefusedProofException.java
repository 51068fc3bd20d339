package org.tallystick.ledger.log;

/**
 * A well-formed proof that does not prove what it was asked to. Checked: a failed proof is never overlooked, and never
 * confused with malformed input ({@link MalformedLogException}) or an error of our own ({@link IllegalStateException}).
 */
public final class RefusedProofException extends Exception {

    public RefusedProofException(String message) {
        super(message);
    }
}
