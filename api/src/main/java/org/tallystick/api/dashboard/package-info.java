/**
 * Hands out the dashboard's one HTML page under each of its addresses; the rest of it are static files. Nothing here
 * survives a crash or needs to. Depends on Vert.x and the
 * door's list of addresses.
 */
@NullMarked
package org.tallystick.api.dashboard;

import org.jspecify.annotations.NullMarked;
