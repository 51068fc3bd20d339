/**
 * EPCIS capture over HTTP: documents and events in, jobs out.
 *
 * <p>What a caller was told is durable: 202 when the outbox has it, 201 when it is in the log and can be found. Who sent it
 * is kept with the job, in the same transaction. Depends on {@code access}, {@code audit}, {@code idempotency}, {@code
 * page}, {@code problem}; on provenance for what a document says, and on the ledger for the rest.
 */
@NullMarked
package org.tallystick.api.capture;

import org.jspecify.annotations.NullMarked;
