package org.tallystick.ledger.execute;

import java.time.Instant;
import org.tallystick.ledger.statement.Origin;

/**
 * What a rule may know of the block besides the state.
 *
 * @param origin the log's name
 * @param height the engine's height of the block
 * @param time the block time, the only clock there is
 * @param index the index that the statement gets if it is registered
 * @param rulesVersion the version of the registration policy in force
 */
public record BlockContext(Origin origin, long height, Instant time, long index, int rulesVersion) {}
