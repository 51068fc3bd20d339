package org.tallystick.ledger.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;

class TransactionTest {
    private TestDatabase database;
    private AgroalDataSource pool;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.fresh();
        pool = TestLedger.pool(database);
        run(pool, "create table ledger.word (word text primary key)");
    }

    @AfterEach
    void close() {
        pool.close();
        database.close();
    }

    private static void run(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            run(connection, sql);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long words() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from ledger.word")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void in_workThatEnds_isStored() throws SQLException {
        String result = Transaction.in(pool, connection -> {
            run(connection, "insert into ledger.word values ('a')");
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(words()).isOne();
    }

    @Test
    void in_workThatThrows_isUndone() throws SQLException {
        assertThatThrownBy(() -> Transaction.in(pool, connection -> {
                    run(connection, "insert into ledger.word values ('a')");
                    throw new IllegalStateException("no more");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more");

        assertThat(words()).isZero();
    }

    @Test
    void in_workWhoseConnectionIsLost_saysWhatItWas() throws SQLException {
        assertThatThrownBy(() -> Transaction.in(pool, connection -> {
                    run(connection, "insert into ledger.word values ('a')");
                    run(connection, "select pg_terminate_backend(pg_backend_pid())");
                    return null;
                }))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));

        assertThat(words()).isZero();
    }
}
