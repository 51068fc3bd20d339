package org.tallystick.ledger.order;

import org.jspecify.annotations.Nullable;

/** The database did not take what had to be durable: nothing of it is stored, a retry may succeed. */
public final class StorageFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageFailureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
