/**
 * The engine of a consortium: CometBFT, one process beside each member's node, driven through its Application Blockchain
 * Interface (ABCI 2.0 over a socket; v0.40.x and v0.38.x alike).
 *
 * <p>{@link org.tallystick.ledger.order.cometbft.CometBftEngine} is the way in: it writes the process's files, keeps it
 * running, hands it statements, and answers what it asks by a {@link org.tallystick.ledger.order.LedgerStateMachine}.
 *
 * <p>What survives a crash: CometBFT keeps its blocks and its votes in its own folder; the ledger keeps in PostgreSQL what
 * was committed; each is asked how far it is when they meet again, and CometBFT replays what the ledger lacks. A statement
 * on its way is in the outbox before it is here, and is sent again until a block has decided it. Depends on the engine port,
 * {@code execute}'s values, {@code file}, {@code work}, {@code crypto}, the formats and protobuf.
 */
@NullMarked
package org.tallystick.ledger.order.cometbft;

import org.jspecify.annotations.NullMarked;
