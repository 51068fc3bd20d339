/**
 * The organisation's own identity, changed by its administrator: rotations of its keys, and its move to a domain.
 *
 * <p>Nothing is kept here: a change is pending in the key folder before it is handed in, and the log says whether it
 * happened. Depends on {@code access}, {@code problem} and {@code node}.
 */
@NullMarked
package org.tallystick.api.organisation;

import org.jspecify.annotations.NullMarked;
