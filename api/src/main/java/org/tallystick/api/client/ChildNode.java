package org.tallystick.api.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tallystick.home.Home;

/** A node in a process of its own, from the packaged program: launched, ready, stopped. */
public final class ChildNode implements AutoCloseable {
    /** Those of {@code ./tallystick}, which says why; a test compares. */
    public static final List<String> JAVA_OPTIONS = List.of(
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** The same of a node that serves. */
    public static final String EXIT_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError";

    private static final Set<String> SERVING = Set.of("start", "demo");

    private static final String READY = "ready ";

    /** The application gets 10 s for requests under way, PostgreSQL 60 s for its last checkpoint. */
    private static final long STOP_SECONDS_MAX = 90;

    private final Process process;
    private final BufferedReader out;
    private final String before;
    private final URI url;
    private final Home home;
    private final Duration readyAfter;

    private ChildNode(Process process, BufferedReader out, String before, URI url, Home home, Duration readyAfter) {
        this.process = process;
        this.out = out;
        this.before = before;
        this.url = url;
        this.home = home;
        this.readyAfter = readyAfter;
    }

    /** The packaged program that this process runs from; empty where it runs from loose classes, as tests do. */
    public static Optional<Path> program() {
        Path jar = Path.of(System.getProperty("java.class.path"));
        return String.valueOf(jar.getFileName()).endsWith(".jar") && Files.isRegularFile(jar)
                ? Optional.of(jar.toAbsolutePath())
                : Optional.empty();
    }

    /**
     * A process of the program, not started yet. It is not told of a database of the operator's own.
     *
     * @param inside the command that runs another where the node shall be, such as in other namespaces; empty: here
     * @param javaOptions beside {@link #JAVA_OPTIONS}
     * @param words the command and what it takes
     */
    public static ProcessBuilder process(Path jar, List<String> inside, List<String> javaOptions, List<String> words) {
        List<String> command = new ArrayList<>(inside);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        if (!words.isEmpty() && SERVING.contains(words.getFirst())) {
            command.add(EXIT_WITHOUT_MEMORY);
        }
        // What a first start left for faster ones.
        Path cache = jar.resolveSibling("app.aot");
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache.toAbsolutePath());
        }
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_DATASOURCE_"));
        return builder;
    }

    /**
     * Returns when it serves.
     *
     * @param command of {@link #process}
     * @param home where the node's files are seen from here
     * @param err takes its standard error
     */
    public static ChildNode start(ProcessBuilder command, Home home, Path err, Duration readyMax) throws IOException {
        long begin = System.nanoTime();
        Process process = command.redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                .start();
        AtomicBoolean ready = new AtomicBoolean();
        // The reader below waits as long as the process lives.
        process.onExit().orTimeout(readyMax.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            if (!ready.get()) {
                process.destroyForcibly();
            }
            return process;
        });
        BufferedReader out = process.inputReader(UTF_8);
        StringBuilder before = new StringBuilder();
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            before.append(line).append('\n');
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the node did not start: " + before + Files.readString(err));
        }
        ready.set(true);
        URI url = URI.create(line.substring(READY.length()));
        return new ChildNode(process, out, before.toString(), url, home, Duration.ofNanos(System.nanoTime() - begin));
    }

    /** As its own ready line says it. */
    public URI url() {
        return url;
    }

    /** Its administrator's token. */
    public String token() throws IOException {
        return Files.readAllLines(home.adminKey()).getFirst();
    }

    public Home home() {
        return home;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** From the launch to the ready line. */
    public Duration readyAfter() {
        return readyAfter;
    }

    /** What it said on standard output before it was ready. */
    public String before() {
        return before;
    }

    /** What it says on standard output from then to its end. */
    public List<String> after() {
        return out.lines().toList();
    }

    /** TERM, and its end; the exit code. */
    public int stop() throws IOException, InterruptedException {
        process.toHandle().destroy(); // of the handle: the streams stay open
        return end();
    }

    /** {@code kill -9}. */
    public void kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        end();
    }

    private int end() throws IOException, InterruptedException {
        if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the node did not stop within " + STOP_SECONDS_MAX + " s");
        }
        return process.exitValue();
    }

    /** Stops it, if it still runs. */
    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
