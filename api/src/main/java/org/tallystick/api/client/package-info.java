/**
 * A node seen from outside: its REST API as any other program calls it, and its process as whoever launches it sees it.
 * For the commands that ask a running node, for the demo and the bench, and for tests.
 *
 * <p>Keeps nothing. Depends on the home's file names alone and on nothing of the application: what it knows of a node is
 * what anyone knows.
 */
@NullMarked
package org.tallystick.api.client;

import org.jspecify.annotations.NullMarked;
