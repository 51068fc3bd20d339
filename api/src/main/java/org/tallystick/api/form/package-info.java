/**
 * What the simple JSON forms have in common: each comes to an EPCIS document, and its faults to a problem that points into
 * the form.
 *
 * <p>Nothing here is state. Depends on {@code capture} and {@code problem}, and on provenance for what forms mean.
 */
@NullMarked
package org.tallystick.api.form;

import org.jspecify.annotations.NullMarked;
