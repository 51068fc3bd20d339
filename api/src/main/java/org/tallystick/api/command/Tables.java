package org.tallystick.api.command;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tallystick.api.node.Node;
import org.tallystick.postgres.Schema;

/** Which tables a node has, and what becomes of each in a backup. A table that is not named here is backed up. */
final class Tables {
    /** The log and its outbox: what belongs to one origin, and stays behind when a node begins a new log. */
    static final Set<String> LOG = Set.of(
            "chain",
            "block",
            "checkpoint",
            "issuer",
            "entry",
            "refusal",
            "tile",
            "state",
            "submission",
            "record",
            "source");

    /** Read models and their positions: made again from the log, so not backed up. */
    static final Set<String> REBUILT = Stream.concat(
                    Stream.of("projection"),
                    Node.projections().stream().flatMap(projection -> projection.tables().stream()))
            .collect(Collectors.toUnmodifiableSet());

    /** True of this moment only: who is signed in. */
    static final Set<String> PASSING = Set.of("session");

    /** What Flyway remembers; made by migrating. */
    private static final String HISTORY = "flyway_schema_history";

    private Tables() {}

    /** @param columns in their order, generated ones left out */
    record Table(String schema, String name, List<String> columns) {
        String qualified() {
            return schema + "." + name;
        }

        String columnList() {
            return columns.stream().map(Tables::quoted).collect(Collectors.joining(", "));
        }

        /** As SQL has it: {@code ledger.entry (index, …)}. */
        String withColumns() {
            return quoted(schema) + "." + quoted(name) + " (" + columnList() + ")";
        }
    }

    /** Every table of ours that is no read model, those of archived logs among them. */
    static List<Table> sources(Connection connection) throws SQLException {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        Map<String, String[]> names = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select c.table_schema, c.table_name, c.column_name"
                        + " from information_schema.columns c join information_schema.tables t"
                        + " on t.table_schema = c.table_schema and t.table_name = c.table_name"
                        + " where t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'"
                        + " and (c.table_schema = ? or starts_with(c.table_schema, ?))"
                        + " order by c.table_schema, c.table_name, c.ordinal_position");
                ResultSet row = parameters(select)) {
            while (row.next()) {
                String name = row.getString(2);
                if (!REBUILT.contains(name) && !PASSING.contains(name) && !name.equals(HISTORY)) {
                    String key = row.getString(1) + "." + name;
                    names.put(key, new String[] {row.getString(1), name});
                    columns.computeIfAbsent(key, absent -> new ArrayList<>()).add(row.getString(3));
                }
            }
        }
        return columns.entrySet().stream()
                .map(table -> {
                    String[] name = Objects.requireNonNull(names.get(table.getKey()));
                    return new Table(name[0], name[1], List.copyOf(table.getValue()));
                })
                .toList();
    }

    private static ResultSet parameters(PreparedStatement select) throws SQLException {
        select.setString(1, Schema.NAME);
        select.setString(2, Schema.ARCHIVE_PREFIX);
        return select.executeQuery();
    }

    /** An identifier in SQL. */
    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
