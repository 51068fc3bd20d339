/**
 * The address of a record as this API writes it: in paths and in JSON. Depends on {@code problem}.
 */
@NullMarked
package org.tallystick.api.address;

import org.jspecify.annotations.NullMarked;
