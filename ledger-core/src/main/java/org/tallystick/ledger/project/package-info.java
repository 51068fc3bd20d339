/**
 * Stage <i>project</i>: tails the committed entries and the records held here into read models.
 *
 * <p>A read model's rows and its position are one transaction, so after a crash it goes on where it was; all of it can
 * be rebuilt from the journal. It never feeds execute: what rules depend on is built by execute itself. Depends on
 * {@code commit}'s journal.
 */
@NullMarked
package org.tallystick.ledger.project;

import org.jspecify.annotations.NullMarked;
