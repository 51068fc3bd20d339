package org.tallystick.ledger.order;

/**
 * What orders statements into blocks. Implemented by {@code order.embedded}, and by an adapter for each engine that a
 * consortium may choose.
 *
 * <p>Thread-safe. An engine calls its {@link LedgerStateMachine} from one thread at a time, except {@code admit}.
 */
public interface ConsensusEngine extends AutoCloseable {

    /** Begins to drive the ledger. Asks {@link LedgerStateMachine#info()} first: the ledger knows how far it is. */
    void attach(LedgerStateMachine machine);

    /**
     * Takes a batch over. The batch's outbox rows become durable before, or together with, any decision about its
     * statements. Waits while the engine has as much undecided as it may hold; that wait is the back-pressure that the
     * outbox turns into 503.
     *
     * <p>Whether the rows were stored is told through {@link Batch.OutboxRows#stored} and {@code notStored}.
     *
     * @throws InterruptedException when interrupted while waiting: nothing of the batch was taken
     * @throws EngineStoppedException when the engine has stopped for good, with the reason: nothing was taken
     */
    void submit(Batch batch) throws InterruptedException;

    EngineStatus status();

    /** The ledger is about to close: whoever waits in {@link #submit} is let go, with nothing taken. */
    default void takeNoMore() {}

    /** Stops after the block in hand. What is undecided stays in the outbox, or was never acknowledged. */
    @Override
    void close();
}
