package org.tallystick.ledger.order;

/**
 * The engine decides nothing any more: the ledger was halted, or what is stored differs from what it must be. A retry
 * fails as well, until somebody has looked and the node is started anew.
 */
public final class EngineStoppedException extends StorageFailureException {
    private static final long serialVersionUID = 1L;

    public EngineStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
