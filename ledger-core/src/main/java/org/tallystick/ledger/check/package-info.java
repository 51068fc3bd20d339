/**
 * Recomputes a whole ledger from its entries and compares it with every row that is stored: what an operator runs when
 * a row may have been changed by hand, by a fault or by a restore.
 *
 * <p>It reads, in one snapshot, and writes nothing but temporary tables of its session, which go with it: nothing survives
 * a crash here and nothing needs to. Pure JDBC beside {@code commit}'s reading, {@code execute}'s rules and
 * {@code project}'s models: entries are executed and applied again from the first block, so every signature and every rule
 * is looked at again, by the code that decided it. Nothing depends on this package.
 */
@NullMarked
package org.tallystick.ledger.check;

import org.jspecify.annotations.NullMarked;
