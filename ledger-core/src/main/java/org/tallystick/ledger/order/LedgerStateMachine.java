package org.tallystick.ledger.order;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.log.Hash;

/**
 * The ledger as an engine sees it: ABCI 2.0 without its protobuf. Implemented by the commit stage.
 *
 * <p>An engine calls, for each height: {@code propose} (the proposer), {@code accept} (every member), {@code execute},
 * {@code commit}; one thread at a time. {@code admit} may come from any thread at any time. {@code execute} has no side
 * effect and may be called again for the same height, after a crash or in another round; {@code commit} is the one
 * transaction of the block.
 *
 * <p>What a consortium's engine needs beyond this are interfaces of their own beside this one, such as {@link
 * CheckpointCosigning}: they do not change these calls.
 */
public interface LedgerStateMachine {

    /**
     * @param height of the last block whose commit is durable, 0 before the first
     * @param time that block's time
     * @param appHash after that block
     */
    record Info(long height, Instant time, Hash appHash) {}

    Info info();

    /** Whether a statement may wait for a block here: form, size, audience, signature. Writes nothing. */
    Admission admit(byte[] statement);

    /** The answer to admission: an admitted statement can still be refused when its block is executed. */
    sealed interface Admission {
        record Admitted() implements Admission {}

        record Rejected(String reason) implements Admission {}
    }

    /**
     * Chooses what a block of this node would hold: candidates in their order, without those that every member would
     * refuse a block for; those stay candidates. How many go into a block is the engine's own: it gives no more.
     */
    List<byte[]> propose(Instant blockTime, List<byte[]> candidates);

    /** Whether the block may be voted for. Never reads a clock: the same answer on every member at any hour. */
    boolean accept(DecidedBlock proposed);

    /**
     * Executes a block upon the last committed ledger, writes nothing.
     *
     * @throws StorageFailureException when the journal cannot be read
     */
    BlockResult execute(DecidedBlock block);

    /**
     * Makes a result durable with the rows that share its transaction, in one transaction; then publishes the
     * checkpoint and tells everyone who waits.
     *
     * @throws StorageFailureException when the block is not committed; the ledger is as before
     * @throws IllegalStateException when the stored ledger is not the one this result was executed upon: someone else
     *     wrote to it, and this node must stop
     */
    void commit(BlockResult result, List<Batch> joined);

    /** What votes carry, where the members of this ledger cosign its checkpoints; empty alone. */
    default Optional<CheckpointCosigning> cosigning() {
        return Optional.empty();
    }
}
