package org.tallystick.api.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.home.OwnerOnly;
import org.tallystick.postgres.EmbeddedPostgres;

/** Measures a node on this machine. Everything it makes lies in one temporary folder, which goes with it. */
public final class Bench implements Command {
    private static final int SINGLE_CLIENTS = 64;

    /** Two cores' worth of documents in flight; more would only wait. */
    private static final int DOCUMENT_CLIENTS = 8;

    private static final int TRACE_CLIENTS = 4;
    private static final int DEFAULT_SECONDS = 10;
    private static final int DEFAULT_EVENTS = 100_000;
    private static final int POLL_MILLIS = 5;
    private static final double APPEND_SECONDS = 2;

    private record Options(
            int seconds, int events, @Nullable Path json) {
        static Options parse(Arguments arguments) {
            int seconds = DEFAULT_SECONDS;
            int events = DEFAULT_EVENTS;
            Path json = null;
            while (!arguments.isEmpty()) {
                String word = arguments.next();
                switch (word) {
                    case "--seconds" -> seconds = arguments.number(word, 1, 3_600);
                    case "--events" -> events = arguments.number(word, 1_000, 100_000_000);
                    case "--json" -> json = arguments.path(word, "a file to write");
                    default -> throw Arguments.unknown(word);
                }
            }
            return new Options(seconds, events, json);
        }
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String summary() {
        return "how fast this machine is, beside its own peers";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick bench [--seconds N] [--events N] [--json FILE]

                Starts a node on a home that is thrown away and measures it over HTTP: single captures by 64 clients,
                captures of 200 events, each counted when it is signed, on disk and found by the next query; traces;
                start times and proof sizes; where the processor time goes, by a flight recording. Beside it, on the
                same machine and in the same run: COPY of the same rows into the same PostgreSQL, an RFC 6962 tree
                without anything around it, and, where it is installed, Tessera's POSIX log under its own load generator.

                  --seconds N    how long each load runs, 10 unless given
                  --events N     how many events there are when traces are measured, 100000 unless given
                  --json FILE    writes the numbers there too

                The load comes from the same machine and takes its share of it. Compare numbers of one run only.
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        Options options = Options.parse(arguments);
        Path jar = jar();
        Path folder =
                OwnerOnly.createTemporaryFolder(Path.of(System.getProperty("java.io.tmpdir")), "tallystick-bench-");
        try {
            BenchReport report = new Bench.Run(options, jar, folder, err).measure();
            out.print(report.text());
            if (options.json() != null) {
                Files.writeString(options.json(), report.json());
            }
            return 0;
        } catch (SQLException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        } finally {
            delete(folder);
        }
    }

    /** The program that runs is the one that is measured. */
    private static Path jar() {
        Path jar = Path.of(System.getProperty("java.class.path"));
        if (!String.valueOf(jar.getFileName()).endsWith(".jar") || !Files.isRegularFile(jar)) {
            throw new UsageException("bench measures the packaged program; run it by ./tallystick");
        }
        return jar.toAbsolutePath();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** One run, from an empty folder. */
    private static final class Run {
        private final Options options;
        private final Path jar;
        private final Path folder;
        private final Path home;
        private final Path log;
        private final PrintStream err;
        private final BenchReport report = new BenchReport();
        private final Goods goods = new Goods();

        Run(Options options, Path jar, Path folder, PrintStream err) {
            this.options = options;
            this.jar = jar;
            this.folder = folder;
            this.home = folder.resolve("home");
            this.log = folder.resolve("node.log");
            this.err = err;
        }

        BenchReport measure() throws IOException, SQLException {
            machine();
            Path recording = folder.resolve("node.jfr");
            err.println("starting a node on an empty home");
            try (NodeProcess node = NodeProcess.start(jar, home, log, Optional.of(recording))) {
                report.put("start", "firstStartSeconds", BenchReport.rounded(node.readySeconds()));
                load(node);
                proofs(node);
                traces(node);
                peers();
            }
            err.println("starting it again, with " + options.events() + " events");
            try (NodeProcess again = NodeProcess.start(jar, home, log, Optional.empty())) {
                report.put("start", "laterStartSeconds", BenchReport.rounded(again.readySeconds()));
            }
            ratios();
            for (Map.Entry<String, Double> stage : Profile.read(recording).entrySet()) {
                report.put(
                        "node's processor time by stage, percent",
                        stage.getKey(),
                        BenchReport.rounded(100 * stage.getValue()));
            }
            return report;
        }

        private void machine() throws IOException {
            report.put(
                    "machine",
                    "time",
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            report.put("machine", "processors", Runtime.getRuntime().availableProcessors());
            report.put("machine", "os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
            report.put("machine", "java", Runtime.version().toString());
            report.put(
                    "machine",
                    "loadAverageBefore",
                    BenchReport.rounded(
                            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
            report.put("machine", "fsyncMillis", BenchReport.rounded(Peers.fsyncMillis(folder)));
        }

        private void load(NodeProcess node) throws IOException {
            Load load = new Load(node.url(), node.token(), err);
            err.println("warming up");
            load.run(
                    "single captures",
                    SINGLE_CLIENTS,
                    Math.max(3, options.seconds() / 2.0),
                    Long.MAX_VALUE,
                    this::single);
            load.run(
                    "captures of 200",
                    DOCUMENT_CLIENTS,
                    Math.max(3, options.seconds() / 2.0),
                    Long.MAX_VALUE,
                    this::document);
            err.println("measuring");
            NodeProcess.Cpu before = node.cpu();
            Load.Result singles =
                    load.run("single captures", SINGLE_CLIENTS, options.seconds(), Long.MAX_VALUE, this::single);
            NodeProcess.Cpu after = node.cpu();
            report.put("single captures, 64 clients", singles, "captures");
            cpu("single captures, 64 clients", after.since(before), singles.units());
            Load.Result documents =
                    load.run("captures of 200", DOCUMENT_CLIENTS, options.seconds(), Long.MAX_VALUE, this::document);
            report.put("captures of 200 events, 8 clients", documents, "events");
            cpu("captures of 200 events, 8 clients", node.cpu().since(after), documents.units());
        }

        /** Microseconds of processor a unit: what the next machine will need too. */
        private void cpu(String section, NodeProcess.Cpu taken, long units) {
            double each = 1e6 / Math.max(1, units);
            report.put(section, "nodeCpuMicrosEach", BenchReport.rounded(taken.node() * each));
            report.put(section, "postgresCpuMicrosEach", BenchReport.rounded(taken.postgres() * each));
            report.put(section, "clientCpuMicrosEach", BenchReport.rounded(taken.client() * each));
        }

        private int single(Connection connection) throws IOException {
            return connection.post("/epcis/events", goods.event()).status() == 201 ? 1 : 0;
        }

        private int document(Connection connection) throws IOException {
            Connection.Answer accepted = connection.post("/epcis/capture", goods.document());
            if (accepted.status() != 202) {
                return 0;
            }
            String job = accepted.headers().getOrDefault("location", "");
            job = job.substring(Math.max(0, job.indexOf("/epcis/")));
            for (; ; ) {
                String state = connection.get(job).text();
                if (state.contains("\"running\":false")) {
                    return state.contains("\"success\":true") ? Goods.DOCUMENT_EVENTS : 0;
                }
                pause();
            }
        }

        private static void pause() throws IOException {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        private void proofs(NodeProcess node) throws IOException {
            try (Connection connection = new Connection(node.url(), node.token())) {
                long size =
                        Long.parseLong(connection.get("/log/checkpoint").text().split("\n", 3)[1]);
                long index = size / 2;
                report.put("proofs", "logSize", size);
                report.put(
                        "proofs",
                        "checkpointBytes",
                        connection.get("/log/checkpoint").body().length);
                report.put("proofs", "tlogProofBytes", bytes(connection, "/proofs/" + index + ".tlog-proof"));
                report.put("proofs", "recordBytes", bytes(connection, "/api/v1/records/" + index + "/0"));
                report.put("proofs", "evidenceBytes", bytes(connection, "/api/v1/records/" + index + "/0/evidence"));
            }
        }

        private static long bytes(Connection connection, String path) throws IOException {
            Connection.Answer answer = connection.get(path);
            if (answer.status() != 200) {
                throw new IOException(path + " answers " + answer.status() + ": " + answer.text());
            }
            return answer.body().length;
        }

        private void traces(NodeProcess node) throws IOException {
            Load load = new Load(node.url(), node.token(), err);
            long events = ((Number) report.get("captures of 200 events, 8 clients", "events")).longValue()
                    + ((Number) report.get("single captures, 64 clients", "captures")).longValue();
            if (events < options.events()) {
                load.run("filling up", DOCUMENT_CLIENTS, 3_600, options.events() - events, this::document);
            }
            report.put("traces", "events", Math.max(events, options.events()));
            Random random = new Random(1);
            Load.Result traces =
                    load.run("traces", TRACE_CLIENTS, Math.min(5, options.seconds()), Long.MAX_VALUE, connection -> {
                        String item;
                        synchronized (random) {
                            item = Goods.item(1 + random.nextLong(goods.pallets()), random.nextInt(100));
                        }
                        return connection.get("/api/v1/trace/" + item).status() == 200 ? 1 : 0;
                    });
            report.put("traces", traces, "traces");
        }

        private void peers() throws IOException, SQLException {
            err.println("the peers");
            EmbeddedPostgres postgres = EmbeddedPostgres.attach(home.resolve("postgres"))
                    .orElseThrow(() -> new IOException("the node's PostgreSQL does not run"));
            err.println("  COPY of the same rows");
            Peers.Copied copied = Peers.copy(postgres.dataSource(), folder);
            report.put("peer: COPY of the same rows", "eventsPerSecond", BenchReport.rounded(copied.eventsPerSecond()));
            report.put("peer: COPY of the same rows", "events", copied.events());
            report.put("peer: COPY of the same rows", "rows", copied.rows());
            report.put(
                    "peer: an RFC 6962 tree in memory",
                    "entriesPerSecond",
                    BenchReport.rounded(Peers.append(APPEND_SECONDS)));
            Peers.tessera(folder, options.seconds(), err)
                    .ifPresent(perSecond -> report.put(
                            "peer: Tessera POSIX, 1024 writers", "entriesPerSecond", BenchReport.rounded(perSecond)));
        }

        private void ratios() {
            ratio(
                    "events in captures of 200 : COPY",
                    "captures of 200 events, 8 clients",
                    "eventsPerSecond",
                    "peer: COPY of the same rows",
                    "eventsPerSecond");
            ratio(
                    "single captures : COPY",
                    "single captures, 64 clients",
                    "capturesPerSecond",
                    "peer: COPY of the same rows",
                    "eventsPerSecond");
            ratio(
                    "single captures : RFC 6962 tree",
                    "single captures, 64 clients",
                    "capturesPerSecond",
                    "peer: an RFC 6962 tree in memory",
                    "entriesPerSecond");
            ratio(
                    "single captures : Tessera",
                    "single captures, 64 clients",
                    "capturesPerSecond",
                    "peer: Tessera POSIX, 1024 writers",
                    "entriesPerSecond");
        }

        private void ratio(String name, String section, String value, String peer, String peerValue) {
            if (report.get(section, value) instanceof Number ours
                    && report.get(peer, peerValue) instanceof Number theirs) {
                report.put("ratios", name, BenchReport.rounded(ours.doubleValue() / theirs.doubleValue()));
            }
        }
    }
}
