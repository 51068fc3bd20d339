/**
 * Who may do what: API keys, roles, and the one table of both.
 *
 * <p>Keys survive a crash as rows of {@code api_key}, made and revoked in one transaction with their line of the audit
 * trail; what a request is checked against is a copy in memory, at most some seconds behind another process that writes
 * to the table. Depends on {@code problem} and the JDK's JDBC; writing keys is {@code keys}, asking for them at the door {@code door}.
 */
@NullMarked
package org.tallystick.api.access;

import org.jspecify.annotations.NullMarked;
