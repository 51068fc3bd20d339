/**
 * The node put together from its parts: what is opened at start, in which order, and closed in the other; and handed to
 * the application.
 *
 * <p>Depends on everything it puts together; of the application only {@code Settings}, keys and the audit trail.
 */
@NullMarked
package org.tallystick.api.node;

import org.jspecify.annotations.NullMarked;
