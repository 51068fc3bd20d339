package org.tallystick.api.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.provenance.query.EventProjection;

/** What the same machine does when it does less: the floors and the rival that a node's numbers stand beside. */
final class Peers {
    /** As long as an average signed statement of one event. */
    private static final int ENTRY_BYTES = 520;

    private static final int APPEND_BATCH = 256;

    /** Its batches close when full or after a second, so it needs many writers to be fast. */
    private static final int TESSERA_WRITERS = 1_024;

    private static final String COPIES = "bench_copy";

    /** The tables that a capture fills. */
    private static final List<String> CAPTURED = Stream.concat(
                    Stream.of("record", "entry", "submission"), new EventProjection().tables().stream())
            .toList();

    private Peers() {}

    /** The median time of one durable write of 4 KiB: what no commit can be faster than. In milliseconds. */
    static double fsyncMillis(Path folder) throws IOException {
        Path file = folder.resolve("fsync-probe");
        Latencies latencies = new Latencies();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 200; i++) {
                long begin = System.nanoTime();
                channel.write(ByteBuffer.allocate(4096), i * 4096L);
                channel.force(false);
                latencies.add(System.nanoTime() - begin);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return latencies.percentileMillis(0.5);
    }

    /** What PostgreSQL says of its commits: a rate without fsync would be another kind of number. */
    static String durability(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select string_agg(name || '=' || setting, ' ' order by name)"
                        + " from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')")) {
            row.next();
            return row.getString(1);
        }
    }

    /** @param rows in all tables together */
    record Copied(long events, long rows, double seconds) {
        double eventsPerSecond() {
            return events / seconds;
        }
    }

    /** Copies the rows that the captures made into tables like theirs, indexes and all, a table at a time. */
    static Copied copy(DataSource database, Path folder) throws SQLException, IOException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            statement.execute("drop schema if exists " + COPIES + " cascade; create schema " + COPIES);
            for (String table : CAPTURED) {
                statement.execute(
                        "create table " + COPIES + "." + table + " (like ledger." + table + " including all)");
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(table)))) {
                    copy.copyOut("copy ledger." + table + " to stdout (format binary)", out);
                }
            }
            long rows = 0;
            long begin = System.nanoTime();
            for (String table : CAPTURED) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(folder.resolve(table)), 1 << 16)) {
                    rows += copy.copyIn("copy " + COPIES + "." + table + " from stdin (format binary)", in, 1 << 16);
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            long events;
            try (ResultSet row = statement.executeQuery("select count(*) from " + COPIES + ".record")) {
                row.next();
                events = row.getLong(1);
            }
            statement.execute("drop schema " + COPIES + " cascade");
            return new Copied(events, rows, seconds);
        } finally {
            for (String table : CAPTURED) {
                Files.deleteIfExists(folder.resolve(table));
            }
        }
    }

    /** Entries a second into an RFC 6962 tree in memory, by one thread: leaf hashes, tiles, and a root a batch. */
    static double append(double seconds) {
        Random random = new Random(6962);
        byte[][] entries = new byte[APPEND_BATCH][ENTRY_BYTES];
        for (byte[] entry : entries) {
            random.nextBytes(entry);
        }
        Frontier tree = Frontier.empty();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            List<Hash> leaves = new ArrayList<>(APPEND_BATCH);
            for (byte[] entry : entries) {
                ByteBuffer.wrap(entry).putLong(tree.size() + leaves.size());
                leaves.add(MerkleTree.leafHash(entry));
            }
            tree = tree.append(leaves).after();
            Hash unused = tree.root();
            if (unused.equals(MerkleTree.emptyRoot())) {
                throw new IllegalStateException("a tree with leaves has the root of none");
            }
        }
        return tree.size() / ((System.nanoTime() - begin) / 1e9);
    }

    /** Entries a second into Tessera's POSIX log under its own load generator; empty where they are not installed. */
    static Optional<Double> tessera(Path folder, double seconds, PrintStream err) throws IOException {
        Optional<Path> log = installed("posix");
        Optional<Path> hammer = installed("hammer");
        if (log.isEmpty() || hammer.isEmpty()) {
            err.println("  Tessera is not installed (.ci/tools installs it): not compared with");
            return Optional.empty();
        }
        err.println("  Tessera's POSIX log: " + TESSERA_WRITERS + " writers, " + Math.round(seconds) + " s");
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        NoteSigner signer = new NoteSigner("bench.example/tessera", Ed25519SigningKey.ofSeed(seed));
        String publicKey = signer.verifierKey().toString();
        byte[] typed = new byte[33];
        typed[0] = 1;
        System.arraycopy(seed, 0, typed, 1, 32);
        String privateKey = "PRIVATE+KEY+" + signer.verifierKey().name() + "+"
                + signer.verifierKey().keyHash() + "+" + Base64.getEncoder().encodeToString(typed);
        Path store = Files.createDirectories(folder.resolve("tessera"));
        int port = freePort();
        String url = "http://127.0.0.1:" + port + "/";
        ProcessBuilder server =
                new ProcessBuilder(log.get().toString(), "--storage_dir=" + store, "--listen=127.0.0.1:" + port);
        server.environment().put("LOG_PRIVATE_KEY", privateKey);
        Process serving = discard(server, folder).start();
        try {
            awaitCheckpoint(url);
            long before = size(url);
            long begin = System.nanoTime();
            ProcessBuilder client = new ProcessBuilder(
                    hammer.get().toString(),
                    "--log_public_key=" + publicKey,
                    "--log_url=" + url,
                    "--max_read_ops=0",
                    "--num_readers_random=0",
                    "--num_readers_full=0",
                    "--num_writers=" + TESSERA_WRITERS,
                    "--max_write_ops=1000000",
                    "--leaf_min_size=" + ENTRY_BYTES,
                    "--max_runtime=" + Math.round(seconds) + "s",
                    "--show_ui=false");
            Process hammering = discard(client, folder).start();
            hammering.waitFor();
            double taken = (System.nanoTime() - begin) / 1e9;
            return Optional.of((size(url) - before) / taken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            serving.destroy();
        }
    }

    private static ProcessBuilder discard(ProcessBuilder builder, Path folder) {
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("tessera.log").toFile()));
    }

    private static Optional<Path> installed(String program) {
        String tools = System.getenv("TALLYSTICK_TOOLS");
        Stream<Path> own = Stream.of(
                Path.of(System.getProperty("user.home"), ".cache", "tallystick", "tools", "bin"),
                Path.of(System.getProperty("user.home"), "go", "bin"));
        Stream<Path> named = tools == null ? Stream.empty() : Stream.of(Path.of(tools, "bin"));
        Stream<Path> path = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
        return Stream.of(named, own, path)
                .flatMap(folders -> folders)
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitCheckpoint(String url) throws IOException, InterruptedException {
        IOException last = new IOException(url + " does not answer");
        for (int i = 0; i < 100; i++) {
            try {
                size(url);
                return;
            } catch (IOException e) {
                last = e;
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw last;
    }

    private static long size(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url + "checkpoint")).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(url + "checkpoint answers " + answer.statusCode());
            }
            return Long.parseLong(answer.body().split("\n", 3)[1]);
        }
    }
}
