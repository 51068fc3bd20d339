package org.tallystick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.home.Folders;
import org.tallystick.process.OtherJvm;

/**
 * The tests share one folder, in which each leaves a stopped server; those that need one where no server was yet take a
 * new one, with or without the unpacked programs.
 */
class EmbeddedPostgresTest {
    private static final int NOBODY = 65534;

    @TempDir
    static Path temporary;

    /** With a space: PostgreSQL's programs pass this path through a shell. */
    private static Path folder;

    @BeforeAll
    static void startOnce() throws IOException {
        folder = temporary.resolve("a folder");
        EmbeddedPostgres.start(folder).close();
    }

    @AfterEach
    void leavesNoProcess() throws Exception {
        List<ProcessHandle> left = serverProcesses();
        for (ProcessHandle process : left) {
            process.destroyForcibly();
            process.onExit().get();
        }
        assertThat(left).isEmpty();
    }

    // ---- first start

    @Test
    void start_firstTime_isDurablePrivateAndClosedToStrangers() throws Exception {
        Path fresh = temporary.resolve("first start");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(fresh)) {
            assertThat(server.adopted()).isFalse();
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(query(server, "show " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(query(server, "select count(*) from pg_file_settings where error is not null"))
                    .isEqualTo("0");
            assertThat(query(server, "select count(*) from pg_file_settings where sourcefile like '%/tallystick.conf'"))
                    .isEqualTo(Integer.toString(Files.readAllLines(fresh.resolve("data18/tallystick.conf"))
                            .size()));
            assertThat(query(server, "show server_version")).startsWith("18.");
            assertThat(query(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(server, "show unix_socket_directories")).isEmpty();
            assertThat(query(server, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            assertThat(query(
                            server,
                            "select datlocprovider::text || ' ' || datlocale || ' ' || pg_encoding_to_char(encoding)"
                                    + " from pg_database where datname = current_database()"))
                    .isEqualTo("b C.UTF-8 UTF8");
            assertThat(server.toString()).contains(server.jdbcUrl()).doesNotContain(server.password());
            assertThat(mode(fresh)).isEqualTo("rwx------");
            assertThat(mode(fresh.resolve("password"))).isEqualTo("rw-------");
            assertThat(Files.readString(fresh.resolve("password"))).matches("[0-9a-f]{48}\n");
            assertThat(Files.readString(fresh.resolve("postgres.log"))).doesNotContain(server.password());
        }
    }

    @Test
    void startForTests_firstTime_isNotDurableAndNeverPassesForIt() throws Exception {
        Path fresh = withPrograms("not durable");
        try (EmbeddedPostgres server = EmbeddedPostgres.startForTests(fresh)) {
            assertThat(query(server, "show fsync")).isEqualTo("off");
        }
        assertThatThrownBy(() -> EmbeddedPostgres.start(fresh))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("was made without fsync");
    }

    @Test
    void startForTests_durableData_isRefused() {
        assertThatThrownBy(() -> EmbeddedPostgres.startForTests(folder))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("was made with fsync");
    }

    @Test
    void start_killedDuringTheFirstStart_nothingHalfMadeIsLeft() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        Path fresh = temporary.resolve("killed, seed " + seed);
        for (int round = 0; round < 4; round++) {
            try (OtherJvm node = OtherJvm.run(ServerHolder.class, fresh.toString())) {
                Thread.sleep(random.nextInt(300, 2500));
                node.kill();
            }
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(fresh)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
        try (Stream<Path> files = Files.list(fresh)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("initdb-") || name.startsWith("unpack-"));
        }
    }

    @Test
    void start_leftOversOfAKilledStart_areSwept() throws Exception {
        Path halfUnpacked = Files.createDirectories(folder.resolve("unpack-123/bin"));
        Files.writeString(halfUnpacked.resolve("postgres"), "half");
        Path halfInitialised = Files.createDirectories(folder.resolve("initdb-123"));
        Files.writeString(halfInitialised.resolve("PG_VERSION"), "18");
        EmbeddedPostgres.start(folder).close();
        assertThat(folder.resolve("unpack-123")).doesNotExist();
        assertThat(halfInitialised).doesNotExist();
    }

    // ---- later starts

    @Test
    void start_again_findsTheRows() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            execute(server, "create table public.kept_over_a_stop as select 42 as n");
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(server.adopted()).isFalse();
            assertThat(query(server, "select n from public.kept_over_a_stop")).isEqualTo("42");
        }
    }

    @Test
    void start_settingsOfAnOlderRelease_areReplacedAndTheOperatorsKept() throws Exception {
        Files.writeString(folder.resolve("data18/tallystick.conf"), "port = 1\nmax_connections = 7\n");
        Files.writeString(folder.resolve("data18/postgresql.conf"), "work_mem = '5MB'\n", StandardOpenOption.APPEND);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(query(server, "show max_connections")).isEqualTo("60");
            assertThat(query(server, "show work_mem")).isEqualTo("5MB");
        }
    }

    @Test
    void start_afterTheServerWasKilled_keepsCommittedRows() throws Exception {
        EmbeddedPostgres killed = EmbeddedPostgres.start(folder);
        execute(killed, "create table public.kept_over_a_kill (n int)");
        for (int n = 0; n < 100; n++) {
            execute(killed, "insert into public.kept_over_a_kill values (" + n + ")");
        }
        killServer();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(server.adopted()).isFalse();
            assertThat(query(server, "select count(*) from public.kept_over_a_kill"))
                    .isEqualTo("100");
            // The first owner's close must not stop the server that came after its own.
            killed.close();
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void close_afterTheServerWasKilled_doesNothing() throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(folder);
        killServer();
        server.close();
        server.close();
    }

    @Test
    void keepRunning_serverKilledTwice_isBackAtTheSameAddressEachTimeAndEndsWithClose() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        EmbeddedPostgres server = EmbeddedPostgres.start(folder);
        String url = server.jdbcUrl();
        server.keepRunning(told::add);
        for (int kill = 1; kill <= 2; kill++) {
            killServer();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (told.size() < kill && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertThat(told).hasSize(kill).last().asString().endsWith("was started again");
            assertThat(query(server, "select 1")).isEqualTo("1");
            assertThat(server.jdbcUrl()).isEqualTo(url);
        }
        ProcessHandle last = ProcessHandle.of(serverPid()).orElseThrow();
        server.close();
        last.onExit().get(60, TimeUnit.SECONDS); // its pid file goes a moment before it
        assertThat(EmbeddedPostgres.attach(folder)).isEmpty();
        assertThat(told).hasSize(2);
    }

    @Test
    void start_pidFileThatNamesAStranger_startsAnew() throws Exception {
        // As after a power cut in a container, where process ids begin again from one.
        Files.writeString(
                folder.resolve("data18/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder.resolve("data18")
                        + "\n1700000000\n1\n\n127.0.0.1\n 1 1\nready   \n");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(server.adopted()).isFalse();
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void process_pidFileThatNamesADeadProcessNobodyReaped_isNone() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "dead processes are told by /proc");
        // The shell's child ends at once; the sleep that the shell becomes does not know it has one.
        Process careless = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
        try {
            String dead = careless.inputReader().readLine();
            while (!Files.readString(Path.of("/proc/" + dead + "/stat")).contains(") Z ")) {
                Thread.sleep(5);
            }
            Files.writeString(
                    folder.resolve("data18/postmaster.pid"),
                    dead + "\n" + folder.resolve("data18") + "\n1700000000\n1\n\n127.0.0.1\n 1 1\nready   \n");
            assertThat(RunningServer.process(ServerFolder.create(folder))).isEmpty();
        } finally {
            careless.destroyForcibly();
        }
    }

    @Test
    void start_damagedData_saysWhatTheServerSaid() throws Exception {
        Files.writeString(folder.resolve("data18/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("initialized by PostgreSQL version 17")
                .hasMessageContaining("postgres.log");
        Files.writeString(folder.resolve("data18/PG_VERSION"), "18\n");
    }

    @Test
    void start_pathThatAShellWouldChange_isRefused() {
        for (String name : List.of("a\"b", "a$b", "a`b", "a\\b", "a\nb")) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(temporary.resolve(name)))
                    .as(name)
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("whose path holds the character");
        }
    }

    // ---- two processes

    @Test
    void start_afterTheNodeWasKilled_takesTheServerOver() throws Exception {
        String url;
        try (OtherJvm node = OtherJvm.run(ServerHolder.class, folder.toString())) {
            url = started(node);
            node.kill();
        }
        EmbeddedPostgres server = EmbeddedPostgres.start(folder);
        assertThat(server.adopted()).isTrue();
        assertThat(server.jdbcUrl()).isEqualTo(url);
        assertThat(query(server, "select 1")).isEqualTo("1");
        server.close();
        assertThat(serverProcesses()).isEmpty();
    }

    @Test
    void start_whileItsOwnerLives_leavesTheStopToTheOwner() throws Exception {
        try (OtherJvm node = OtherJvm.run(ServerHolder.class, folder.toString())) {
            String url = started(node);
            EmbeddedPostgres second = EmbeddedPostgres.start(folder);
            assertThat(second.adopted()).isTrue();
            assertThat(second.jdbcUrl()).isEqualTo(url);
            second.close();
            assertThat(query(second, "select 1")).isEqualTo("1");
            node.end();
            assertThat(serverProcesses()).isEmpty();
        }
    }

    @Test
    void start_killedNodeAndServer_startsAnew() throws Exception {
        try (OtherJvm node = OtherJvm.run(ServerHolder.class, folder.toString())) {
            started(node);
            node.kill();
        }
        killServer();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(server.adopted()).isFalse();
        }
    }

    @Test
    void start_twoProcessesAtOnceForTheFirstTime_shareOneServer() throws Exception {
        Path fresh = temporary.resolve("two first starts");
        try (OtherJvm one = OtherJvm.run(ServerHolder.class, fresh.toString());
                OtherJvm other = OtherJvm.run(ServerHolder.class, fresh.toString())) {
            List<String> said = List.of(one.line(), other.line());
            assertThat(said.stream().map(line -> line.substring(0, 8)))
                    .containsExactlyInAnyOrder("started ", "adopted ");
            assertThat(said.get(0).substring(8)).isEqualTo(said.get(1).substring(8));
            one.end();
            other.end();
        }
        assertThat(EmbeddedPostgres.attach(fresh)).isEmpty();
    }

    @Test
    void start_manyThreadsAtOnce_shareOneServer() throws Exception {
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<EmbeddedPostgres> start = () -> {
            together.await();
            return EmbeddedPostgres.start(folder);
        };
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<EmbeddedPostgres>> started = executor.invokeAll(Collections.nCopies(threads, start));
            assertThat(started.stream()
                            .map(future -> future.resultNow().jdbcUrl())
                            .distinct())
                    .hasSize(1);
            assertThat(started.stream().filter(future -> !future.resultNow().adopted()))
                    .hasSize(1);
            for (Future<EmbeddedPostgres> future : started) {
                future.resultNow().close();
            }
        }
    }

    @Test
    void start_passwordFileOfAnotherServer_isRefusedWithoutSayingIt() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            String other = "0".repeat(48);
            Files.writeString(folder.resolve("password"), other);
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining(
                            "does not take the password in " + realFolder().resolve("password"))
                    .hasMessageNotContaining(other)
                    .hasMessageNotContaining(server.password());
            Files.writeString(folder.resolve("password"), server.password());
        }
    }

    @Test
    void attach_runningServer_stopsNothing() throws Exception {
        assertThat(EmbeddedPostgres.attach(temporary.resolve("nowhere"))).isEmpty();
        assertThat(EmbeddedPostgres.attach(folder)).isEmpty();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            Optional<EmbeddedPostgres> attached = EmbeddedPostgres.attach(folder);
            assertThat(attached.map(EmbeddedPostgres::jdbcUrl)).contains(server.jdbcUrl());
            assertThat(attached.map(EmbeddedPostgres::password)).contains(server.password());
            attached.orElseThrow().close();
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
        assertThat(EmbeddedPostgres.attach(folder)).isEmpty();
    }

    // ---- users and sessions

    @Test
    void start_onLinux_serverIsInASessionOfItsOwn() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "sessions are read from /proc");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(server.adopted()).isFalse();
            assertThat(session(serverPid()))
                    .isNotEqualTo(session(ProcessHandle.current().pid()));
        }
    }

    @Test
    void start_asRoot_serverHasNoRightsOfRoot() throws Exception {
        assumeTrue(isRoot(), "needs to be root on Linux");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(server.adopted()).isFalse();
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + serverPid() + "/ns/user")))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
        }
    }

    @Test
    void start_asAnOrdinaryUser_serverIsThatUsers() throws Exception {
        assumeTrue(isRoot(), "needs to be root on Linux to become nobody");
        Path world = Files.createDirectory(
                Path.of("/tmp/tallystick-nobody-" + ProcessHandle.current().pid()));
        try {
            Files.setPosixFilePermissions(world, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path classes = Files.createDirectory(world.resolve("classes"));
            Path theirs = Files.createDirectory(world.resolve("theirs"));
            Files.setAttribute(theirs, "unix:uid", NOBODY);
            try (OtherJvm node = OtherJvm.runAs(
                    NOBODY, classes, ServerHolder.class, theirs.resolve("home").toString())) {
                assertThat(started(node)).startsWith("jdbc:postgresql://127.0.0.1:");
                PostmasterFile file =
                        PostmasterFile.read(theirs.resolve("home/data18")).orElseThrow();
                assertThat(Files.getAttribute(Path.of("/proc/" + file.pid()), "unix:uid"))
                        .isEqualTo(NOBODY);
                node.end();
            }
            assertThat(EmbeddedPostgres.attach(theirs.resolve("home"))).isEmpty();
        } finally {
            Folders.delete(world);
        }
    }

    // ----

    private static String started(OtherJvm node) throws IOException {
        String line = node.line();
        assertThat(line).startsWith("started ");
        return line.substring("started ".length());
    }

    private Path realFolder() {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long serverPid() throws IOException {
        return PostmasterFile.read(folder.resolve("data18")).orElseThrow().pid();
    }

    private void killServer() throws Exception {
        ProcessHandle server = ProcessHandle.of(serverPid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().get();
    }

    private static List<ProcessHandle> serverProcesses() throws IOException {
        String inside = temporary.toRealPath() + "/";
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(inside))
                .toList();
    }

    private static boolean isRoot() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("user.name").equals("root");
    }

    private static String session(long pid) throws IOException {
        // "pid (name) state ppid pgrp session"; the name may hold spaces.
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    }

    private static String mode(Path path) throws IOException {
        assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    /** A folder where no server was yet but the programs are, as links: nobody writes to them. */
    private static Path withPrograms(String name) throws IOException {
        Path made = Files.createDirectory(temporary.resolve(name));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path relative = folder.relativize(path);
                Path target = made.resolve(relative);
                if (!relative.toString().startsWith(PostgresBinaries.FOLDER_PREFIX)) {
                    continue;
                }
                if (Files.isSymbolicLink(path)) {
                    Files.createSymbolicLink(target, Files.readSymbolicLink(path));
                } else if (Files.isDirectory(path)) {
                    Files.createDirectory(target);
                } else {
                    Files.createLink(target, path);
                }
            }
        }
        return made;
    }
}
