package org.tallystick.postgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.tallystick.postgres.EmbeddedPostgres;
import org.tallystick.postgres.Schema;

/**
 * A database of a test's own, with this release's schema and nothing in it, on a real PostgreSQL:
 *
 * <pre>
 *   try (TestDatabase database = TestDatabase.fresh()) {
 *       DataSource source = database.dataSource();      // search_path = ledger
 * </pre>
 *
 * <p>One server without fsync per build folder ({@code target/pg-test} of the module under test), started by the first
 * call and stopped when the JVM ends; a killed JVM's server is taken over by the next. The schema is made once per JVM,
 * in a template that each {@link #fresh} copies. Closing drops the database; one that is not closed goes at the start of
 * the next JVM.
 */
public final class TestDatabase implements AutoCloseable {
    private static final String PREFIX = "test_";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** Held here because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.WARNING);
    }

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    public static TestDatabase fresh() {
        String name = nameOfThisProcess(Integer.toString(NUMBER.incrementAndGet()));
        execute("create database " + name + " template " + Server.TEMPLATE);
        return new TestDatabase(name);
    }

    /** Plain connections without a pool; the schema is {@code ledger}. */
    public DataSource dataSource() {
        return Server.RUNNING.dataSource(name);
    }

    public String jdbcUrl() {
        return Server.RUNNING.jdbcUrl(name);
    }

    public String user() {
        return Server.RUNNING.user();
    }

    public String password() {
        return Server.RUNNING.password();
    }

    /** Drops the database and ends the sessions that still use it. */
    @Override
    public void close() {
        execute("drop database if exists " + name + " with (force)");
    }

    @Override
    public String toString() {
        return jdbcUrl();
    }

    private static String nameOfThisProcess(String suffix) {
        return PREFIX + ProcessHandle.current().pid() + "_" + suffix;
    }

    private static void execute(String sql) {
        try (Connection connection = Server.RUNNING.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Started when a test first asks for it. */
    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();
        static final String TEMPLATE = makeTemplate();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.startForTests(
                        Path.of("target", "pg-test").toAbsolutePath());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop PostgreSQL of the tests"));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String makeTemplate() {
            dropLeftOvers();
            String name = nameOfThisProcess("template");
            try (Connection connection = RUNNING.dataSource("postgres").getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            Schema.migrate(RUNNING.dataSource(name));
            return name;
        }

        private static void dropLeftOvers() {
            try (Connection connection = RUNNING.dataSource("postgres").getConnection();
                    Statement statement = connection.createStatement()) {
                List<String> names = new ArrayList<>();
                try (ResultSet found =
                        statement.executeQuery("select datname from pg_database where datname like 'test\\_%'")) {
                    while (found.next()) {
                        names.add(found.getString(1));
                    }
                }
                for (String name : names) {
                    long pid = Long.parseLong(name.split("_", -1)[1]);
                    boolean mine = pid == ProcessHandle.current().pid();
                    if (mine || ProcessHandle.of(pid).isEmpty()) {
                        statement.execute("drop database if exists " + name + " with (force)");
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
