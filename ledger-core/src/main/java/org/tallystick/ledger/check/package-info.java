/**
 * Recomputes a whole ledger from its entries and compares it with every row that is stored: what an operator runs when
 * a row may have been changed by hand, by a fault or by a restore.
 *
 * <p>It reads, in one snapshot, and writes nothing, so nothing survives a crash here and nothing needs to. Pure JDBC
 * beside {@code commit}'s reading and {@code execute}'s rules: entries are executed again from the first block, so every
 * signature and every rule is looked at again, by the code that decided it. Nothing depends on this package.
 */
@NullMarked
package org.tallystick.ledger.check;

import org.jspecify.annotations.NullMarked;
