/** Announced shipments over HTTP. Depends on {@code provenance.despatch}; nothing here survives a crash or needs to. */
@NullMarked
package org.tallystick.api.despatch;

import org.jspecify.annotations.NullMarked;
