package org.tallystick.api.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What rows of keys and of people have in common: times, roles, and how they are asked for. */
final class Columns {
    private Columns() {}

    interface Parameters {
        void set(PreparedStatement select) throws SQLException;
    }

    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> query(Connection connection, String sql, Parameters parameters, Reader<T> reader)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            parameters.set(select);
            List<T> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(reader.read(row));
                }
            }
            return found;
        }
    }

    /** @throws IllegalStateException for a role that this release does not know */
    static Set<Role> roles(ResultSet row, int column, String table) throws SQLException {
        return Stream.of((String[]) row.getArray(column).getArray())
                .map(id -> Role.parse(id)
                        .orElseThrow(() -> new IllegalStateException(table + " has the unknown role " + id)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
