/**
 * The command {@code start}: from a command line to a node that serves, and back to nothing left running.
 *
 * <p>Takes the home, PostgreSQL, the schema and the port in this order and gives them back in the other. Depends on the
 * home, the embedded PostgreSQL and Quarkus; the application that then runs is the other packages' business.
 */
@NullMarked
package org.tallystick.api.start;

import org.jspecify.annotations.NullMarked;
