/**
 * The audit trail: who captured, read, exported and changed keys; when, what, and how it ended.
 *
 * <p>What survives a crash: lines of key changes and of exports always (before their answer leaves), lines of captures
 * always (what a capture's line says is also kept with its job, in the transaction that accepts it, and a line that is
 * missing is made from there at the next start), lines of reads once written, at most {@link
 * org.tallystick.api.audit.AuditTrail#GATHER} after the answer. Depends on {@code access} and {@code page}.
 */
@NullMarked
package org.tallystick.api.audit;

import org.jspecify.annotations.NullMarked;
