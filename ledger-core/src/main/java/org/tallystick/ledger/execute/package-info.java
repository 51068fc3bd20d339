/**
 * Stage <i>execute</i>: the registration policy decides each ordered statement: registered, or refused with a reason.
 *
 * <p>Pure and repeatable: a block, the last committed {@link org.tallystick.ledger.execute.LedgerView view} and what
 * the journal {@link org.tallystick.ledger.execute.Known already knows} of the block's statements go in, a {@link
 * org.tallystick.ledger.execute.BlockResult} comes out. No clock, disk, network, random or map iteration order, so that
 * every member decides alike, and a crash here costs nothing: the block is executed again. Depends only on the formats
 * ({@code cbor, crypto, log, statement}).
 */
@NullMarked
package org.tallystick.ledger.execute;

import org.jspecify.annotations.NullMarked;
