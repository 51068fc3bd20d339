/**
 * Where requests come in: who they are, whether they may, how many and how large; and how exceptions go out.
 *
 * <p>Everything is closed that is not on the short list of {@link org.tallystick.api.door.Door}. Holds only counts in
 * memory; a restart forgets them. Depends on {@code access}, {@code audit} and {@code problem}.
 */
@NullMarked
package org.tallystick.api.door;

import org.jspecify.annotations.NullMarked;
