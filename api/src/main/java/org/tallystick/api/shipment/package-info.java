/**
 * The flat forms for those who do not speak EPCIS: shipments and receivings that become EPCIS documents.
 *
 * <p>Nothing here is state. Depends on {@code access}, {@code capture}, {@code idempotency} and {@code problem}, and on
 * provenance for what the forms mean.
 */
@NullMarked
package org.tallystick.api.shipment;

import org.jspecify.annotations.NullMarked;
