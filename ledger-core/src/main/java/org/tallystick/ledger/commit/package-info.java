/**
 * Stage <i>commit</i>: entries, tree, tiles, state and checkpoint of a block in one PostgreSQL transaction.
 *
 * <p>Durable and provable: after the transaction everything of the block is there, before it nothing is. The chain row
 * moves by compare-and-set before the checkpoint is signed, so a node never signs two histories; the newest published
 * checkpoint is also kept outside the database, so a database that was set back is noticed before anything is signed.
 * What is read back at start is recomputed, not believed. Depends on {@code order}'s port, {@code execute} and the
 * formats.
 */
@NullMarked
package org.tallystick.ledger.commit;

import org.jspecify.annotations.NullMarked;
