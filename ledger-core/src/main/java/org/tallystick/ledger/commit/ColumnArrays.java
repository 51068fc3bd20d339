package org.tallystick.ledger.commit;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows by their columns, for {@code insert … select … from unnest(?, ?, …)}: one statement with as many parameters as
 * columns, however many rows. A batch of inserts, which the driver rewrites, comes to the server as several statements of
 * 2ⁿ rows each, every one with a plan and hundreds of parameters of its own.
 */
public final class ColumnArrays {
    /** The types that are asked for; the arrays are typed so that the driver sends them in binary. */
    public enum Type {
        INT4("int4") {
            @Override
            Object[] array(List<@Nullable Object> values) {
                return values.toArray(Integer[]::new);
            }
        },
        INT8("int8") {
            @Override
            Object[] array(List<@Nullable Object> values) {
                return values.toArray(Long[]::new);
            }
        },
        BOOL("bool") {
            @Override
            Object[] array(List<@Nullable Object> values) {
                return values.toArray(Boolean[]::new);
            }
        },
        TEXT("text") {
            @Override
            Object[] array(List<@Nullable Object> values) {
                return values.toArray(String[]::new);
            }
        },
        BYTEA("bytea") {
            @Override
            Object[] array(List<@Nullable Object> values) {
                return values.toArray(byte[][]::new);
            }
        },
        UUID("uuid") {
            @Override
            Object[] array(List<@Nullable Object> values) {
                return values.toArray(java.util.UUID[]::new);
            }
        };

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }

        abstract Object[] array(List<@Nullable Object> values);
    }

    private final List<Type> types;
    private final List<List<@Nullable Object>> columns = new ArrayList<>();

    public ColumnArrays(Type... types) {
        this.types = List.of(types);
        for (int i = 0; i < types.length; i++) {
            columns.add(new ArrayList<>());
        }
    }

    /** Adds a row: a value for each column, of its type or null. */
    public void row(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        for (int i = 0; i < values.length; i++) {
            columns.get(i).add(values[i]);
        }
    }

    public boolean isEmpty() {
        return columns.getFirst().isEmpty();
    }

    /** Sets a parameter for each column, from that one on. */
    public void set(PreparedStatement statement, int first) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            Type type = types.get(i);
            statement.setArray(
                    first + i, statement.getConnection().createArrayOf(type.sql, type.array(columns.get(i))));
        }
    }
}
