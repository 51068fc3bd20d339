/**
 * The command {@code demo}: a node with a story in it, from two coffee farms to the shops, that the project makes itself.
 *
 * <p>The story is the same whenever it is told, to the byte, so that a demo killed half way and started again on its home
 * goes on where it was and nothing stands twice. It is told through the public REST API alone; what the demo prints it
 * asked for as any client would. Depends on {@code start}, and on the offline verifier with the key histories it reads.
 */
@NullMarked
package org.tallystick.api.demo;

import org.jspecify.annotations.NullMarked;
