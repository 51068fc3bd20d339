package org.tallystick.ledger.prove;

/** Text that is no trust policy. The message names the line. */
public final class MalformedPolicyException extends Exception {

    public MalformedPolicyException(String message) {
        super(message);
    }
}
