/**
 * Goods that leave and goods that arrive, for those who do not write EPCIS: flat JSON in, events in the log.
 *
 * <p>Nothing here is state: a form is an EPCIS document in another spelling, and the same form is the same document. Depends
 * on {@code access}, {@code capture}, {@code form}, {@code idempotency} and {@code problem}, and on provenance's
 * {@code shipment} for what the forms mean.
 */
@NullMarked
package org.tallystick.api.goods;

import org.jspecify.annotations.NullMarked;
