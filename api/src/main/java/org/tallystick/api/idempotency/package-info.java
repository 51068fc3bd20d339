/**
 * The Idempotency-Key of a write: a retry with the same key and the same request joins the first.
 *
 * <p>What is remembered, and where, is the business of each write; it is always in the transaction of the write itself.
 * Depends on {@code problem}.
 */
@NullMarked
package org.tallystick.api.idempotency;

import org.jspecify.annotations.NullMarked;
