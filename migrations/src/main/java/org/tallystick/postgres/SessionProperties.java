package org.tallystick.postgres;

import java.util.Map;

/**
 * What every session of this node sets, as properties of the PostgreSQL JDBC driver; the application, the commands and
 * the tests take them from here, so that all see the same plans.
 */
public final class SessionProperties {
    private SessionProperties() {}

    /**
     * {@code currentSchema}: our tables without a prefix. {@code reWriteBatchedInserts}: a batch of rows is one
     * statement, ten times the rows a second. {@code options}: no sequential scan where an index serves. Each of our
     * queries has its index; but the planner believes a table without statistics to be small, keeps a prepared
     * statement's plan from that hour, and then reads millions of rows for one look-up. Where no index serves, such as
     * in a rebuild, it scans all the same.
     */
    public static final Map<String, String> ALL = Map.of(
            "currentSchema", Schema.NAME,
            "reWriteBatchedInserts", "true",
            "options", "-c enable_seqscan=off");
}
