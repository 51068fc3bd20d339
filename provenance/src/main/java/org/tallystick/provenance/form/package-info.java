/**
 * Forms: small JSON objects that people's systems send, read member by member with every fault told at once.
 *
 * <p>Keeps nothing. Depends on {@code identifier} and {@code epcis}.
 */
@NullMarked
package org.tallystick.provenance.form;

import org.jspecify.annotations.NullMarked;
