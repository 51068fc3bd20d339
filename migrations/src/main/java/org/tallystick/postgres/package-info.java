/**
 * PostgreSQL as the one store: the embedded server that runs when no JDBC URL is configured, and the schema.
 *
 * <p>The server is a process of its own, so it survives the node: what was committed is on disk (fsync on), and a server
 * that outlives a killed node is found and taken over by the next start. Depends on the JDK, the PostgreSQL driver,
 * Flyway and the two libraries that unpack the binaries; knows nothing of Quarkus or of what the tables hold.
 */
@NullMarked
package org.tallystick.postgres;

import org.jspecify.annotations.NullMarked;
