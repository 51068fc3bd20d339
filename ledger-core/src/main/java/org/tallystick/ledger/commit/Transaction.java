package org.tallystick.ledger.commit;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Work in a transaction of its own: all of it is stored, or nothing. Where it throws, what it threw is what the caller
 * hears of, also when its connection is gone and cannot be rolled back. Whoever must know whether a COMMIT without an
 * answer happened finds out by himself, as {@link CommittedLedger} and {@code ProjectionRunner} do.
 */
public final class Transaction {
    private Transaction() {}

    /** What is done in it. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    public static <T> T in(DataSource dataSource, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.in(connection);
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                undo(connection, e);
                throw e;
            }
            connection.setAutoCommit(true);
            return result;
        }
    }

    private static void undo(Connection connection, Throwable reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
