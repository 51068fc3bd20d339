package org.tallystick.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A server that answers for its folder: it took our password and named our data directory.
 *
 * <p>A pid file alone proves nothing. Its process may be dead, or, after a reboot or in a container, be a stranger with
 * the same id; and its port may be anybody's by now.
 */
record RunningServer(long pid, int port, String password) {
    static final String USER = "ledger";
    static final String DATABASE = "ledger";
    private static final String MAINTENANCE_DATABASE = "postgres";

    /**
     * Linux names the program of every process of ours but a dead one that nobody reaps, as happens in containers.
     * Elsewhere a process that hides its name may be the server.
     */
    private static final boolean SERVER_MAY_BE_NAMELESS =
            !System.getProperty("os.name").equals("Linux");

    private static final int LOGIN_SECONDS_MAX = 10;
    /** Backends of a killed server notice at once, or at the end of the statement they are in. */
    private static final Duration ORPHANS_MAX = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(10);

    static Optional<RunningServer> of(ServerFolder folder) throws IOException {
        Optional<PostmasterFile> file = process(folder).filter(PostmasterFile::ready);
        if (file.isEmpty() || !Files.exists(folder.passwordFile())) {
            return Optional.empty();
        }
        RunningServer server = new RunningServer(file.get().pid(), file.get().port(), folder.password());
        return server.provesToBeOf(folder) ? Optional.of(server) : Optional.empty();
    }

    /** As {@link #of}, after waiting for one that another start, killed meanwhile, set going. */
    static Optional<RunningServer> awaited(ServerFolder folder, Duration atMost) throws IOException {
        Instant end = Instant.now().plus(atMost);
        Optional<PostmasterFile> file = process(folder);
        while (file.isPresent() && !file.get().ready()) {
            if (Instant.now().isAfter(end)) {
                throw new EmbeddedPostgresException("the PostgreSQL server that runs as process "
                        + file.get().pid() + " is not ready after " + atMost.toSeconds() + " s; see " + folder.log());
            }
            pause();
            file = process(folder);
        }
        return of(folder);
    }

    /** The pid file's word, if the process it names lives and runs a server program of this folder. */
    static Optional<PostmasterFile> process(ServerFolder folder) throws IOException {
        return PostmasterFile.read(folder.data())
                .filter(file -> ProcessHandle.of(file.pid())
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> runsProgramOf(folder, process, SERVER_MAY_BE_NAMELESS))
                        .isPresent());
    }

    /**
     * Backends outlive a killed server for a moment, and a new server would refuse to start beside them. Once no process
     * runs a program of this folder, a pid file that names a living process names a stranger, for which a new server
     * would refuse to start too: then, and only then, it is removed.
     */
    static void awaitNone(ServerFolder folder) throws IOException {
        Instant end = Instant.now().plus(ORPHANS_MAX);
        List<Long> orphans = processes(folder);
        while (!orphans.isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new EmbeddedPostgresException("processes " + orphans
                        + " of a PostgreSQL server that was killed still use " + folder.data()
                        + "; end them and start again");
            }
            pause();
            orphans = processes(folder);
        }
        Files.deleteIfExists(PostmasterFile.path(folder.data()));
    }

    private static List<Long> processes(ServerFolder folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> runsProgramOf(folder, process, false))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static boolean runsProgramOf(ServerFolder folder, ProcessHandle process, boolean whenUnknown) {
        String prefix = folder.path().resolve(PostgresBinaries.FOLDER_PREFIX).toString();
        return process.info()
                .command()
                .map(command -> command.startsWith(prefix))
                .orElse(whenUnknown);
    }

    private boolean provesToBeOf(ServerFolder folder) throws IOException {
        try (Connection connection = connect(MAINTENANCE_DATABASE);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("show data_directory")) {
            return answer.next()
                    && Path.of(answer.getString(1))
                            .toRealPath()
                            .equals(folder.data().toRealPath());
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.startsWith("28")) { // invalid authorization
                throw new EmbeddedPostgresException(
                        "the PostgreSQL server that runs in " + folder + " does not take the password in "
                                + folder.passwordFile() + "; put back the file that belongs to this data",
                        e);
            }
            if (state.startsWith("08") || state.startsWith("57")) { // no connection; on its way down
                return false;
            }
            throw new EmbeddedPostgresException(
                    "the PostgreSQL server in " + folder + " answers: " + e.getMessage(), e);
        }
    }

    void createDatabase() throws IOException {
        try (Connection connection = connect(MAINTENANCE_DATABASE);
                Statement statement = connection.createStatement()) {
            boolean there;
            try (ResultSet found =
                    statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
                there = found.next();
            }
            if (!there) {
                statement.execute("create database " + DATABASE);
            }
        } catch (SQLException e) {
            throw new EmbeddedPostgresException("the new PostgreSQL server answers: " + e.getMessage(), e);
        }
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private Connection connect(String database) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", USER);
        login.setProperty("password", password);
        login.setProperty("loginTimeout", Integer.toString(LOGIN_SECONDS_MAX));
        return DriverManager.getConnection(jdbcUrl(database), login);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return jdbcUrl(DATABASE) + " (process " + pid + ")";
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for PostgreSQL");
        }
    }
}
