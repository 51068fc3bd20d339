package org.tallystick.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.tallystick.home.OwnerOnly;

/**
 * A PostgreSQL 18 server of our own, from binaries in a jar, in one private folder:
 *
 * <pre>
 *   pgsql-HASH/     the programs, unpacked once
 *   data18/         the data directory, named for the major version that can read it
 *   password        of user "ledger", 48 hex digits, mode 0600
 *   owner           pid and start time of the process that stops the server
 *   start.lock      held while a start or a stop is under way
 *   postgres.log    what the server said; the previous one as postgres.log.1
 * </pre>
 *
 * <p><b>The server is not a child that dies with us.</b> It runs in a session of its own (a Ctrl-C meant for the node
 * must not stop the store beneath it), and a killed node leaves it running. The next start finds it by
 * {@code postmaster.pid}, proves by a login that it serves this very data directory, and becomes its owner. Only the
 * owner's {@link #close} stops it: one that merely attached, or came while the owner lives, leaves it alone.
 *
 * <p><b>Nothing is half made.</b> Binaries, data directory and password each appear under their final name by a rename,
 * after their content was flushed; what a killed start left under a temporary name is swept by the next. Starts and stops
 * of one folder, in this JVM or in others, take turns.
 *
 * <p><b>As root</b>, which PostgreSQL refuses to run as, its programs run in a user namespace of their own where the same
 * files belong to an ordinary user.
 *
 * <p>Thread-safe. The password is in no log and not in {@link #toString}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String USER = "ledger";
    private static final String DATABASE = "ledger";
    private static final String DATA = "data18";
    private static final String INITDB_PREFIX = "initdb-";
    /** In a data directory that was made without fsync: it must never pass for a durable one. */
    private static final String NOT_DURABLE = "not-durable";

    /** Replay of {@code max_wal_size} after a crash takes seconds; on a slow disk with a full cache, minutes. */
    private static final Duration START_MAX = Duration.ofMinutes(5);
    /** A fast stop ends sessions and writes one checkpoint. */
    private static final Duration STOP_MAX = Duration.ofSeconds(60);
    /** Backends of a killed server notice at once, or at the end of the statement they are in. */
    private static final Duration ORPHANS_MAX = Duration.ofSeconds(20);
    /** Another start may take the free port between our look and the server's bind; thrice in a row is something else. */
    private static final int PORT_TRIES = 3;

    private static final int LOGIN_SECONDS_MAX = 10;
    private static final int PASSWORD_BYTES = 24;
    private static final Duration POLL = Duration.ofMillis(10);
    /** Warnings only: ten megabytes are years, or a fault whose beginning matters less than the disk. */
    private static final long LOG_BYTES_MAX = 10_000_000;
    /** What of a failed start is repeated to the operator. */
    private static final int LOG_LINES_SHOWN = 12;

    /** File locks are the JVM's, not a thread's: threads of one JVM take turns here first. */
    private static final ReentrantLock STARTING_HERE = new ReentrantLock();

    private final Path folder;
    private final Access access;
    private final boolean adopted;
    private boolean owner;

    /** How to reach a server that was seen to serve its folder. */
    private record Access(int port, String password) {
        String jdbcUrl(String database) {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
        }

        Connection connect(String database) throws SQLException {
            Properties login = new Properties();
            login.setProperty("user", USER);
            login.setProperty("password", password);
            login.setProperty("loginTimeout", Integer.toString(LOGIN_SECONDS_MAX));
            return DriverManager.getConnection(jdbcUrl(database), login);
        }

        @Override
        public String toString() {
            return jdbcUrl(DATABASE);
        }
    }

    private EmbeddedPostgres(Path folder, Access access, boolean adopted, boolean owner) {
        this.folder = folder;
        this.access = access;
        this.adopted = adopted;
        this.owner = owner;
    }

    /** Starts, or takes over, the server of this folder; what it acknowledges is on disk. */
    public static EmbeddedPostgres start(Path folder) throws IOException {
        return start(folder, true);
    }

    /** As {@link #start}, without fsync: for tests, whose data may go with the machine. */
    public static EmbeddedPostgres startForTests(Path folder) throws IOException {
        return start(folder, false);
    }

    /** The server of this folder when one runs; closing the result stops nothing. */
    public static Optional<EmbeddedPostgres> attach(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Path real = folder.toRealPath();
        return running(real).map(access -> new EmbeddedPostgres(real, access, true, false));
    }

    private static EmbeddedPostgres start(Path folder, boolean durable) throws IOException {
        OwnerOnly.createFolder(folder);
        Path real = folder.toRealPath();
        checkSpelling(real);
        STARTING_HERE.lock();
        try (FileChannel channel = lockFile(real);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return startLocked(real, durable);
        } finally {
            STARTING_HERE.unlock();
        }
    }

    private static EmbeddedPostgres startLocked(Path folder, boolean durable) throws IOException {
        Programs programs = new Programs(PostgresBinaries.in(folder));
        String password = password(folder);
        Path data = folder.resolve(DATA);
        if (!Files.exists(data)) {
            initialise(folder, programs, durable);
        }
        if (Files.exists(data.resolve(NOT_DURABLE)) == durable) {
            throw new EmbeddedPostgresException(data + " was made " + (durable ? "without" : "with")
                    + " fsync and is now asked to run " + (durable ? "with it" : "without it"));
        }
        Optional<Access> left = runningOrStarting(folder);
        if (left.isPresent()) {
            boolean owner = Owner.read(folder).filter(Owner::alive).isEmpty();
            if (owner) {
                Owner.current().write(folder);
            }
            return new EmbeddedPostgres(folder, left.get(), true, owner);
        }
        sweep(folder);
        awaitOrphans(folder);
        Owner.current().write(folder);
        Access access = new Access(launch(folder, programs, durable), password);
        createDatabase(access);
        return new EmbeddedPostgres(folder, access, false, true);
    }

    public String jdbcUrl() {
        return access.jdbcUrl(DATABASE);
    }

    public String user() {
        return USER;
    }

    public String password() {
        return access.password();
    }

    public int port() {
        return access.port();
    }

    /** Whether the server ran before we came. */
    public boolean adopted() {
        return adopted;
    }

    /**
     * Plain connections, one login each and no pool, to the ledger's schema; inserts batched in JDBC travel as one
     * statement of many rows.
     */
    public DataSource dataSource() {
        return dataSource(DATABASE);
    }

    /** As {@link #dataSource()}, to another database of this server. */
    public DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(access.jdbcUrl(database));
        source.setUser(USER);
        source.setPassword(access.password());
        source.setCurrentSchema(Schema.NAME);
        source.setReWriteBatchedInserts(true);
        return source;
    }

    /**
     * Stops the server when it is ours to stop; a second call, or one after the server died, does nothing.
     *
     * @throws EmbeddedPostgresException when it would not stop
     */
    @Override
    public void close() throws IOException {
        STARTING_HERE.lock();
        try {
            if (!owner) {
                return;
            }
            try (FileChannel channel = lockFile(folder);
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                stopLocked();
            }
            owner = false;
        } finally {
            STARTING_HERE.unlock();
        }
    }

    private void stopLocked() throws IOException {
        Path data = folder.resolve(DATA);
        Programs programs = new Programs(PostgresBinaries.in(folder));
        if (serverProcess(folder).isPresent()) {
            String seconds = Long.toString(STOP_MAX.toSeconds());
            Programs.Result fast =
                    programs.run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", seconds);
            if (fast.exitCode() != 0 && serverProcess(folder).isPresent()) {
                // What was committed is in the write-ahead log; the next start replays it.
                programs.demand("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-w", "-t", seconds);
            }
        }
        Files.deleteIfExists(folder.resolve(Owner.FILE));
    }

    @Override
    public String toString() {
        return "PostgreSQL at " + access + " in " + folder;
    }

    // ---- finding a running server

    /** The server process of this folder as its pid file says, if that process lives and runs our binary. */
    private static Optional<PostmasterFile> serverProcess(Path folder) throws IOException {
        return PostmasterFile.read(folder.resolve(DATA))
                .filter(file -> ProcessHandle.of(file.pid())
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> runsBinariesOf(folder, process, true))
                        .isPresent());
    }

    private static Optional<Access> running(Path folder) throws IOException {
        Optional<PostmasterFile> server = serverProcess(folder).filter(PostmasterFile::ready);
        Path password = folder.resolve("password");
        if (server.isEmpty() || !Files.exists(password)) {
            return Optional.empty();
        }
        Access access = new Access(server.get().port(), readPassword(password));
        return proven(folder, access) ? Optional.of(access) : Optional.empty();
    }

    /** As {@link #running}, after waiting for a server that another, killed start set going. */
    private static Optional<Access> runningOrStarting(Path folder) throws IOException {
        Instant end = Instant.now().plus(START_MAX);
        Optional<PostmasterFile> server = serverProcess(folder);
        while (server.isPresent() && !server.get().ready()) {
            if (Instant.now().isAfter(end)) {
                throw new EmbeddedPostgresException("the PostgreSQL server that runs as process "
                        + server.get().pid() + " is not ready after " + START_MAX.toSeconds() + " s; see "
                        + log(folder));
            }
            pause();
            server = serverProcess(folder);
        }
        return running(folder);
    }

    /** Whether the server that answers there is the one of this folder: it takes our password and names our data. */
    private static boolean proven(Path folder, Access access) throws IOException {
        try (Connection connection = access.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("show data_directory")) {
            return answer.next()
                    && Path.of(answer.getString(1))
                            .toRealPath()
                            .equals(folder.resolve(DATA).toRealPath());
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.startsWith("28")) { // invalid authorization
                throw new EmbeddedPostgresException(
                        "the PostgreSQL server of " + folder
                                + " does not take the password in " + folder.resolve("password")
                                + "; put back the file that belongs to this data",
                        e);
            }
            if (state.startsWith("08") || state.startsWith("57")) { // no connection; shutting down
                return false;
            }
            throw new EmbeddedPostgresException(
                    "the PostgreSQL server of " + folder + " answers: " + e.getMessage(), e);
        }
    }

    private static boolean runsBinariesOf(Path folder, ProcessHandle process, boolean ifUnknown) {
        String prefix = folder.resolve(PostgresBinaries.FOLDER_PREFIX).toString();
        return process.info()
                .command()
                .map(command -> command.startsWith(prefix))
                .orElse(ifUnknown);
    }

    /**
     * Backends outlive a killed server for a moment and a new server would refuse to start beside them. Once no process
     * runs a binary of this folder, a pid file that names a living process names a stranger (a process id used again
     * after a reboot), and the server would refuse to start for that too: then, and only then, it is removed.
     */
    private static void awaitOrphans(Path folder) throws IOException {
        Instant end = Instant.now().plus(ORPHANS_MAX);
        List<Long> orphans = processesOf(folder);
        while (!orphans.isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new EmbeddedPostgresException("processes " + orphans
                        + " of a PostgreSQL server that was killed still use " + folder.resolve(DATA)
                        + "; end them and start again");
            }
            pause();
            orphans = processesOf(folder);
        }
        Files.deleteIfExists(PostmasterFile.file(folder.resolve(DATA)));
    }

    private static List<Long> processesOf(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> runsBinariesOf(folder, process, false))
                .map(ProcessHandle::pid)
                .toList();
    }

    // ---- making and launching

    private static void initialise(Path folder, Programs programs, boolean durable) throws IOException {
        Path temporary = OwnerOnly.createTemporaryFolder(folder, INITDB_PREFIX);
        List<String> arguments = new ArrayList<>(List.of(
                "-D",
                temporary.toString(),
                "-U",
                USER,
                "--pwfile=" + folder.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // Sorts by code point, on every machine and for ever: no index depends on the system's locale data.
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums"));
        if (!durable) {
            arguments.add("--no-sync");
        }
        programs.demand("initdb", arguments.toArray(String[]::new));
        Files.writeString(
                temporary.resolve("postgresql.conf"), "\n" + PostgresSettings.INCLUDE_LINE, StandardOpenOption.APPEND);
        if (!durable) {
            Files.createFile(temporary.resolve(NOT_DURABLE));
        }
        OwnerOnly.flushFolder(temporary);
        Files.move(temporary, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        OwnerOnly.flushFolder(folder);
    }

    /** Starts the server and returns its port. */
    private static int launch(Path folder, Programs programs, boolean durable) throws IOException {
        Path data = folder.resolve(DATA);
        Path log = log(folder);
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(log, folder.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            OwnerOnly.write(
                    data.resolve(PostgresSettings.FILE),
                    PostgresSettings.text(port, durable, System.getProperty("os.name"))
                            .getBytes(UTF_8));
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            // pg_ctl, not postgres: it gives the server its own session, and on Windows takes an administrator's
            // rights.
            Programs.Result result = programs.run(
                    "pg_ctl",
                    "start",
                    "-D",
                    data.toString(),
                    "-l",
                    log.toString(),
                    "-s",
                    "-w",
                    "-t",
                    Long.toString(START_MAX.toSeconds()));
            if (result.exitCode() == 0) {
                return port;
            }
            String said = logSince(log, logStart);
            if (attempt == PORT_TRIES || !said.contains("could not bind")) {
                throw new EmbeddedPostgresException(
                        "PostgreSQL did not start: " + result.output().strip() + "\n" + said + "\nsee " + log);
            }
        }
    }

    private static void createDatabase(Access access) throws IOException {
        try (Connection connection = access.connect("postgres");
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

    /** Removes what a killed start left under a temporary name, and programs of releases before this one. */
    private static void sweep(Path folder) throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(folder)) {
            left = entries.filter(entry -> {
                        String name = String.valueOf(entry.getFileName());
                        return name.startsWith(PostgresBinaries.UNPACK_PREFIX) || name.startsWith(INITDB_PREFIX);
                    })
                    .toList();
        }
        for (Path entry : left) {
            PostgresBinaries.delete(entry);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String password(Path folder) throws IOException {
        Path file = folder.resolve("password");
        if (!Files.exists(file)) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            OwnerOnly.write(file, (HexFormat.of().formatHex(random) + "\n").getBytes(US_ASCII));
        }
        return readPassword(file);
    }

    private static String readPassword(Path file) throws IOException {
        return Files.readString(file, US_ASCII).strip();
    }

    /**
     * PostgreSQL's programs call each other through a shell, with paths in double quotes: these characters would end the
     * quotes or mean something inside them.
     */
    private static void checkSpelling(Path folder) throws EmbeddedPostgresException {
        String path = folder.toString();
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        for (char c : (windows ? "\"%\n" : "\"$`\\\n").toCharArray()) {
            if (path.indexOf(c) >= 0) {
                throw new EmbeddedPostgresException("PostgreSQL cannot run in a folder whose path holds the character "
                        + (c == '\n' ? "line feed" : c) + ": " + path);
            }
        }
    }

    private static FileChannel lockFile(Path folder) throws IOException {
        return FileChannel.open(folder.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static Path log(Path folder) {
        return folder.resolve("postgres.log");
    }

    private static String logSince(Path log, long start) throws IOException {
        byte[] all;
        try {
            all = Files.readAllBytes(log);
        } catch (NoSuchFileException e) {
            return "";
        }
        List<String> lines = new String(all, (int) start, all.length - (int) start, UTF_8)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
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
