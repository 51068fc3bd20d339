package org.tallystick.api.access;

import static org.tallystick.api.access.Columns.instant;
import static org.tallystick.api.access.Columns.utc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of {@code api_key} ({@code V040__access.sql}), each call in the caller's transaction. */
public final class ApiKeyTable {
    private static final String COLUMNS =
            "id, hash, name, roles, requests_per_second, addresses, created_at, created_by,"
                    + " expires_at, revoked_at, last_used_at";

    private ApiKeyTable() {}

    /**
     * How a key was asked for, so that the same request again gives the same key.
     *
     * @param key the Idempotency-Key
     * @param digest of the request
     * @param salt that the token was derived with; no secret
     */
    public record Origin(String key, byte[] digest, byte[] salt) {}

    /** Keys changed by the transactions from one on, oldest first; 0: all keys. */
    static List<ApiKey> changedSince(Connection connection, long transaction) throws SQLException {
        return query(
                connection,
                "where changed_by >= ?::text::xid8 order by created_at, id",
                select -> select.setLong(1, transaction));
    }

    /** A page, newest first, beginning after the given key. */
    public static List<ApiKey> page(Connection connection, @Nullable String after, int limit) throws SQLException {
        if (after == null) {
            return query(connection, "order by created_at desc, id desc limit ?", select -> select.setInt(1, limit));
        }
        return query(
                connection,
                "where (created_at, id) < (select created_at, id from api_key where id = ?)"
                        + " order by created_at desc, id desc limit ?",
                select -> {
                    select.setString(1, after);
                    select.setInt(2, limit);
                });
    }

    /** Those that work at this time and will have ended by that one, the first to end first. */
    public static List<ApiKey> ending(Connection connection, Instant now, Instant by, int limit) throws SQLException {
        return query(
                connection,
                "where revoked_at is null and expires_at > ? and expires_at <= ? order by expires_at, id limit ?",
                select -> {
                    select.setObject(1, utc(now));
                    select.setObject(2, utc(by));
                    select.setInt(3, limit);
                });
    }

    public static Optional<ApiKey> find(Connection connection, String id) throws SQLException {
        return query(connection, "where id = ?", select -> select.setString(1, id)).stream()
                .findAny();
    }

    /** Whether a key was ever made here; revoked ones count. */
    public static boolean isEmpty(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select not exists (select from api_key)");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** The key that this caller's request with that idempotency key made, and how. */
    public static Optional<Made> made(Connection connection, String by, String idempotencyKey) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select id, idempotency_digest, idempotency_salt from api_key"
                        + " where created_by = ? and idempotency_key = ?")) {
            select.setString(1, by);
            select.setString(2, idempotencyKey);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String id = row.getString(1);
                Origin origin = new Origin(idempotencyKey, row.getBytes(2), row.getBytes(3));
                return find(connection, id).map(key -> new Made(key, origin));
            }
        }
    }

    public record Made(ApiKey key, Origin origin) {}

    public static void insert(Connection connection, ApiKey key, @Nullable Origin origin) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into api_key (" + COLUMNS
                + ", idempotency_key, idempotency_digest, idempotency_salt)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, key.id());
            insert.setBytes(2, key.hash());
            insert.setString(3, key.name());
            Array roles = connection.createArrayOf(
                    "text", key.roles().stream().map(Role::id).toArray());
            insert.setArray(4, roles);
            insert.setObject(5, key.requestsPerSecond());
            Array addresses = connection.createArrayOf(
                    "text", key.addresses().stream().map(AddressRange::toString).toArray());
            insert.setArray(6, addresses);
            insert.setObject(7, utc(key.createdAt()));
            insert.setString(8, key.createdBy());
            insert.setObject(9, utc(key.expiresAt()));
            insert.setObject(10, utc(key.revokedAt()));
            insert.setObject(11, utc(key.lastUsedAt()));
            insert.setString(12, origin == null ? null : origin.key());
            insert.setBytes(13, origin == null ? null : origin.digest());
            insert.setBytes(14, origin == null ? null : origin.salt());
            insert.executeUpdate();
        }
    }

    /** False when there is no such key, or it was revoked before. */
    public static boolean revoke(Connection connection, String id, Instant at) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update api_key set revoked_at = ?, changed_by = pg_current_xact_id() where id = ? and revoked_at is null")) {
            update.setObject(1, utc(at));
            update.setString(2, id);
            return update.executeUpdate() == 1;
        }
    }

    /** Whether another key than this one could still make and revoke keys. */
    public static boolean hasOtherAdministrator(Connection connection, String id, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select exists (select from api_key where id <> ?"
                + " and revoked_at is null and (expires_at is null or expires_at > ?) and ? = any (roles))")) {
            select.setString(1, id);
            select.setObject(2, utc(now));
            select.setString(3, Role.ADMINISTRATOR.id());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    static void used(Connection connection, Collection<Used> uses) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update api_key set last_used_at = ? where id = ?")) {
            for (Used use : uses) {
                update.setObject(1, utc(use.at()));
                update.setString(2, use.id());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    record Used(String id, Instant at) {}

    private static List<ApiKey> query(Connection connection, String rest, Columns.Parameters parameters)
            throws SQLException {
        return Columns.query(connection, "select " + COLUMNS + " from api_key " + rest, parameters, ApiKeyTable::key);
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        Set<Role> roles = Columns.roles(row, 4, "api_key");
        int rate = row.getInt(5);
        @Nullable Integer ownRate = row.wasNull() ? null : rate;
        return new ApiKey(
                row.getString(1),
                row.getBytes(2),
                row.getString(3),
                roles,
                ownRate,
                Stream.of((String[]) row.getArray(6).getArray())
                        .map(AddressRange::parse)
                        .toList(),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getString(8),
                instant(row, 9),
                instant(row, 10),
                instant(row, 11));
    }
}
