package org.tallystick.api.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tallystick.api.client.ChildNode;
import org.tallystick.home.Home;

/** A node in a process of its own, on a home that is thrown away, with the processor time that it took. */
final class MeasuredNode implements AutoCloseable {
    /** A first start makes a database. */
    private static final Duration READY_MAX = Duration.ofMinutes(5);

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

    private final ChildNode node;

    private MeasuredNode(ChildNode node) {
        this.node = node;
    }

    /** @param recording where the node's flight recording goes when it stops; none, no recording */
    static MeasuredNode start(Path jar, Path home, Path log, Optional<Path> recording) throws IOException {
        List<String> options = recording
                .map(file -> List.of("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file))
                .orElse(List.of());
        List<String> words = List.of("start", "--home", home.toString(), "--port", "0", "--no-browser");
        return new MeasuredNode(
                ChildNode.start(ChildNode.process(jar, List.of(), options, words), Home.at(home), log, READY_MAX));
    }

    /** Not localhost, which may be two addresses; the node listens on this one. */
    URI url() {
        return URI.create("http://127.0.0.1:" + node.url().getPort());
    }

    double readySeconds() {
        return node.readyAfter().toNanos() / 1e9;
    }

    String token() throws IOException {
        return node.token();
    }

    /** Processor time so far, of the node and of its PostgreSQL. */
    Cpu cpu() {
        String binaries = node.home().postgres().resolve("pgsql-").toString();
        double postgres = ProcessHandle.allProcesses()
                .filter(other -> other.info().command().orElse("").startsWith(binaries))
                .mapToDouble(MeasuredNode::seconds)
                .sum();
        return new Cpu(seconds(node.handle()), postgres, seconds(ProcessHandle.current()), threads());
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
        Path tasks = Path.of("/proc", Long.toString(node.handle().pid()), "task");
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
        node.close();
    }
}
