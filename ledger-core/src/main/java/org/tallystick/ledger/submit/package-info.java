/**
 * Stage <i>submit</i>: the front door. Makes records and the signed statement of what a caller hands in, and keeps it
 * until it is decided.
 *
 * <p>What survives a crash: idempotency key, job, records and outbox row are one transaction; after 202 all of it is
 * there, before it nothing is. A waiting statement is handed to the engine again after a restart, under the same
 * {@code cti}, so it is registered once whatever happens. Depends on {@code order}'s port, {@code commit} and the
 * formats.
 */
@NullMarked
package org.tallystick.ledger.submit;

import org.jspecify.annotations.NullMarked;
