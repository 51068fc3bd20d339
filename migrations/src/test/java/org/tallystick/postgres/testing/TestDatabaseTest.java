package org.tallystick.postgres.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
    @Test
    void fresh_twoAtOnce_seeNothingOfEachOther() throws Exception {
        try (TestDatabase one = TestDatabase.fresh();
                TestDatabase other = TestDatabase.fresh()) {
            execute(one.dataSource(), "create table only_here (n int)");
            assertThat(query(one.dataSource(), "select to_regclass('ledger.only_here')::text"))
                    .isEqualTo("only_here");
            assertThat(query(other.dataSource(), "select to_regclass('ledger.only_here')::text"))
                    .isNull();
        }
    }

    @Test
    void dataSource_connection_isInTheLedgerSchema() throws Exception {
        try (TestDatabase database = TestDatabase.fresh()) {
            assertThat(query(database.dataSource(), "select current_schema()")).isEqualTo("ledger");
            assertThat(query(database.dataSource(), "select count(*) from flyway_schema_history"))
                    .isNotNull();
        }
    }

    @Test
    void close_withAnOpenConnection_dropsTheDatabase() throws Exception {
        TestDatabase kept = TestDatabase.fresh();
        TestDatabase dropped = TestDatabase.fresh();
        String name = dropped.jdbcUrl().substring(dropped.jdbcUrl().lastIndexOf('/') + 1);
        try (kept;
                Connection open = dropped.dataSource().getConnection()) {
            dropped.close();
            assertThat(query(kept.dataSource(), "select count(*) from pg_database where datname = '" + name + "'"))
                    .isEqualTo("0");
            assertThat(open.isValid(1)).isFalse();
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
