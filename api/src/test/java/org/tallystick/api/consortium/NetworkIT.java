package org.tallystick.api.consortium;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.client.ChildNode;
import org.tallystick.api.client.NodeApi;
import org.tallystick.api.network.Member;
import org.tallystick.home.Home;
import org.tallystick.identity.evidence.WebvhKeyHistory;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.order.cometbft.CometBftProgram;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.PolicyVerdict;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.VerificationReport;
import org.tallystick.ledger.testing.StockTool;

/** The packaged network of four: one log on all of them, proofs under each one's policy, and what happens without one. */
class NetworkIT {
    private static final Path JAR = Path.of(System.getProperty("tallystick.jar", "target/quarkus-app/quarkus-run.jar"));
    private static final List<String> NAMES = List.of("alder", "birch", "cedar", "dogwood");

    /** Four databases are made at once, on a machine that is busy with other tests. */
    private static final Duration READY_MAX = Duration.ofMinutes(5);

    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    static Path folder;

    private Process demo;
    private ChildNode restarted;
    private final List<NodeApi> nodes = new ArrayList<>();
    /** The size of the log with the newest capture. */
    private long captured;

    @BeforeAll
    static void requireCometBft() {
        if (CometBftProgram.find(System.getenv()).isEmpty()) {
            if ("required".equals(System.getProperty("stock.tools"))) {
                throw new AssertionError(CometBftProgram.absent());
            }
            System.out.println("[skipped] " + CometBftProgram.absent());
            abort(CometBftProgram.absent());
        }
    }

    @AfterEach
    void leaveNothing() throws Exception {
        nodes.forEach(NodeApi::close);
        if (restarted != null) {
            restarted.handle().destroy();
            restarted.handle().onExit().get(60, TimeUnit.SECONDS);
        }
        if (demo != null && demo.isAlive()) {
            demo.destroy();
            if (!demo.waitFor(90, TimeUnit.SECONDS)) {
                demo.descendants().forEach(ProcessHandle::destroyForcibly);
                demo.destroyForcibly();
            }
        }
    }

    private Path home(int node) {
        return folder.resolve("network").resolve(NAMES.get(node));
    }

    private void begin() throws IOException {
        demo = ChildNode.process(
                        JAR,
                        List.of(),
                        List.of(),
                        List.of(
                                "network",
                                "demo",
                                "--home",
                                folder.resolve("network").toString(),
                                "--port",
                                "0"))
                .redirectError(folder.resolve("demo.err").toFile())
                .start();
        demo.onExit().orTimeout(READY_MAX.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> {
            if (nodes.isEmpty()) {
                demo.destroy();
            }
            return demo;
        });
        BufferedReader out = demo.inputReader(UTF_8);
        String line = out.readLine();
        assertThat(line).as(Files.readString(folder.resolve("demo.err"))).matches("ready( http://localhost:[0-9]+){4}");
        String[] urls = line.substring("ready ".length()).split(" ");
        for (int i = 0; i < urls.length; i++) {
            nodes.add(NodeApi.at(
                    URI.create(urls[i]),
                    Files.readAllLines(home(i).resolve("admin.key")).getFirst()));
        }
    }

    @Test
    void fourOrganisations_haveOneLogWhoseProofsEachOfThemVouchesFor_andGoOnWithoutOne() throws Exception {
        begin();

        String first = capture(0);
        long firstIndex = captured - 1;
        String second = capture(1);
        long size = agreed(List.of(0, 1, 2, 3)).size();
        assertThat(size).isGreaterThanOrEqualTo(8); // four DIDs, the genesis, the demo's shipment, these two
        requireProven(0, first);
        requireProven(1, second);
        requireNotHere(2, first, firstIndex);
        torchwoodVerifiesWhatEachNodeGives(size - 1);

        // One of four is killed: the others go on, also over the death of a second one's CometBFT.
        kill(node(3));
        capture(0);
        kill(engine(1));
        String afterDeath = capture(1);
        agreed(List.of(0, 1, 2));
        requireProven(1, afterDeath);

        // It comes back to a quiet chain: nobody makes a block for it, and the others' cosignatures are asked for.
        Files.createFile(folder.resolve("again.err"));
        restarted = ChildNode.start(
                ChildNode.process(
                        JAR,
                        List.of(),
                        List.of(),
                        List.of(
                                "start",
                                "--home",
                                home(3).toString(),
                                "--port",
                                Integer.toString(port(3)),
                                "--no-browser")),
                Home.at(home(3)),
                folder.resolve("again.err"),
                READY_MAX);
        agreed(List.of(0, 1, 2, 3));
        String fourth = capture(3);
        agreed(List.of(0, 1, 2, 3));
        requireProven(3, fourth);

        assertThat(restarted.stop()).isIn(0, 143);
        demo.destroy();
        assertThat(demo.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(left()).isEmpty();
    }

    @Test
    void start_ofAMembersHomeWithoutCometBft_saysInOneLineHowToInstallIt() throws Exception {
        Path home = folder.resolve("lonely");
        Path member = folder.resolve("lonely.member.json");
        assertThat(run(
                        home,
                        member,
                        "network",
                        "member",
                        "--name",
                        "lonely",
                        "--p2p",
                        "127.0.0.1:26656",
                        "--api",
                        "http://localhost:8080"))
                .isZero();
        assertThat(run(home, folder.resolve("sum"), "network", "init", "--members", member.toString()))
                .isZero();

        assertThat(run(home, folder.resolve("start"), "start", "--port", "0", "--no-browser"))
                .isEqualTo(1);
        assertThat(folder.resolve("start")).isEmptyFile();
        assertThat(Files.readString(folder.resolve("start.err")))
                .isEqualTo("tallystick start: CometBFT is not on the PATH; to install it: " + CometBftProgram.INSTALL
                        + "\n");
        assertThat(home.resolve("postgres")).doesNotExist();
    }

    /** A command to its end, where no CometBFT is to be found. */
    private static int run(Path home, Path out, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        ProcessBuilder builder =
                ChildNode.process(JAR, List.of(), List.of("-Duser.home=" + folder.toAbsolutePath()), all);
        builder.environment().keySet().removeAll(List.of("GOBIN", "GOPATH"));
        builder.environment().put("PATH", folder.toString());
        Process process = builder.redirectOutput(out.toFile())
                .redirectError(out.resolveSibling(out.getFileName() + ".err").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    // ---- what is asked of the nodes

    /** Returns when a quorum decided it and the node found it. */
    private String capture(int node) throws Exception {
        String eventID = "urn:uuid:" + UUID.randomUUID();
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("@context", "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld");
        event.put("type", "ObjectEvent");
        event.put("eventID", eventID);
        event.put("eventTime", Instant.now().toString());
        event.put("eventTimeZoneOffset", "+00:00");
        event.put("action", "OBSERVE");
        event.putArray("epcList")
                .add("https://id.gs1.org/01/09521141123454/21/"
                        + UUID.randomUUID().toString().substring(0, 8));
        nodes.get(node).captureEvent(event);
        long index = nodes.get(node)
                .readJson("/api/v1/events/" + NodeApi.encoded(eventID))
                .at("/member/0/index")
                .asLong();
        assertThat(index).isPositive();
        captured = Math.max(captured, index + 1);
        return eventID;
    }

    private SignedNote published(int node) throws Exception {
        return SignedNote.parse(nodes.get(node).read("/log/checkpoint"));
    }

    private TrustPolicy policy(int node) throws Exception {
        return TrustPolicy.parse(nodes.get(node).policy());
    }

    /** The checkpoint that these nodes publish, once it is one and the same and has all captures; it satisfies the policy of each. */
    private Checkpoint agreed(List<Integer> which) throws Exception {
        long end = System.nanoTime() + WITHIN.toNanos();
        while (true) {
            List<Checkpoint> newest = new ArrayList<>();
            for (int node : which) {
                SignedNote note = published(node);
                PolicyVerdict verdict = policy(node).check(note);
                assertThat(verdict.refusals()).as(NAMES.get(node)).isEmpty();
                newest.add(verdict.checkpoint());
            }
            if (newest.stream().distinct().count() == 1 && newest.getFirst().size() >= captured) {
                return newest.getFirst();
            }
            assertThat(System.nanoTime()).as("still different: " + newest).isLessThan(end);
            Thread.sleep(100);
        }
    }

    private void requireProven(int node, String eventID) throws Exception {
        byte[] evidence = nodes.get(node).evidence(eventID);
        EvidenceVerifier verifier = new EvidenceVerifier(new WebvhKeyHistory());
        for (int other = 0; other < nodes.size(); other++) {
            if (other == 3 && !isRunning(3)) {
                continue;
            }
            assertThat(verifier.verify(evidence, List.of(policy(other))).verdict())
                    .as("under the policy of " + NAMES.get(other))
                    .isEqualTo(VerificationReport.Verdict.PROVEN);
        }
        // The log's own signature alone is not what this ledger's members demand.
        TrustPolicy own = policy(node);
        TrustPolicy logAlone = TrustPolicy.ofLog(own.logs().getFirst(), TrustPolicy.Sizes.from(0));
        assertThat(verifier.verify(evidence, List.of(logAlone)).verdict())
                .isEqualTo(VerificationReport.Verdict.REFUSED);
    }

    /** Records stay with whoever captured them; the others have the entry, and say whose it is. */
    private void requireNotHere(int node, String eventID, long index) throws Exception {
        HttpResponse<byte[]> found = nodes.get(node).get("/epcis/events/" + NodeApi.encoded(eventID));
        assertThat(new String(found.body(), UTF_8)).doesNotContain("\"ObjectEvent\"");
        String issuer = Member.parse(Files.readAllBytes(Home.at(home(0)).memberFile()))
                .did()
                .toString();
        for (String path : List.of("", "/evidence")) {
            HttpResponse<byte[]> answer = nodes.get(node).get("/api/v1/records/" + index + "/0" + path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(new String(answer.body(), UTF_8)).contains("held by " + issuer);
        }
        HttpResponse<byte[]> none = nodes.get(node).get("/api/v1/records/" + index + "/1");
        assertThat(new String(none.body(), UTF_8)).doesNotContain("held by");
        String metrics = new String(nodes.get(node).read("/q/metrics"), UTF_8);
        assertThat(metrics)
                .contains("tallystick_network_members 4.0", "tallystick_network_catching_up 0.0")
                .containsPattern("tallystick_network_peers [23]\\.0")
                .containsPattern("tallystick_network_cosigned_size [0-9]+\\.0");
    }

    private void torchwoodVerifiesWhatEachNodeGives(long index) throws Exception {
        StockTool torchwood = StockTool.find("torchwood-verify", "tallystick.example/torchwood-verify", ".ci/tools");
        Path entry = folder.resolve("entry");
        byte[] bundle = nodes.getFirst().read("/log/tile/entries/000.p/" + (index + 1));
        Files.write(entry, EntryBundle.parse(bundle, (int) index + 1).entry((int) index));
        for (int node = 0; node < nodes.size(); node++) {
            Path policy = Files.write(folder.resolve("policy"), nodes.get(node).policy());
            String proof = new String(nodes.get(node).read("/proofs/" + index + ".tlog-proof"), UTF_8);
            Path file = Files.writeString(folder.resolve("proof"), proof);
            StockTool.Result right = torchwood.run("proof", policy, file, entry);
            assertThat(right.output()).as(NAMES.get(node)).startsWith("ok proof of an entry");
            assertThat(right.exit()).isZero();

            // Of three or four cosignatures two are left: no quorum.
            List<String> lines = new ArrayList<>(proof.lines().toList());
            while (lines.stream().filter(line -> line.startsWith("— ")).count() > 3) {
                lines.removeLast();
            }
            Path lacking = Files.writeString(folder.resolve("lacking"), String.join("\n", lines) + "\n");
            assertThat(torchwood.run("proof", policy, lacking, entry).exit())
                    .as(NAMES.get(node))
                    .isEqualTo(1);
        }
    }

    // ---- processes

    private int port(int node) throws Exception {
        return Member.parse(Files.readAllBytes(Home.at(home(node)).memberFile()))
                .api()
                .getPort();
    }

    private boolean isRunning(int node) {
        return ProcessHandle.allProcesses().anyMatch(handle -> isNode(handle, node));
    }

    private ProcessHandle node(int node) {
        return ProcessHandle.allProcesses()
                .filter(handle -> isNode(handle, node))
                .findAny()
                .orElseThrow();
    }

    private boolean isNode(ProcessHandle handle, int node) {
        String line = handle.info().commandLine().orElse("");
        return line.contains(" start --home " + home(node) + " --port");
    }

    private ProcessHandle engine(int node) throws IOException {
        String number = Files.readString(home(node).resolve("cometbft").resolve("cometbft.pid"))
                .strip();
        return ProcessHandle.of(Long.parseLong(number)).orElseThrow();
    }

    private static void kill(ProcessHandle handle) throws Exception {
        handle.destroyForcibly();
        handle.onExit().get(30, TimeUnit.SECONDS);
    }

    private static List<String> left() {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.resolve("network").toString()))
                .toList();
    }
}
