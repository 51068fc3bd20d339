/**
 * What an operator does to a home besides running it: check, rebuild, back up, restore, keys, verify, measure.
 *
 * <p>Plain Java without Quarkus. A command works beside a running node where that is safe (it attaches to the node's
 * database), and takes the home for itself where it is not. What survives a crash is each command's own first sentence.
 */
@NullMarked
package org.tallystick.api.command;

import org.jspecify.annotations.NullMarked;
