package org.tallystick.api.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@code session} ({@code V080__session.sql}, {@code V100__people.sql}), each call in the caller's transaction. */
final class SessionTable {
    private SessionTable() {}

    record Row(byte[] hash, String holder, Instant createdAt, Instant lastSeenAt, Instant expiresAt) {}

    static List<Row> alive(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select hash, holder, created_at, last_seen_at,"
                + " expires_at from session where expires_at > ? order by expires_at")) {
            select.setObject(1, utc(now));
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getBytes(1),
                            row.getString(2),
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            row.getObject(4, OffsetDateTime.class).toInstant(),
                            row.getObject(5, OffsetDateTime.class).toInstant()));
                }
            }
            return rows;
        }
    }

    static void insert(Connection connection, Row row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into session (hash, holder, created_at, last_seen_at, expires_at) values (?, ?, ?, ?, ?)")) {
            insert.setBytes(1, row.hash());
            insert.setString(2, row.holder());
            insert.setObject(3, utc(row.createdAt()));
            insert.setObject(4, utc(row.lastSeenAt()));
            insert.setObject(5, utc(row.expiresAt()));
            insert.executeUpdate();
        }
    }

    static void delete(Connection connection, byte[] hash) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from session where hash = ?")) {
            delete.setBytes(1, hash);
            delete.executeUpdate();
        }
    }

    /** All of this holder but one; @param kept null: all */
    static void deleteOf(Connection connection, String holder, byte @Nullable [] kept) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from session where holder = ? and hash is distinct from ?")) {
            delete.setString(1, holder);
            delete.setBytes(2, kept);
            delete.executeUpdate();
        }
    }

    static void deleteExpired(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from session where expires_at <= ?")) {
            delete.setObject(1, utc(now));
            delete.executeUpdate();
        }
    }

    static void seen(Connection connection, Map<byte[], Instant> seen) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update session set last_seen_at = ? where hash = ?")) {
            for (Map.Entry<byte[], Instant> each : seen.entrySet()) {
                update.setObject(1, utc(each.getValue()));
                update.setBytes(2, each.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
