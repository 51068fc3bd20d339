package org.tallystick.api.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.client.NodeApi;
import org.tallystick.api.start.Start;
import org.tallystick.api.start.StartOptions;
import org.tallystick.home.Folders;
import org.tallystick.home.Home;
import org.tallystick.identity.evidence.WebvhKeyHistory;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.MalformedPolicyException;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.UnreadableEvidenceException;
import org.tallystick.ledger.prove.VerificationReport;

/**
 * {@code demo}: a start with a story told to it; then a trace, a proof, and a server to look around in.
 *
 * <p>A ledger forgets nothing, so the story goes only into a home that is new or a demo's already: the file {@code demo}
 * in it says so.
 */
public final class Demo implements Command {
    private static final String MARK = "demo";

    private record Options(Optional<Home> home, int port, boolean browser) {
        static Options parse(Arguments arguments) {
            @Nullable Home home = null;
            int port = StartOptions.DEFAULT_PORT;
            boolean browser = true;
            while (!arguments.isEmpty()) {
                String word = arguments.next();
                switch (word) {
                    case "--home" -> home = Home.at(arguments.path(word, "a folder"));
                    case "--port" -> port = arguments.number(word, 0, 65_535);
                    case "--no-browser" -> browser = false;
                    default -> throw Arguments.unknown(word);
                }
            }
            if (home != null && home.exists() && !Files.exists(mark(home))) {
                throw new UsageException(
                        "--home " + home + " is no demo's, and its ledger would keep the story for ever");
            }
            return new Options(Optional.ofNullable(home), port, browser);
        }
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "serve a ledger with a story from farm to shop in it";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick demo [--home DIR] [--port N] [--no-browser]

                Starts a node, tells it a story of about 200 events, from two coffee farms to the shops, through its
                REST API, prints the trace of one bag back to its farms and the verdict on a proof, then one line,
                "ready http://localhost:N", and serves until it is told to stop (Ctrl-C or TERM). Progress goes to
                standard error.

                  --home DIR     a folder that stays: new, or of an earlier demo, which is gone on with
                                 (default: a temporary one, removed at the end)
                  --port N       the port to serve (default 8080; 0: any free one)
                  --no-browser   do not open the page
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        Options options = Options.parse(arguments);
        if (options.home().isPresent()) {
            return run(options.home().get(), options, out, err);
        }
        Path folder = Files.createTempDirectory("tallystick-demo-");
        CountDownLatch removed = new CountDownLatch(1);
        // The JVM ends when its hooks have: until then this thread can clear up.
        Thread hook = new Thread(() -> await(removed), "wait for the removal of the demo's home");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return run(Home.at(folder), options, out, err);
        } finally {
            Folders.delete(folder);
            removed.countDown();
        }
    }

    private int run(Home home, Options options, PrintStream out, PrintStream err) throws IOException {
        StartOptions start = StartOptions.loopback(home, options.port(), options.browser());
        return new Start(name(), url -> open(home, URI.create(url), out, err)).run(start, out, err);
    }

    private static void open(Home home, URI url, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        Files.writeString(mark(home), "The ledger of a demo: its story is made up.\n");
        Story story = Story.told();
        String token = Files.readAllLines(home.adminKey()).getFirst();
        try (NodeApi node = NodeApi.at(url, token)) {
            load(story, node, err);
            name(story, node);
            out.println();
            out.print(TraceText.of(story, node.trace(story.tracedBag())));
            out.println();
            prove(story, node, home, out);
            out.println();
            out.println("The page asks for an API key: the first line of " + home.adminKey());
        }
    }

    private static void load(Story story, NodeApi node, PrintStream err) throws IOException, InterruptedException {
        int all = story.eventCount();
        int told = 0;
        err.println("telling the story: " + all + " events");
        for (Chapter chapter : story.chapters()) {
            if (chapter.single()) {
                for (ObjectNode event : chapter.events()) {
                    node.captureEvent(Chapter.alone(event));
                }
            } else {
                node.captureDocument(chapter.document());
            }
            told += chapter.events().size();
            err.printf("  %3d of %d  %s: %s%n", told, all, chapter.by().title(), chapter.title());
        }
    }

    private static void name(Story story, NodeApi node) throws IOException, InterruptedException {
        for (Party party : Party.values()) {
            ObjectNode place = JsonNodeFactory.instance.objectNode();
            node.name("places/" + party.gln(), place.put("name", party.title()).put("own", party == Party.ROASTERY));
        }
        for (Map.Entry<String, String> product : story.products().entrySet()) {
            ObjectNode name = JsonNodeFactory.instance.objectNode();
            node.name("products/" + product.getKey(), name.put("name", product.getValue()));
        }
    }

    private static void prove(Story story, NodeApi node, Home home, PrintStream out)
            throws IOException, InterruptedException {
        byte[] evidence = node.evidence(story.harvest());
        byte[] policy = node.policy();
        Path evidenceFile = home.folder().resolve("evidence.zip");
        Path policyFile = home.folder().resolve("policy");
        Files.write(evidenceFile, evidence);
        Files.write(policyFile, policy);
        VerificationReport report = verify(evidence, policy);
        out.println("The evidence file of the first harvest, " + evidence.length + " bytes, verified offline:");
        out.println();
        report.toText().lines().forEach(line -> out.println(line.isEmpty() ? line : "  " + line));
        if (report.verdict() != VerificationReport.Verdict.PROVEN) {
            throw new IOException("the proof does not hold: " + report.reason());
        }
        out.println();
        out.println("Again, as an auditor would, with a policy that he has from elsewhere:");
        out.println("  ./tallystick verify " + evidenceFile + " --policy " + policyFile);
    }

    private static VerificationReport verify(byte[] evidence, byte[] policy) throws IOException {
        try {
            return new EvidenceVerifier(new WebvhKeyHistory()).verify(evidence, List.of(TrustPolicy.parse(policy)));
        } catch (MalformedPolicyException | UnreadableEvidenceException e) {
            throw new IOException("what the node gave cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path mark(Home home) {
        return home.folder().resolve(MARK);
    }

    private static void await(CountDownLatch removed) {
        try {
            removed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
