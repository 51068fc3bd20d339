package org.tallystick.ledger.submit;

import java.util.concurrent.CompletableFuture;

/**
 * A submission on its way. Both futures fail with {@link org.tallystick.ledger.order.StorageFailureException} when it
 * could not be stored: then nothing of it is.
 *
 * @param accepted completes when it is durable, or turned down
 * @param decided completes when it is an entry or refused; never, when it was turned down
 */
public record Registration(CompletableFuture<Acceptance> accepted, CompletableFuture<Decision> decided) {
    Registration() {
        this(new CompletableFuture<>(), new CompletableFuture<>());
    }

    /** The same for whoever hands it in once more. */
    Registration again() {
        return new Registration(accepted.thenApply(Acceptance::again), decided);
    }
}
