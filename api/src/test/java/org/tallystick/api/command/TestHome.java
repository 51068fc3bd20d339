package org.tallystick.api.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.postgres.testing.TestDatabase;

/**
 * A home whose database is one of the tests' server, configured as an operator would configure it. Several homes can be
 * open; the commands see the one that was entered last.
 */
final class TestHome implements AutoCloseable {
    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";

    private final Home home;
    private final TestDatabase database;

    private TestHome(Home home, TestDatabase database) {
        this.home = home;
        this.database = database;
    }

    /** An empty one; the folder is made by whoever first needs it. */
    static TestHome at(Path folder) {
        return new TestHome(Home.at(folder), TestDatabase.fresh());
    }

    /** From here on the commands work on this home's database. */
    TestHome enter() {
        System.setProperty(URL, database.jdbcUrl());
        System.setProperty(USER, database.user());
        System.setProperty(PASSWORD, database.password());
        return this;
    }

    Home home() {
        return home;
    }

    TestDatabase database() {
        return database;
    }

    Node open() throws Exception {
        return Node.open(home, database.dataSource(), "acme", Clock.systemUTC());
    }

    /** A first start, and some captures. */
    TestHome filled(int captures) throws Exception {
        try (Home.Lock lock = home.lock();
                Node node = open()) {
            capture(node, 0, captures);
        }
        return this;
    }

    /** Captures of one event each, their numbers from {@code from} on; returns where they stand. */
    static List<Decision.Registered> capture(Node node, int from, int captures) throws Exception {
        List<org.tallystick.ledger.submit.Registration> registrations = new ArrayList<>();
        for (int i = from; i < from + captures; i++) {
            registrations.add(node.ledger()
                    .register(new Submission.Records(
                            List.of(new Submission.NewRecord(event(i), eventId(i), Submission.NameRule.SHARED)),
                            Optional.empty(),
                            Optional.empty())));
        }
        List<Decision.Registered> registered = new ArrayList<>();
        for (var registration : registrations) {
            registered.add((Decision.Registered) registration.decided().get(30, TimeUnit.SECONDS));
        }
        node.ledger().projected(node.ledger().view().size() - 1).get(30, TimeUnit.SECONDS);
        return registered;
    }

    static byte[] event(int number) {
        return """
                {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"eventID":"%s",\
                "type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-03-04T11:30:47Z",\
                "eventTimeZoneOffset":"+00:00","epcList":["https://id.gs1.org/01/09521234543213/21/%d"],\
                "bizStep":"shipping"}""".formatted(eventId(number), number).getBytes(StandardCharsets.UTF_8);
    }

    static String eventId(int number) {
        return "urn:uuid:00000000-0000-4000-8000-%012d".formatted(number);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each table with a digest over its rows, whatever their order. */
    TreeMap<String, String> digests() throws SQLException {
        TreeMap<String, String> digests = new TreeMap<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(
                    "select tablename from pg_tables where schemaname = 'ledger' and tablename not like 'flyway%'")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select count(*) || ' ' || coalesce(md5(string_agg(t::text,"
                        + " chr(10) order by t::text)), '') from " + table + " t")) {
                    row.next();
                    digests.put(table, row.getString(1));
                }
            }
        }
        return digests;
    }

    /** From here on no database is configured: a home has its own. */
    static void leave() {
        System.clearProperty(URL);
        System.clearProperty(USER);
        System.clearProperty(PASSWORD);
    }

    @Override
    public void close() {
        leave();
        database.close();
    }

    /** What a command came to. */
    record Result(int exitCode, String out, String err) {}

    /** As the program's main runs it. */
    static Result run(Command command, String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            try {
                exitCode = command.run(new Arguments(List.of(words)), outStream, errStream);
            } catch (UsageException e) {
                errStream.println(e.getMessage());
                exitCode = 2;
            }
        }
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
