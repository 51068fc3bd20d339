package org.tallystick.provenance.trace;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.trace.Trace.Cut;

/**
 * Answers where a thing came from and what became of it.
 *
 * <p>One recursive query for each direction finds the things and the times at which they matter ({@link Walk}); a few more
 * read what was said of them at those times ({@link TraceRows}); the rest is arithmetic in memory ({@link TraceBuilder}).
 * All of it sees one state of the read model. Thread-safe.
 */
public final class Traces {
    /** PostgreSQL's query_canceled. */
    private static final String CANCELED = "57014";

    private final DataSource dataSource;

    public Traces(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The trace of any identifier, known or not: of an unknown one it is that identifier alone. */
    public Trace of(Identifier start, TraceLimits limits) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                prepare(connection, limits);
                return trace(connection, start, limits);
            } finally {
                connection.rollback(); // nothing was written
                connection.setAutoCommit(true);
            }
        }
    }

    /**
     * The plan of every query here is known, so none is left to the planner's guesses: each goes from keys to rows and from
     * rows to events by an index. Guessed anew for every call it would cost more than the walk; guessed on tables that were
     * small when it was made, it would stay wrong. So: one plan for all values, no scan of a whole table.
     */
    private static void prepare(Connection connection, TraceLimits limits) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read read only;"
                    + " set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off;"
                    + " set local enable_mergejoin = off; set local enable_hashjoin = off;"
                    + " set local statement_timeout = " + limits.millis());
        }
    }

    private static Trace trace(Connection connection, Identifier start, TraceLimits limits) throws SQLException {
        Set<Cut> cuts = EnumSet.noneOf(Cut.class);
        TraceBuilder builder = new TraceBuilder(start);
        try {
            Walk backward = Walk.backward(connection, start, limits);
            builder.addBackward(backward.visits());
            cuts.addAll(backward.cuts());
            Walk forward = Walk.forward(connection, start, limits);
            builder.addForward(forward.visits());
            cuts.addAll(forward.cuts());
            TraceRows rows = TraceRows.read(connection, builder.windows(), limits);
            builder.addRows(rows);
            cuts.addAll(rows.cuts());
        } catch (SQLException e) {
            if (!CANCELED.equals(e.getSQLState())) {
                throw e;
            }
            cuts.add(Cut.TIME);
        }
        return builder.build(cuts);
    }
}
