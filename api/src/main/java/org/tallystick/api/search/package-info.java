/** Search over HTTP. Depends on {@code provenance.search}; nothing here survives a crash or needs to. */
@NullMarked
package org.tallystick.api.search;

import org.jspecify.annotations.NullMarked;
