/**
 * The API's own description: what is true of all operations is added here once, and not on each.
 *
 * <p>Runs when the application is built. Depends on {@code door} for what is public.
 */
@NullMarked
package org.tallystick.api.openapi;

import org.jspecify.annotations.NullMarked;
