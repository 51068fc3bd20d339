package org.tallystick.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL 18 server of our own, from binaries in a jar, in one private folder:
 *
 * <pre>
 *   pgsql-VERSION/  the programs, unpacked once
 *   data18/         the data directory, named for the major version that can read it
 *   password        of user "ledger", 48 hex digits, mode 0600
 *   owner           pid and start time of the process that stops the server
 *   start.lock      locked while a start or a stop is under way
 *   postgres.log    what the server said; the previous one as postgres.log.1
 * </pre>
 *
 * <p><b>The server is not a child that dies with us.</b> It runs in a session of its own (a Ctrl-C meant for the node
 * must not stop the store beneath it), and a killed node leaves it running. The next start finds it by its pid file,
 * proves by a login that it serves this very data directory, and becomes its owner. Only the owner's {@link #close} stops
 * it: one that attached, or came while the owner lives, leaves it alone.
 *
 * <p><b>Nothing is half made.</b> Programs, data directory and password each appear under their final name by a rename,
 * after their content was flushed; what a killed start left under a temporary name is swept by the next. Starts and stops
 * of one folder, in this JVM or in others, take turns.
 *
 * <p><b>As root</b>, which PostgreSQL refuses to run as, its programs run in a user namespace where the same files belong
 * to an ordinary user.
 *
 * <p>Thread-safe. The password is in no log, no message and not in {@link #toString}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** Replay of {@code max_wal_size} after a crash takes seconds; on a slow disk with a cold cache, minutes. */
    private static final Duration START_MAX = Duration.ofMinutes(5);
    /** Another process may take the free port between our look and the server's bind; thrice in a row is a fault. */
    private static final int PORT_TRIES = 3;
    /** File locks are the JVM's, not a thread's: threads of one JVM take turns here first. */
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    /**
     * Between two tries to start a server again, doubling: what it lacks, memory or disk, may need a person, who then does
     * not wait long. A try that fails costs well under a second.
     */
    private static final Duration AGAIN_AFTER_MIN = Duration.ofSeconds(1);

    /** PostgreSQL's, as initdb makes it. */
    private static final long WAL_FILE_BYTES = 16L << 20;

    private static final Duration AGAIN_AFTER_MAX = Duration.ofSeconds(10);

    private final ServerFolder folder;
    private final boolean durable;
    private final boolean adopted;
    /** Another process once it was started again, at the same address. Written under {@link #ONE_AT_A_TIME}. */
    private volatile RunningServer server;
    /** Guarded by {@link #ONE_AT_A_TIME}. */
    private boolean owner;

    private EmbeddedPostgres(
            ServerFolder folder, RunningServer server, boolean durable, boolean adopted, boolean owner) {
        this.folder = folder;
        this.server = server;
        this.durable = durable;
        this.adopted = adopted;
        this.owner = owner;
    }

    /** Starts, or takes over, the server of this folder; what it acknowledges is on disk. */
    public static EmbeddedPostgres start(Path folder) throws IOException {
        return start(folder, true);
    }

    /** As {@link #start(Path)}, without fsync: for tests, whose data may go with the machine. */
    public static EmbeddedPostgres startForTests(Path folder) throws IOException {
        return start(folder, false);
    }

    /** The server of this folder when one runs; closing the result stops nothing. */
    public static Optional<EmbeddedPostgres> attach(Path folder) throws IOException {
        Optional<ServerFolder> existing = ServerFolder.existing(folder);
        if (existing.isEmpty()) {
            return Optional.empty();
        }
        return RunningServer.of(existing.get())
                .map(server -> new EmbeddedPostgres(existing.get(), server, true, true, false));
    }

    private static EmbeddedPostgres start(Path path, boolean durable) throws IOException {
        ServerFolder folder = ServerFolder.create(path);
        ONE_AT_A_TIME.lock();
        try (FileChannel channel = folder.startLock();
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return startLocked(folder, durable);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private static EmbeddedPostgres startLocked(ServerFolder folder, boolean durable) throws IOException {
        Optional<RunningServer> left = RunningServer.awaited(folder, START_MAX);
        if (left.isPresent()) {
            folder.demandDurability(durable);
            boolean owner = Owner.living(folder).isEmpty();
            if (owner) {
                Owner.current().write(folder);
            }
            return new EmbeddedPostgres(folder, left.get(), durable, true, owner);
        }
        RunningServer.awaitNone(folder);
        folder.sweep();
        Programs programs = new Programs(PostgresBinaries.in(folder.path()));
        folder.createPassword();
        folder.createData(programs, durable);
        folder.demandDurability(durable);
        Owner.current().write(folder);
        folder.turnLog();
        RunningServer server = launch(folder, programs, durable);
        server.createDatabase();
        return new EmbeddedPostgres(folder, server, durable, false, true);
    }

    private static RunningServer launch(ServerFolder folder, Programs programs, boolean durable) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return launch(folder, programs, durable, freePort());
            } catch (PortTakenException e) {
                if (attempt == PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static RunningServer launch(ServerFolder folder, Programs programs, boolean durable, int port)
            throws IOException {
        folder.writeSettings(port, durable);
        int logStart = folder.logBytes();
        Programs.Result result = programs.start(folder.data(), folder.log(), START_MAX);
        if (result.succeeded()) {
            return RunningServer.of(folder)
                    .orElseThrow(() -> new EmbeddedPostgresException(
                            "PostgreSQL started and was gone at once; see " + folder.log()));
        }
        String said = folder.logSince(logStart);
        String message = "PostgreSQL did not start: " + result.output().strip() + "\n" + said + "\nsee " + folder.log();
        throw said.contains("could not bind")
                ? new PortTakenException(message)
                : new EmbeddedPostgresException(message);
    }

    static final class PortTakenException extends EmbeddedPostgresException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String message) {
            super(message);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String jdbcUrl() {
        return jdbcUrl(RunningServer.DATABASE);
    }

    /** As {@link #jdbcUrl()}, of another database on this server. */
    public String jdbcUrl(String database) {
        return server.jdbcUrl(database);
    }

    public String user() {
        return RunningServer.USER;
    }

    public String password() {
        return server.password();
    }

    /** Whether the server ran before we came. */
    public boolean adopted() {
        return adopted;
    }

    /**
     * Plain connections to the ledger's schema, a login each and no pool; inserts batched in JDBC travel as statements of
     * many rows.
     */
    public DataSource dataSource() {
        return dataSource(RunningServer.DATABASE);
    }

    /** As {@link #dataSource()}, of another database on this server. */
    public DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl(database));
        source.setUser(user());
        source.setPassword(password());
        SessionProperties.ALL.forEach((name, value) -> set(source, name, value));
        return source;
    }

    private static void set(PGSimpleDataSource source, String name, String value) {
        try {
            source.setProperty(name, value);
        } catch (SQLException e) {
            throw new IllegalStateException("the driver does not know its property " + name, e);
        }
    }

    /**
     * From now until it is closed, the server is started again, at the same address, whenever it ends: killed, or out of
     * what it needs. Meanwhile connections are refused, as while it recovers.
     *
     * @param told hears in a sentence what happened
     */
    public void keepRunning(Consumer<String> told) {
        Thread keeper = new Thread(() -> keep(told), "postgres-keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    private void keep(Consumer<String> told) {
        try {
            do {
                ProcessHandle.of(server.pid()).map(ProcessHandle::onExit).ifPresent(CompletableFuture::join);
            } while (startedAgain(told));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; then nobody keeps it
        }
    }

    /** @return false once it is not ours to start */
    private boolean startedAgain(Consumer<String> told) throws InterruptedException {
        for (Duration wait = AGAIN_AFTER_MIN; ; wait = doubled(wait)) {
            try {
                Optional<RunningServer> started = startAgain();
                started.ifPresent(now -> told.accept("PostgreSQL had ended, and was started again"));
                return started.isPresent();
            } catch (IOException e) {
                if (wait.equals(AGAIN_AFTER_MIN)) { // its log has every try
                    told.accept("PostgreSQL has ended, and is tried again: " + e.getMessage() + room());
                }
                Thread.sleep(wait);
            }
        }
    }

    /** The usual reason why it ends, where it is one: a full disk that a file of its WAL met first. */
    private String room() {
        try {
            long free = Files.getFileStore(folder.path()).getUsableSpace();
            return free < WAL_FILE_BYTES ? "; the disk is full: " + free / 1024 + " KiB are free" : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static Duration doubled(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(AGAIN_AFTER_MAX) < 0 ? twice : AGAIN_AFTER_MAX;
    }

    private Optional<RunningServer> startAgain() throws IOException {
        ONE_AT_A_TIME.lock();
        try {
            if (!owner) {
                return Optional.empty();
            }
            try (FileChannel channel = folder.startLock();
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                RunningServer.awaitNone(folder);
                Programs programs = new Programs(PostgresBinaries.in(folder.path()));
                server = launch(folder, programs, durable, server.port());
                return Optional.of(server);
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    /**
     * Stops the server when it is ours to stop; a second call, or one after the server died, does nothing.
     *
     * @throws EmbeddedPostgresException when it would not stop
     */
    @Override
    public void close() throws IOException {
        ONE_AT_A_TIME.lock();
        try {
            if (owner) {
                try (FileChannel channel = folder.startLock();
                        FileLock lock = channel.lock()) {
                    assert lock.isValid();
                    stopLocked();
                }
                owner = false;
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private void stopLocked() throws IOException {
        Optional<PostmasterFile> process = RunningServer.process(folder);
        boolean ours = process.filter(file -> file.pid() == server.pid()).isPresent();
        if (ours) {
            new Programs(PostgresBinaries.in(folder.path())).stop(folder.data());
        }
        if (ours || process.isEmpty()) {
            Files.deleteIfExists(folder.ownerFile());
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL at " + server + " in " + folder;
    }
}
