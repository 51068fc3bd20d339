package org.tallystick.api.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, from this program's jar, on a home that is thrown away. */
final class NodeProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 90;

    /** By the beginnings of their names. */
    private static final List<Map.Entry<String, String>> THREADS = List.of(
            Map.entry("C1 Comp", "JVM: compiler"),
            Map.entry("C2 Comp", "JVM: compiler"),
            Map.entry("G1 ", "JVM: collector"),
            Map.entry("GC ", "JVM: collector"),
            Map.entry("VM ", "JVM: other"),
            Map.entry("JFR ", "JVM: flight recorder"),
            Map.entry("ForkJoinPool-1-", "requests: virtual threads"),
            Map.entry("vert.x-event", "requests: network"),
            Map.entry("ForkJoinPool.co", "signing and admission"),
            Map.entry("tallystick-outb", "outbox"),
            Map.entry("tallystick-engi", "engine: execute and commit"),
            Map.entry("tallystick-proj", "projections"),
            Map.entry("tallystick-audi", "audit trail"));

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
                file -> command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file));
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
        return new Cpu(seconds(process.toHandle()), postgres, seconds(ProcessHandle.current()), threads());
    }

    /**
     * @param client this process, which makes the load
     * @param threads the node's, by what they are for; empty where the system does not tell
     */
    record Cpu(double node, double postgres, double client, Map<String, Double> threads) {
        Cpu since(Cpu before) {
            Map<String, Double> taken = new TreeMap<>();
            threads.forEach((name, seconds) -> taken.put(name, seconds - before.threads.getOrDefault(name, 0.0)));
            return new Cpu(node - before.node, postgres - before.postgres, client - before.client, taken);
        }
    }

    /**
     * Linux tells it of each thread ({@code proc_pid_stat(5)}): name in parentheses, at most 15 characters; user and system
     * time, in hundredths of a second, are the 12th and 13th words after it.
     */
    private Map<String, Double> threads() {
        Map<String, Double> seconds = new TreeMap<>();
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        if (!Files.isDirectory(tasks)) {
            return seconds;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                String stat;
                try {
                    stat = Files.readString(thread.resolve("stat"));
                } catch (IOException e) {
                    continue; // it ended meanwhile
                }
                int end = stat.lastIndexOf(')');
                String[] words = stat.substring(end + 2).split(" ", 15);
                double taken = (Long.parseLong(words[11]) + Long.parseLong(words[12])) / 100.0;
                seconds.merge(purpose(stat.substring(stat.indexOf('(') + 1, end)), taken, Double::sum);
            }
        } catch (IOException e) {
            return Map.of();
        }
        return seconds;
    }

    private static String purpose(String thread) {
        return THREADS.stream()
                .filter(known -> thread.startsWith(known.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("other");
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
