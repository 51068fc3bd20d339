package org.tallystick.ledger.execute;

import java.time.Instant;
import java.util.List;

/**
 * A block as the engine decided it.
 *
 * @param height the engine's number, one more than the last
 * @param time the block time, later than the last block's
 * @param statements the bytes the engine ordered; a statement that is none is refused, the block goes on
 */
public record DecidedBlock(long height, Instant time, List<byte[]> statements) {
    public DecidedBlock {
        statements = List.copyOf(statements);
    }
}
