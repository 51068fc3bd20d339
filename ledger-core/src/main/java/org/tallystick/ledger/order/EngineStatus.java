package org.tallystick.ledger.order;

import java.util.Optional;

/**
 * @param kind the engine's name, {@code embedded} or {@code cometbft}
 * @param height of the last block the engine saw committed
 * @param fault why the engine decides nothing at the moment, in one sentence; empty when all is well
 */
public record EngineStatus(String kind, long height, Optional<String> fault) {}
