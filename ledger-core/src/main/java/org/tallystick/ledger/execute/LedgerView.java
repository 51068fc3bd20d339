package org.tallystick.ledger.execute;

import java.time.Instant;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.statement.Origin;

/**
 * The ledger as last committed: all that a block is executed upon. Immutable.
 *
 * @param origin the log's name, fixed for ever
 * @param height the engine's height of the last committed block, 0 before the first
 * @param time that block's time, {@link Instant#EPOCH} before the first
 * @param frontier the right edge of the log's tree: size and root
 * @param state the rows of the state tables
 */
public record LedgerView(Origin origin, long height, Instant time, Frontier frontier, LedgerState state) {

    public static LedgerView empty(Origin origin) {
        return new LedgerView(origin, 0, Instant.EPOCH, Frontier.empty(), LedgerState.empty());
    }

    public long size() {
        return frontier.size();
    }

    public Checkpoint checkpoint() {
        return new Checkpoint(origin.name(), frontier.size(), frontier.root());
    }
}
