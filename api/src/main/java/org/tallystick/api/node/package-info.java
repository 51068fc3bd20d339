/** The node put together from its parts, and handed to the application. */
@NullMarked
package org.tallystick.api.node;

import org.jspecify.annotations.NullMarked;
