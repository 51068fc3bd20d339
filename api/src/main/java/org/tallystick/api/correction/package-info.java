/**
 * Corrections of records: EPCIS error declarations, with the events that are right instead, in one capture.
 *
 * <p>Nothing here is state. Depends on {@code access}, {@code capture}, {@code idempotency} and {@code problem}, and on
 * the node for whose record it is.
 */
@NullMarked
package org.tallystick.api.correction;

import org.jspecify.annotations.NullMarked;
