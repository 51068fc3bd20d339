package org.tallystick.api.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.client.ChildNode;
import org.tallystick.home.Folders;
import org.tallystick.home.Home;
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

    /** A load is warm once this much of it does no more than 5 % better than the part before. */
    private static final double WARM_UP_PART_SECONDS = 3;

    /** The JIT compiler counts calls, not seconds: on a busy machine a rate may stand still long before it has finished. */
    private static final int WARM_UP_EVENTS_MIN = 20_000;

    /** On a machine that has too much other work it may never come to its end. */
    private static final int WARM_UP_PARTS_MAX = 30;

    private static final String SINGLES = "single captures, 64 clients";
    private static final String DOCUMENTS = "captures of 200 events, 8 clients";

    private record Options(
            int seconds,
            int events,
            @Nullable Path json,
            @Nullable Path recording) {
        static Options parse(Arguments arguments) {
            int seconds = DEFAULT_SECONDS;
            int events = DEFAULT_EVENTS;
            Path json = null;
            Path recording = null;
            while (!arguments.isEmpty()) {
                String word = arguments.next();
                switch (word) {
                    case "--seconds" -> seconds = arguments.number(word, 1, 3_600);
                    case "--events" -> events = arguments.number(word, 1_000, 100_000_000);
                    case "--json" -> json = arguments.path(word, "a file to write");
                    case "--recording" -> recording = arguments.path(word, "a file to write");
                    default -> throw Arguments.unknown(word);
                }
            }
            return new Options(seconds, events, json, recording);
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
                usage: ./tallystick bench [--seconds N] [--events N] [--json FILE] [--recording FILE]

                Starts a node on a home that is thrown away and measures it over HTTP: single captures by 64 clients,
                captures of 200 events, each counted when it is signed, on disk and found by the next query; traces;
                start times and proof sizes; where the processor time goes, by a flight recording. Beside it, on the
                same machine and in the same run: COPY of the same rows into the same PostgreSQL, an RFC 6962 tree
                without anything around it, and, where it is installed, Tessera's POSIX log under its own load generator.

                  --seconds N      how long each load runs once it is warm, 10 unless given
                  --events N       how many events there are when traces are measured, 100000 unless given
                  --json FILE      writes the numbers there too
                  --recording FILE keeps the flight recording of the node, for JDK Mission Control or `jfr view`

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
            Folders.delete(folder);
        }
    }

    /** The program that runs is the one that is measured. */
    private static Path jar() {
        return ChildNode.program()
                .orElseThrow(() -> new UsageException("bench measures the packaged program; run it by ./tallystick"));
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
        private final List<Measured> measured = new ArrayList<>();

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
            try (MeasuredNode node = MeasuredNode.start(jar, home, log, Optional.of(recording))) {
                report.put("start", "firstStartSeconds", BenchReport.rounded(node.readySeconds()));
                load(node);
                proofs(node);
                traces(node);
                peers();
            }
            err.println("starting it again, with " + options.events() + " events");
            try (MeasuredNode again = MeasuredNode.start(jar, home, log, Optional.empty())) {
                report.put("start", "laterStartSeconds", BenchReport.rounded(again.readySeconds()));
            }
            ratios();
            for (Measured load : measured) {
                Profile.read(recording, load.from(), load.to())
                        .forEach((stage, share) -> report.put(
                                load.name() + ": Java code by stage, percent",
                                stage,
                                BenchReport.rounded(100 * share)));
            }
            if (options.recording() != null) {
                Files.move(recording, options.recording(), StandardCopyOption.REPLACE_EXISTING);
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

        private void load(MeasuredNode node) throws IOException {
            Load load = new Load(node.url(), node.token(), err);
            Load.Result singles = measure(node, load, SINGLES, SINGLE_CLIENTS, this::single);
            report.put(SINGLES, singles, "captures");
            report.put(SINGLES, "foundByTheNextGet", found(load));
            Load.Result documents = measure(node, load, DOCUMENTS, DOCUMENT_CLIENTS, this::document);
            report.put(DOCUMENTS, documents, "events");
            for (Measured one : measured) {
                one.report(report);
            }
        }

        /** How many captures were looked for as soon as 201 was answered. One that is not found ends the run. */
        private long found(Load load) throws IOException {
            return load.run("found by the next GET", DOCUMENT_CLIENTS, 1, Long.MAX_VALUE, connection -> {
                        HttpSocket.Answer made = connection.post("/epcis/events", goods.event());
                        String event = made.headers().getOrDefault("location", "");
                        if (made.status() == 201 && connection.get(event).status() != 200) {
                            throw new IOException(event + " was captured and is not found");
                        }
                        return made.status() == 201 ? 1 : 0;
                    })
                    .units();
        }

        /** The load, after it is warm. */
        private Load.Result measure(MeasuredNode node, Load load, String name, int clients, Load.Step step)
                throws IOException {
            err.println(name + ": warming up");
            double before = 0;
            long events = 0;
            for (int part = 1; part <= WARM_UP_PARTS_MAX; part++) {
                Load.Result warming = load.run("part " + part, clients, WARM_UP_PART_SECONDS, Long.MAX_VALUE, step);
                events += warming.units();
                if (events >= WARM_UP_EVENTS_MIN && warming.perSecond() < before * 1.05) {
                    break;
                }
                before = warming.perSecond();
            }
            err.println(name + ": measuring");
            MeasuredNode.Cpu begin = node.cpu();
            Instant from = Instant.now();
            Load.Result result = load.run("measured", clients, options.seconds(), Long.MAX_VALUE, step);
            measured.add(new Measured(name, from, Instant.now(), node.cpu().since(begin), result.units()));
            return result;
        }

        /** What a load took. */
        private record Measured(String name, Instant from, Instant to, MeasuredNode.Cpu cpu, long units) {
            /** Microseconds of processor a unit: what the next machine will need too. */
            void report(BenchReport report) {
                double each = 1e6 / Math.max(1, units);
                report.put(name, "nodeCpuMicrosEach", BenchReport.rounded(cpu.node() * each));
                report.put(name, "postgresCpuMicrosEach", BenchReport.rounded(cpu.postgres() * each));
                report.put(name, "clientCpuMicrosEach", BenchReport.rounded(cpu.client() * each));
                cpu.threads()
                        .forEach((threads, seconds) -> report.put(
                                name + ": node's threads, processor microseconds each",
                                threads,
                                BenchReport.rounded(seconds * each)));
            }
        }

        private int single(HttpSocket connection) throws IOException {
            return connection.post("/epcis/events", goods.event()).status() == 201 ? 1 : 0;
        }

        private int document(HttpSocket connection) throws IOException {
            HttpSocket.Answer accepted = connection.post("/epcis/capture", goods.document());
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

        private void proofs(MeasuredNode node) throws IOException {
            try (HttpSocket connection = new HttpSocket(node.url(), node.token())) {
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

        private static long bytes(HttpSocket connection, String path) throws IOException {
            HttpSocket.Answer answer = connection.get(path);
            if (answer.status() != 200) {
                throw new IOException(path + " answers " + answer.status() + ": " + answer.text());
            }
            return answer.body().length;
        }

        private void traces(MeasuredNode node) throws IOException {
            Load load = new Load(node.url(), node.token(), err);
            long events = ((Number) report.get(DOCUMENTS, "events")).longValue()
                    + ((Number) report.get(SINGLES, "captures")).longValue();
            if (events < options.events()) {
                events += load.run("filling up", DOCUMENT_CLIENTS, 3_600, options.events() - events, this::document)
                        .units();
            }
            report.put("traces", "events", events);
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
            EmbeddedPostgres postgres = EmbeddedPostgres.attach(Home.at(home).postgres())
                    .orElseThrow(() -> new IOException("the node's PostgreSQL does not run"));
            report.put("machine", "durability", Peers.durability(postgres.dataSource()));
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
                    DOCUMENTS,
                    "eventsPerSecond",
                    "peer: COPY of the same rows",
                    "eventsPerSecond");
            ratio(
                    "single captures : COPY",
                    SINGLES,
                    "capturesPerSecond",
                    "peer: COPY of the same rows",
                    "eventsPerSecond");
            ratio(
                    "single captures : RFC 6962 tree",
                    SINGLES,
                    "capturesPerSecond",
                    "peer: an RFC 6962 tree in memory",
                    "entriesPerSecond");
            ratio(
                    "single captures : Tessera",
                    SINGLES,
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
