/** Where a thing came from and what became of it, in one call. */
@NullMarked
package org.tallystick.api.trace;

import org.jspecify.annotations.NullMarked;
