package org.tallystick.api.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.postgres.Schema;

/**
 * A row of {@code archived_log} ({@code V050__archived_log.sql}).
 *
 * @param number from 1, in the order in which the logs ended
 * @param verifierKey of the key that signed it; its name is the log's origin
 * @param checkpoint the newest one that anyone was known to hold, as a signed note
 */
public record ArchivedLog(int number, VerifierKey verifierKey, String checkpoint, Instant archivedAt) {

    /** The schema of its tables. */
    public String schema() {
        return Schema.ARCHIVE_PREFIX + number;
    }

    /** In the order of their numbers. */
    public static List<ArchivedLog> all(Connection connection) throws SQLException {
        List<ArchivedLog> logs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select number, verifier_key, checkpoint, archived_at from archived_log order by number");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                logs.add(new ArchivedLog(
                        row.getInt(1),
                        key(row.getString(2)),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
            }
        }
        return logs;
    }

    public void insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into archived_log"
                + " (number, origin, verifier_key, checkpoint, archived_at) values (?, ?, ?, ?, ?)")) {
            insert.setInt(1, number);
            insert.setString(2, verifierKey.name());
            insert.setString(3, verifierKey.toString());
            insert.setString(4, checkpoint);
            insert.setObject(5, archivedAt.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    private static VerifierKey key(String text) throws SQLException {
        try {
            return VerifierKey.parse(text);
        } catch (MalformedNoteException e) {
            throw new SQLException("archived_log holds what is no verifier key: " + e.getMessage(), e);
        }
    }
}
