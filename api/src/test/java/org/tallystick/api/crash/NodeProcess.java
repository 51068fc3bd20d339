package org.tallystick.api.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.api.client.ChildNode;
import org.tallystick.home.Home;

/** The packaged node in a process of its own, with its own PostgreSQL, to be killed. */
public final class NodeProcess implements AutoCloseable {
    private static final Path JAR = Path.of(System.getProperty("tallystick.jar", "target/quarkus-app/quarkus-run.jar"));

    /** A first start makes a database, one after a kill recovers it; the machine may be busy with other tests. */
    private static final Duration START_MAX = Duration.ofSeconds(120);

    private final Place place;
    private final ChildNode node;
    private final Path err;

    private NodeProcess(Place place, ChildNode node, Path err) {
        this.place = place;
        this.node = node;
        this.err = err;
    }

    /**
     * Where a home is.
     *
     * @param home as its processes call it
     * @param seen the same folder, as this process sees it
     * @param inside the command that runs another where the home is; empty for here
     */
    public record Place(Path home, Path seen, List<String> inside) {
        public static Place here(Path home) {
            return new Place(home, home, List.of());
        }
    }

    /** What a command said, and how it ended. */
    public record Ended(int exitCode, String out, String err) {}

    public static NodeProcess start(Path home) throws IOException {
        return start(Place.here(home), "start");
    }

    /** @param command {@code start}, or another that says when its server is ready */
    public static NodeProcess start(Place place, String command) throws IOException {
        return start(place, command, 0);
    }

    /** Again where a browser knows it: at the address that it had before. */
    public static NodeProcess startAgain(Path home, URI url) throws IOException {
        return start(Place.here(home), "start", url.getPort());
    }

    private static NodeProcess start(Place place, String command, int port) throws IOException {
        Path err = Files.createTempFile("node-", ".err");
        ChildNode node = ChildNode.start(
                builder(place, command, "--port", Integer.toString(port), "--no-browser"),
                Home.at(place.seen()),
                err,
                START_MAX);
        return new NodeProcess(place, node, err);
    }

    /** A command to its end. */
    public static Ended run(Place place, String... words) throws IOException, InterruptedException {
        Path err = Files.createTempFile("command-", ".err");
        Process process = builder(place, words).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(START_MAX)).isTrue();
        Ended ended = new Ended(process.exitValue(), out, Files.readString(err));
        Files.delete(err);
        return ended;
    }

    static Ended check(Path home, String... options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("check"));
        words.addAll(List.of(options));
        return run(Place.here(home), words.toArray(String[]::new));
    }

    private static ProcessBuilder builder(Place place, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", place.home().toString()));
        return ChildNode.process(JAR, place.inside(), List.of(), all);
    }

    public URI url() {
        return node.url();
    }

    Place place() {
        return place;
    }

    public String token() throws IOException {
        return node.token();
    }

    /** What it said on standard output before it was ready. */
    public String before() {
        return node.before();
    }

    /** What it said on standard error. */
    public String said() throws IOException {
        return Files.readString(err);
    }

    /** {@code kill -9} of the Java process. */
    public void kill() throws IOException, InterruptedException {
        node.kill();
    }

    /** {@code kill -9} of PostgreSQL's first process. */
    void killPostmaster() {
        postmaster().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** {@code kill -9} of one of PostgreSQL's other processes. */
    void killBackend(int which) {
        List<ProcessHandle> backends = backends();
        if (!backends.isEmpty()) {
            backends.get(which % backends.size()).destroyForcibly();
        }
    }

    private List<ProcessHandle> backends() {
        return postmaster().stream().flatMap(ProcessHandle::children).toList();
    }

    /** TERM; whatever the process then does, nothing of it and of its PostgreSQL is left. */
    public int stop() throws IOException, InterruptedException {
        List<ProcessHandle> backends = backends();
        int exitCode = node.stop();
        assertThat(node.after()).as("after the ready line, standard output").isEmpty();
        assertThat(backends).noneMatch(ProcessHandle::isAlive);
        assertThat(leftOf(place.home())).isEmpty();
        return exitCode;
    }

    /** Processes that have this home in their command line, the server of its PostgreSQL among them. */
    static List<String> leftOf(Path home) {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains(home.toString()))
                .toList();
    }

    /** The one of now: a node starts its PostgreSQL again when it ends. */
    private Optional<ProcessHandle> postmaster() {
        try {
            return Files.readAllLines(place.seen().resolve("postgres/data18/postmaster.pid")).stream()
                    .findFirst()
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line.strip())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a test that failed half way: leaves no process behind. */
    @Override
    public void close() {
        node.handle().destroyForcibly();
        postmaster()
                .filter(handle -> handle.info()
                        .commandLine()
                        .orElse("")
                        .contains(place.home().toString()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }
}
