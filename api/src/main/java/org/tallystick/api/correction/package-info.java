/**
 * Corrections of records: an EPCIS error declaration, and the events that are right instead, in one capture.
 *
 * <p>Nothing here is state: what was declared wrong stands in the log, and is asked for there. Depends on {@code access},
 * {@code capture}, {@code form}, {@code idempotency}, {@code node} and {@code problem}, on the ledger's journal, and on
 * provenance's {@code correction} for what is written.
 */
@NullMarked
package org.tallystick.api.correction;

import org.jspecify.annotations.NullMarked;
