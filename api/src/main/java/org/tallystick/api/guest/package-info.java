/**
 * A partner without a node: sees the shipments that name his own numbers, and says what of them arrived.
 *
 * <p>All that a guest may is in this package and asks for one of two rights that nobody else has; every other resource asks
 * for another, so what is added there is closed to him. Each question here is asked with his numbers in the query, never
 * filtered afterwards; what does not concern him is not told from what does not exist. What he confirms is recorded by this
 * node's company, in its name and under its signature, and says who confirmed it ({@code tallystick:confirmedBy}).
 *
 * <p>Nothing here is state. Depends on {@code access}, {@code attachment}, {@code capture}, {@code despatch}, {@code form}, {@code goods}, {@code idempotency},
 * {@code names} and {@code problem}, and on provenance for shipments and forms.
 */
@NullMarked
package org.tallystick.api.guest;

import org.jspecify.annotations.NullMarked;
