package org.tallystick.ledger.order;

import org.jspecify.annotations.Nullable;

/** The database did not take what had to be durable: nothing of it is stored, and a retry may succeed unless stopped. */
public sealed class StorageFailureException extends RuntimeException permits EngineStoppedException {
    private static final long serialVersionUID = 1L;

    public StorageFailureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
