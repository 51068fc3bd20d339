package org.tallystick.api.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, from this program's jar, on a home that is thrown away. */
final class NodeProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 90;

    private final Process process;
    private final URI url;
    private final double readySeconds;
    private final Path home;

    private NodeProcess(Process process, URI url, double readySeconds, Path home) {
        this.process = process;
        this.url = url;
        this.readySeconds = readySeconds;
        this.home = home;
    }

    /** @param recording where the node's flight recording goes when it stops; none, no recording */
    static NodeProcess start(Path jar, Path home, Path log, Optional<Path> recording) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        Path aot = jar.resolveSibling("app.aot");
        if (Files.exists(aot)) {
            command.add("-XX:AOTCache=" + aot);
        }
        recording.ifPresent(
                file -> command.add("-XX:StartFlightRecording=settings=default,dumponexit=true,filename=" + file));
        command.addAll(
                List.of("-jar", jar.toString(), "start", "--home", home.toString(), "--port", "0", "--no-browser"));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ")) {
                // As the node's own address says it: localhost, which may be two addresses; it listens on this one.
                URI said = URI.create(line.substring("ready ".length()));
                URI url = URI.create("http://127.0.0.1:" + said.getPort());
                return new NodeProcess(process, url, (System.nanoTime() - begin) / 1e9, home);
            }
        }
        throw new IOException("the node did not start; see " + log);
    }

    URI url() {
        return url;
    }

    double readySeconds() {
        return readySeconds;
    }

    String token() throws IOException {
        return Files.readAllLines(home.resolve("admin.key")).getFirst();
    }

    /** Processor time so far, of the node and of its PostgreSQL. */
    Cpu cpu() {
        String binaries = home.resolve("postgres").resolve("pgsql-").toString();
        double postgres = ProcessHandle.allProcesses()
                .filter(other -> other.info().command().orElse("").startsWith(binaries))
                .mapToDouble(NodeProcess::seconds)
                .sum();
        return new Cpu(seconds(process.toHandle()), postgres, seconds(ProcessHandle.current()));
    }

    /** @param client this process, which makes the load */
    record Cpu(double node, double postgres, double client) {
        Cpu since(Cpu before) {
            return new Cpu(node - before.node, postgres - before.postgres, client - before.client);
        }
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the node did not stop within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
