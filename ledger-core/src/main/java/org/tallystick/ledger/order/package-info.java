/**
 * Stage <i>order</i>: an engine decides which statements come, in which order, at which time.
 *
 * <p>The port has two sides. {@link org.tallystick.ledger.order.LedgerStateMachine} is what an engine drives: the shape
 * of ABCI 2.0 without its protobuf. {@link org.tallystick.ledger.order.ConsensusEngine} is what the submit stage hands
 * statements to. The engine owns what survives a crash here: the embedded engine keeps nothing that is not in the
 * transaction of its block; a consortium's engine keeps its own block store. Confirmation never comes from the engine:
 * it comes from the ledger's own commit, so every engine behaves alike to every caller. Heights belong to the engine.
 */
@NullMarked
package org.tallystick.ledger.order;

import org.jspecify.annotations.NullMarked;
