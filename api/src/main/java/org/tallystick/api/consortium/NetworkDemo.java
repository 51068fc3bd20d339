package org.tallystick.api.consortium;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.UsageException;
import org.tallystick.api.client.ChildNode;
import org.tallystick.api.client.NodeApi;
import org.tallystick.api.demo.Gs1Numbers;
import org.tallystick.api.network.Ceremony;
import org.tallystick.api.network.Endpoint;
import org.tallystick.api.network.Member;
import org.tallystick.api.network.Membership;
import org.tallystick.api.network.Network;
import org.tallystick.api.start.StartOptions;
import org.tallystick.home.Folders;
import org.tallystick.home.Home;
import org.tallystick.identity.evidence.WebvhKeyHistory;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.MalformedPolicyException;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.UnreadableEvidenceException;
import org.tallystick.ledger.prove.VerificationReport;

/**
 * {@code network demo}: several organisations on one machine, each a node with its own CometBFT and database in a process of
 * its own, started as anyone would start them; then a shipment at the first of them, and what the others have of it.
 *
 * <p>A node that ends is told of, and the others go on: to see what they do without it is what a demo is for. It can be
 * started again with {@code start}.
 */
final class NetworkDemo {
    private static final List<String> NAMES =
            List.of("alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ironwood", "juniper");

    private static final int DEFAULT_NODES = 4;

    /** The others' first block; a busy machine may take long to make so many databases. */
    private static final Duration READY_MAX = Duration.ofMinutes(5);

    /** A block or two, on a busy machine. */
    private static final Duration AGREED_MAX = Duration.ofSeconds(60);

    private static final Duration ASKED_EVERY = Duration.ofMillis(200);

    /** In the folder of a demo, so that no other folder is taken for one. */
    private static final String MARK = "demo";

    /** GS1 keeps prefixes that begin with 952 for examples. */
    private static final String EXAMPLE_PREFIX = "952777";

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Options(int nodes, Optional<Path> folder, int port, Optional<Path> cometbft) {
        static Options parse(Arguments arguments) {
            int nodes = DEFAULT_NODES;
            @Nullable Path folder = null;
            int port = StartOptions.DEFAULT_PORT;
            @Nullable Path cometbft = null;
            while (!arguments.isEmpty()) {
                String word = arguments.next();
                switch (word) {
                    case "--nodes" -> nodes = arguments.number(word, 1, NAMES.size());
                    case "--home" -> folder = arguments.path(word, "a folder").toAbsolutePath();
                    case "--port" -> port = arguments.number(word, 0, 65_535 - NAMES.size());
                    case "--cometbft" ->
                        cometbft = arguments.path(word, "CometBFT's program").toAbsolutePath();
                    default -> throw Arguments.unknown(word);
                }
            }
            return new Options(nodes, Optional.ofNullable(folder), port, Optional.ofNullable(cometbft));
        }
    }

    private final Options options;
    private final Path folder;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    private NetworkDemo(Options options, Path folder, Clock clock, PrintStream out, PrintStream err) {
        this.options = options;
        this.folder = folder;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** Returns when it was told to stop and nothing of it runs any more. */
    static void run(Arguments arguments, Clock clock, PrintStream out, PrintStream err) throws IOException {
        Options options = Options.parse(arguments);
        Membership.program(options.cometbft(), System.getenv()); // said before anything is made
        Path jar = ChildNode.program()
                .orElseThrow(() -> new UsageException(
                        "a network's nodes are started from the packaged program: run ./tallystick network"));
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        // The JVM ends when its hooks have: until then the thread below can clear up.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            told.countDown();
                            ProcessHandle.current().children().forEach(ProcessHandle::destroy);
                            awaitQuietly(ended);
                        },
                        "wait for the end of the network"));
        try {
            if (options.folder().isPresent()) {
                new NetworkDemo(options, options.folder().get(), clock, out, err).run(jar, told);
                return;
            }
            Path temporary = Files.createTempDirectory("tallystick-network-");
            try {
                new NetworkDemo(options, temporary, clock, out, err).run(jar, told);
            } finally {
                Folders.delete(temporary);
            }
        } finally {
            ended.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Path jar, CountDownLatch told) throws IOException {
        Network network = made();
        List<ChildNode> nodes = new ArrayList<>();
        try {
            nodes.addAll(startAll(jar, network, told));
            tell(nodes);
            out.println(
                    "ready " + nodes.stream().map(node -> node.url().toString()).collect(Collectors.joining(" ")));
            out.flush();
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (told.getCount() > 0) {
                throw e;
            }
            // What a start meets that is told to stop is no failure.
        } finally {
            stopAll();
        }
    }

    // ---- the homes

    /** The network of an earlier demo in this folder, or a new one. */
    private Network made() throws IOException {
        Path file = folder.resolve(Home.NETWORK);
        Path mark = folder.resolve(MARK);
        if (Files.exists(file)) {
            Network before = Network.in(Home.at(folder)).orElseThrow();
            int port = before.members().getFirst().api().getPort();
            if (before.members().size() != options.nodes() || options.port() != 0 && options.port() != port) {
                throw new UsageException("--home " + folder + " is of an earlier demo, with --nodes "
                        + before.members().size() + " --port " + port);
            }
            return before;
        }
        if (Files.exists(folder) && !Files.exists(mark) && !isEmpty(folder)) {
            throw new UsageException("--home " + folder + " holds files that are no network demo's");
        }
        Files.createDirectories(folder);
        Files.writeString(mark, "The ledgers of a demo: what they tell is made up.\n");
        err.println("making " + options.nodes() + " homes in " + folder);
        List<Integer> ports = freePorts(2 * options.nodes());
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < options.nodes(); i++) {
            members.add(introduce(
                    i, options.port() == 0 ? ports.get(i) : options.port() + i, ports.get(options.nodes() + i)));
        }
        Network network = new Network(members); // in the order of their names
        for (Member member : members) {
            Home home = home(member);
            try (Home.Lock lock = home.lock()) {
                Ceremony.agree(home, network);
            }
        }
        Files.write(file, network.bytes());
        return network;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private Home home(Member member) {
        return Home.at(folder.resolve(member.name()));
    }

    private Member introduce(int i, int port, int p2pPort) throws IOException {
        String prefix = EXAMPLE_PREFIX + i;
        Home home = Home.at(folder.resolve(NAMES.get(i)));
        try (Home.Lock lock = home.lock()) {
            return Ceremony.introduce(
                    home,
                    new Ceremony.Introduction(
                            NAMES.get(i),
                            new Endpoint("127.0.0.1", p2pPort),
                            URI.create("http://localhost:" + port),
                            List.of(Gs1Numbers.gln(prefix, 0)),
                            List.of(prefix)),
                    clock);
        }
    }

    /** All at once, so that none is given twice. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    // ---- the nodes

    /** All together: none is ready before a quorum of them is. */
    private List<ChildNode> startAll(Path jar, Network network, CountDownLatch told)
            throws IOException, InterruptedException {
        err.println("starting " + network.members().size() + " nodes; each writes what it says to its file .log in "
                + folder);
        try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ChildNode>> started = new ArrayList<>();
            for (Member member : network.members()) {
                started.add(starting.submit(() -> start(jar, member, told)));
            }
            List<ChildNode> nodes = new ArrayList<>();
            for (Future<ChildNode> one : started) {
                nodes.add(one.get());
            }
            return nodes;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        }
    }

    private ChildNode start(Path jar, Member member, CountDownLatch told) throws IOException {
        Home home = home(member);
        List<String> words = new ArrayList<>(List.of(
                "start",
                "--home",
                home.toString(),
                "--port",
                Integer.toString(member.api().getPort()),
                "--no-browser"));
        options.cometbft().ifPresent(program -> words.addAll(List.of("--cometbft", program.toString())));
        boolean ready = false;
        try {
            ChildNode node = ChildNode.start(
                    ChildNode.process(jar, List.of(), List.of(), words),
                    home,
                    folder.resolve(member.name() + ".log"),
                    READY_MAX);
            ready = true;
            err.println("  " + member.name() + " is ready after "
                    + node.readyAfter().toSeconds() + " s");
            node.handle().onExit().thenAccept(ended -> {
                if (told.getCount() > 0) {
                    err.println(
                            member.name() + " has ended; to start it again: ./tallystick " + String.join(" ", words));
                }
            });
            return node;
        } finally {
            if (!ready) {
                // The others would wait for it.
                ProcessHandle.current().children().forEach(ProcessHandle::destroy);
            }
        }
    }

    /** TERM to each, then their ends: they take their PostgreSQL and CometBFT with them. */
    private static void stopAll() {
        List<ProcessHandle> children = ProcessHandle.current().children().toList();
        children.forEach(ProcessHandle::destroy);
        children.forEach(child -> child.onExit().join());
    }

    // ---- what they do

    private void tell(List<ChildNode> nodes) throws IOException, InterruptedException {
        List<NodeApi> apis = new ArrayList<>();
        try {
            for (ChildNode node : nodes) {
                apis.add(NodeApi.at(node.url(), node.token()));
            }
            ObjectNode shipment = shipment(nodes.size());
            byte[] answer =
                    apis.getFirst().write("/api/v1/shipments", shipment, 201).body();
            JsonNode events = JSON.readTree(answer).path("events");
            JsonNode last = events.path(events.size() - 1);
            String shipped = last.path("eventID").asText();
            err.println(NAMES.getFirst() + " has recorded a shipment, " + shipped);
            Checkpoint agreed = agreed(apis, last.path("index").asLong() + 1);
            err.println("all " + nodes.size() + " have one checkpoint: size " + agreed.size() + ", root "
                    + agreed.root().toBase64());
            byte[] evidence = apis.getFirst().evidence(shipped);
            Path file = folder.resolve("evidence.zip");
            Files.write(file, evidence);
            for (int i = 0; i < nodes.size(); i++) {
                byte[] policy = apis.get(i).policy();
                Path policyFile = folder.resolve(NAMES.get(i) + ".policy");
                Files.write(policyFile, policy);
                VerificationReport report = verify(evidence, policy);
                if (report.verdict() != VerificationReport.Verdict.PROVEN) {
                    throw new IOException(
                            "the proof does not hold under the policy of " + NAMES.get(i) + ": " + report.reason());
                }
                err.println("proven under the policy of " + NAMES.get(i) + ": ./tallystick verify " + file
                        + " --policy " + policyFile);
            }
        } finally {
            apis.forEach(NodeApi::close);
        }
    }

    /** From the first to the second, in the form that an ERP sends. */
    private ObjectNode shipment(int nodes) {
        String seller = EXAMPLE_PREFIX + 0;
        ObjectNode shipment = JsonNodeFactory.instance.objectNode();
        shipment.put("number", "DN-" + clock.instant().getEpochSecond());
        shipment.put(
                "shippedAt", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        shipment.put("from", Gs1Numbers.gln(seller, 0));
        shipment.put("to", Gs1Numbers.gln(EXAMPLE_PREFIX + Math.min(1, nodes - 1), 0));
        shipment.putArray("lines")
                .addObject()
                .put("gtin", Gs1Numbers.gtin(0, seller, 1))
                .put("lot", "L" + clock.instant().getEpochSecond())
                .put("quantity", 40);
        return shipment;
    }

    /** The checkpoint of at least that size which all of them publish, once they do; each with the lines of a quorum. */
    private static Checkpoint agreed(List<NodeApi> apis, long size) throws IOException, InterruptedException {
        long end = System.nanoTime() + AGREED_MAX.toNanos();
        while (true) {
            List<Checkpoint> newest = new ArrayList<>();
            for (NodeApi api : apis) {
                newest.add(checkpoint(api.read("/log/checkpoint")));
            }
            if (newest.stream().distinct().count() == 1 && newest.getFirst().size() >= size) {
                return newest.getFirst();
            }
            if (System.nanoTime() > end) {
                throw new IOException("the nodes have no checkpoint of size " + size + " in common after "
                        + AGREED_MAX.toSeconds() + " s: " + newest);
            }
            Thread.sleep(ASKED_EVERY);
        }
    }

    private static Checkpoint checkpoint(byte[] note) throws IOException {
        try {
            return Checkpoint.of(SignedNote.parse(note));
        } catch (MalformedNoteException | MalformedLogException e) {
            throw new IOException("a node publishes what is no checkpoint: " + e.getMessage(), e);
        }
    }

    private static VerificationReport verify(byte[] evidence, byte[] policy) throws IOException {
        try {
            return new EvidenceVerifier(new WebvhKeyHistory()).verify(evidence, List.of(TrustPolicy.parse(policy)));
        } catch (MalformedPolicyException | UnreadableEvidenceException e) {
            throw new IOException("what the node gave cannot be read: " + e.getMessage(), e);
        }
    }
}
