package org.tallystick.api;

/** The command line is wrong. The message is the one line that says how. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message, null, false, false);
    }
}
