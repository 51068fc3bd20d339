package org.tallystick.ledger.order;

import java.util.Optional;

/**
 * @param kind the engine's name, {@code embedded} or {@code cometbft}
 * @param height of the last block the engine saw committed
 * @param fault why the engine decides nothing at the moment, in one sentence; empty when all is well
 * @param network where the engine is one of several, what it knows of them; empty until it has said so
 */
public record EngineStatus(String kind, long height, Optional<String> fault, Optional<Network> network) {

    /**
     * @param chainId the name under which the members' engines know each other
     * @param engineHeight of the newest block the engine has, which the ledger may not have executed yet
     * @param catchingUp whether it fetches blocks that the others decided meanwhile
     * @param peers members' engines it is connected with at the moment
     * @param validators members that may vote
     */
    public record Network(String chainId, long engineHeight, boolean catchingUp, int peers, int validators) {}

    /** The status of an engine that is alone. */
    public EngineStatus(String kind, long height, Optional<String> fault) {
        this(kind, height, fault, Optional.empty());
    }
}
