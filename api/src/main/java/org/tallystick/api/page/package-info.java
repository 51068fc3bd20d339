/**
 * Long answers in pages: opaque cursors over a key that only grows, so pages stay as they were while others write.
 *
 * <p>Nothing here survives a crash or needs to: a cursor carries all it means. Depends on {@code problem}.
 */
@NullMarked
package org.tallystick.api.page;

import org.jspecify.annotations.NullMarked;
