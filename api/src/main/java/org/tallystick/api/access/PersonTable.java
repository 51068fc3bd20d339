package org.tallystick.api.access;

import static org.tallystick.api.access.Columns.instant;
import static org.tallystick.api.access.Columns.utc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of {@code person} ({@code V100__people.sql}), each call in the caller's transaction. */
public final class PersonTable {
    private static final String COLUMNS = "id, name, login, password_set_at, roles, glns, created_at, created_by,"
            + " expires_at, suspended_at, erased_at, last_signed_in_at, link_expires_at";

    private PersonTable() {}

    /** @param password its hash, in PHC form */
    public record WithPassword(Person person, String password) {}

    /** How a person was invited, so that the same request again invites nobody else. */
    public record Origin(String key, byte[] digest) {}

    /** People changed by the transactions from one on; 0: all. */
    static List<Person> changedSince(Connection connection, long transaction) throws SQLException {
        return query(connection, "where changed_by >= ?::text::xid8", select -> select.setLong(1, transaction));
    }

    /** A page, newest first, beginning after the given person; those erased are left out. */
    public static List<Person> page(Connection connection, @Nullable String after, int limit) throws SQLException {
        if (after == null) {
            return query(
                    connection,
                    "where erased_at is null order by created_at desc, id desc limit ?",
                    select -> select.setInt(1, limit));
        }
        return query(
                connection,
                "where erased_at is null and (created_at, id) < (select created_at, id from person where id = ?)"
                        + " order by created_at desc, id desc limit ?",
                select -> {
                    select.setString(1, after);
                    select.setInt(2, limit);
                });
    }

    public static Optional<Person> find(Connection connection, String id) throws SQLException {
        return query(connection, "where id = ?", select -> select.setString(1, id)).stream()
                .findAny();
    }

    /** Until the end of the transaction nobody else changes this person. */
    public static Optional<Person> lock(Connection connection, String id) throws SQLException {
        return query(connection, "where id = ? for update", select -> select.setString(1, id)).stream()
                .findAny();
    }

    /** Whose link this is, for a change in this transaction. */
    public static Optional<Person> lockByLink(Connection connection, byte[] hash) throws SQLException {
        return query(connection, "where link_hash = ? for update", select -> select.setBytes(1, hash)).stream()
                .findAny();
    }

    public static Optional<Person> byLink(Connection connection, byte[] hash) throws SQLException {
        return query(connection, "where link_hash = ?", select -> select.setBytes(1, hash)).stream()
                .findAny();
    }

    /** The person that this caller's request with that idempotency key invited, if its digest is the same. */
    public static Optional<Person> invited(Connection connection, String by, String idempotencyKey)
            throws SQLException {
        return query(connection, "where created_by = ? and idempotency_key = ?", select -> {
                    select.setString(1, by);
                    select.setString(2, idempotencyKey);
                })
                .stream()
                .findAny();
    }

    public static byte[] digest(Connection connection, String id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select idempotency_digest from person where id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                byte[] digest = row.next() ? row.getBytes(1) : null;
                return digest == null ? new byte[0] : digest;
            }
        }
    }

    public static Optional<WithPassword> byLogin(Connection connection, String login) throws SQLException {
        return withPassword(connection, "login", login);
    }

    public static Optional<WithPassword> withPassword(Connection connection, String id) throws SQLException {
        return withPassword(connection, "id", id);
    }

    private static Optional<WithPassword> withPassword(Connection connection, String column, String value)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + ", password from person where " + column + " = ? and password is not null")) {
            select.setString(1, value);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new WithPassword(person(row), row.getString(14))) : Optional.empty();
            }
        }
    }

    public static void insert(Connection connection, Person person, @Nullable Origin origin) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into person"
                + " (id, name, roles, glns, created_at, created_by, expires_at, idempotency_key, idempotency_digest)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, person.id());
            insert.setString(2, person.name());
            insert.setArray(3, connection.createArrayOf("text", roles(person)));
            insert.setArray(4, connection.createArrayOf("text", person.glns().toArray()));
            insert.setObject(5, utc(person.createdAt()));
            insert.setString(6, person.createdBy());
            insert.setObject(7, utc(person.expiresAt()));
            insert.setString(8, origin == null ? null : origin.key());
            insert.setBytes(9, origin == null ? null : origin.digest());
            insert.executeUpdate();
        }
    }

    /** Name, roles, numbers, end and suspension, as they are in this person. */
    public static void update(Connection connection, Person person) throws SQLException {
        change(connection, "name = ?, roles = ?, glns = ?, expires_at = ?, suspended_at = ?", person.id(), update -> {
            update.setString(1, person.name());
            update.setArray(2, connection.createArrayOf("text", roles(person)));
            update.setArray(3, connection.createArrayOf("text", person.glns().toArray()));
            update.setObject(4, utc(person.expiresAt()));
            update.setObject(5, utc(person.suspendedAt()));
            return 6;
        });
    }

    /** In place of the link that was there. */
    public static void setLink(Connection connection, String id, byte[] hash, Instant expiresAt) throws SQLException {
        change(connection, "link_hash = ?, link_expires_at = ?", id, update -> {
            update.setBytes(1, hash);
            update.setObject(2, utc(expiresAt));
            return 3;
        });
    }

    public static void removeLink(Connection connection, String id) throws SQLException {
        change(connection, "link_hash = null, link_expires_at = null", id, update -> 1);
    }

    /** Uses up the link, too. */
    public static void setPassword(Connection connection, String id, String login, String hash, Instant at)
            throws SQLException {
        change(
                connection,
                "login = ?, password = ?, password_set_at = ?, link_hash = null, link_expires_at = null",
                id,
                update -> {
                    update.setString(1, login);
                    update.setString(2, hash);
                    update.setObject(3, utc(at));
                    return 4;
                });
    }

    /** The same password under dearer parameters; nothing that anybody else sees. */
    public static void rehash(Connection connection, String id, String before, String hash) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update person set password = ? where id = ? and password = ?")) {
            update.setString(1, hash);
            update.setString(2, id);
            update.setString(3, before);
            update.executeUpdate();
        }
    }

    public static void signedIn(Connection connection, String id, Instant at) throws SQLException {
        change(connection, "last_signed_in_at = ?", id, update -> {
            update.setObject(1, utc(at));
            return 2;
        });
    }

    /** Leaves the id, the roles, and when it was made and erased. */
    public static void erase(Connection connection, String id, Instant at) throws SQLException {
        change(
                connection,
                "name = null, login = null, password = null, password_set_at = null, glns = '{}', link_hash = null,"
                        + " link_expires_at = null, last_signed_in_at = null, idempotency_key = null,"
                        + " idempotency_digest = null, erased_at = ?",
                id,
                update -> {
                    update.setObject(1, utc(at));
                    return 2;
                });
    }

    private interface Values {
        /** The number of the parameter after the last. */
        int set(PreparedStatement update) throws SQLException;
    }

    private static void change(Connection connection, String columns, String id, Values values) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update person set " + columns + ", changed_by = pg_current_xact_id() where id = ?")) {
            update.setString(values.set(update), id);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("the row of " + id + " was locked and is gone");
            }
        }
    }

    private static List<Person> query(Connection connection, String rest, Columns.Parameters parameters)
            throws SQLException {
        return Columns.query(connection, "select " + COLUMNS + " from person " + rest, parameters, PersonTable::person);
    }

    private static Person person(ResultSet row) throws SQLException {
        Set<Role> roles = Columns.roles(row, 5, "person");
        String name = row.getString(2);
        return new Person(
                row.getString(1),
                name == null ? "" : name,
                row.getString(3),
                instant(row, 4),
                roles,
                List.of((String[]) row.getArray(6).getArray()),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getString(8),
                instant(row, 9),
                instant(row, 10),
                instant(row, 11),
                instant(row, 12),
                instant(row, 13));
    }

    private static Object[] roles(Person person) {
        return person.roles().stream().map(Role::id).toArray();
    }
}
