/**
 * Threads that repeat one piece of work for as long as the ledger is open, and never stop in silence.
 *
 * <p>Nothing here survives a crash. Depends on the JDK alone.
 */
@NullMarked
package org.tallystick.ledger.work;

import org.jspecify.annotations.NullMarked;
