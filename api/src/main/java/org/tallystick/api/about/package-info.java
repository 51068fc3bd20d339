/**
 * Who this node is, for everyone who asks.
 *
 * <p>Nothing here is state. Depends on {@code access} and on the node.
 */
@NullMarked
package org.tallystick.api.about;

import org.jspecify.annotations.NullMarked;
