package org.tallystick.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tallystick.api.node.Node;
import org.tallystick.ledger.project.Projection;
import org.tallystick.postgres.testing.TestDatabase;

class TablesTest {
    /** Neither of one log nor made again from it: they stay with the node whatever becomes of its log. */
    private static final Set<String> NODE =
            Set.of("api_key", "archived_log", "attachment", "audit", "person", "place", "product");

    @Test
    void tables_ofTheSchema_areEachOfOneKind() throws Exception {
        try (TestDatabase database = TestDatabase.fresh();
                Connection connection = database.dataSource().getConnection()) {
            Set<String> all = new TreeSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select tablename from pg_tables"
                            + " where schemaname = 'ledger' and tablename <> 'flyway_schema_history'")) {
                while (row.next()) {
                    all.add(row.getString(1));
                }
            }
            Set<String> known = new TreeSet<>(Tables.LOG);
            known.addAll(Tables.REBUILT);
            known.addAll(Tables.PASSING);
            known.addAll(NODE);

            assertThat(all).as("say in Tables what becomes of a new table").isEqualTo(known);
            assertThat(Tables.sources(connection).stream().map(Tables.Table::name))
                    .containsAll(Tables.LOG)
                    .containsAll(NODE)
                    .doesNotContainAnyElementsOf(Tables.REBUILT)
                    .doesNotContainAnyElementsOf(Tables.PASSING);
        }
    }

    @Test
    void tables_thatAreRebuilt_areEmptiedByTheProjections() throws Exception {
        try (TestDatabase database = TestDatabase.fresh();
                Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            for (String table : Tables.REBUILT) {
                fill(connection, table);
            }
            for (Projection projection : Node.projections()) {
                projection.reset(connection);
            }
            for (String table : Tables.REBUILT) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select count(*) from " + table)) {
                    row.next();
                    assertThat(row.getLong(1)).as(table).isEqualTo(table.equals("projection") ? 1 : 0);
                }
            }
        }
    }

    /** One row of each column's most harmless value. */
    private static void fill(Connection connection, String table) throws Exception {
        List<String> values = new java.util.ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select udt_name from information_schema.columns"
                        + " where table_schema = 'ledger' and table_name = '" + table
                        + "' order by ordinal_position")) {
            while (row.next()) {
                values.add(
                        switch (row.getString(1)) {
                            case "timestamptz" -> "now()";
                            case "bool" -> "false";
                            case "int2", "int4", "int8", "numeric" -> "0";
                            case "bytea" -> "''";
                            default -> "'x'";
                        });
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into " + table + " values (" + String.join(", ", values) + ")");
        }
    }
}
