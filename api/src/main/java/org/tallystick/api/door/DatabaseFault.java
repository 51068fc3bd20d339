package org.tallystick.api.door;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * What a database that is full or away means for a caller, by the SQLSTATEs of PostgreSQL (its manual, appendix A).
 *
 * <pre>
 *   53100            disk_full                                                       507
 *   53…              out of memory, of connections                                   503
 *   08…              the connection is lost, or there never was one                  503
 *   57P01 … 57P03    shutting down, crashed, starting up                             503
 *   none             the pool's own: no connection was free in time                  503
 * </pre>
 *
 * All else is a fault of ours.
 */
final class DatabaseFault {
    /** An operator makes room; no machine does it sooner. */
    private static final int FULL_RETRY_SECONDS = 60;

    /** PostgreSQL restarts within seconds. */
    private static final int AWAY_RETRY_SECONDS = 5;

    private DatabaseFault() {}

    /** Null when it is none of these. */
    static @Nullable Problem problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return of(sql.getSQLState());
            }
        }
        return null;
    }

    private static @Nullable Problem of(@Nullable String state) {
        if ("53100".equals(state)) {
            return Problem.of(ProblemType.INSUFFICIENT_STORAGE, "The disk of the database is full.")
                    .retryAfter(FULL_RETRY_SECONDS);
        }
        boolean away = state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.equals("57P01")
                || state.equals("57P02")
                || state.equals("57P03");
        return away
                ? Problem.of(ProblemType.UNAVAILABLE, "The database does not answer at the moment.")
                        .retryAfter(AWAY_RETRY_SECONDS)
                : null;
    }
}
