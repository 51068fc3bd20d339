package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Hash;

/** A query's rows one after another, some in memory at a time, with a look at the next one. */
final class Rows implements AutoCloseable {
    /** Rows fetched at once: a round trip for some hundred microseconds of hashing, and a few megabytes at most. */
    private static final int FETCH = 500;

    private final PreparedStatement statement;
    private final ResultSet row;
    private boolean there;

    Rows(Connection connection, String sql, Object... arguments) throws SQLException {
        statement = connection.prepareStatement(sql);
        statement.setFetchSize(FETCH);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        row = statement.executeQuery();
        there = row.next();
    }

    /** Whether a row is in hand: the getters read it until {@link #advance}. */
    boolean there() {
        return there;
    }

    void advance() throws SQLException {
        there = row.next();
    }

    long number(int column) throws SQLException {
        return row.getLong(column);
    }

    int integer(int column) throws SQLException {
        return row.getInt(column);
    }

    boolean truth(int column) throws SQLException {
        return row.getBoolean(column);
    }

    @Nullable
    Long numberOrNull(int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    @Nullable
    Integer integerOrNull(int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    String text(int column) throws SQLException {
        return row.getString(column);
    }

    @Nullable
    String textOrNull(int column) throws SQLException {
        return row.getString(column);
    }

    byte[] bytes(int column) throws SQLException {
        return row.getBytes(column);
    }

    byte @Nullable [] bytesOrNull(int column) throws SQLException {
        return row.getBytes(column);
    }

    Instant time(int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    <T> @Nullable T object(int column, Class<T> type) throws SQLException {
        return row.getObject(column, type);
    }

    @Nullable
    Object @Nullable [] array(int column) throws SQLException {
        java.sql.Array array = row.getArray(column);
        return array == null ? null : (@Nullable Object[]) array.getArray();
    }

    /** A hash column as something to compare and print: the hash, or what stands there instead. */
    static Object hash(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "null";
        }
        return bytes.length == Hash.LENGTH ? Hash.of(bytes) : bytes.length + " bytes";
    }

    @Override
    public void close() throws SQLException {
        row.close();
        statement.close();
    }
}
