/**
 * Barcodes to print: what a label says, drawn as a symbol that scanners read.
 *
 * <p>Nothing here is state. Depends on {@code access} and {@code problem}, on provenance's {@code identifier} for what a
 * label may say, and on Okapi Barcode for the encoding alone; the drawing is ours.
 */
@NullMarked
package org.tallystick.api.barcode;

import org.jspecify.annotations.NullMarked;
