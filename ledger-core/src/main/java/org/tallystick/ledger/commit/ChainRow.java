package org.tallystick.ledger.commit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.Origin;

/**
 * The one row of {@code chain}: where the ledger stands.
 *
 * @param halted why nothing may be signed on it any more; null when all is well
 */
record ChainRow(
        Origin origin,
        long height,
        long size,
        Hash root,
        Hash stateRoot,
        Instant time,
        @Nullable String halted) {
    /** @param locked until the end of the transaction nobody else moves it */
    static ChainRow read(Connection connection, boolean locked) throws SQLException {
        String sql = "select origin, height, size, root, state_root, time, halted from chain"
                + (locked ? " for update" : "");
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new DifferingLedgerException("the database has no chain row");
            }
            return new ChainRow(
                    origin(row.getString(1)),
                    row.getLong(2),
                    row.getLong(3),
                    Hash.of(row.getBytes(4)),
                    Hash.of(row.getBytes(5)),
                    Journal.instant(row, 6),
                    row.getString(7));
        }
    }

    static Origin origin(String text) {
        try {
            return Origin.parse(text);
        } catch (MalformedStatementException e) {
            throw new DifferingLedgerException("the stored origin is none: " + e.getMessage());
        }
    }
}
