package org.tallystick.api.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a node's processors were, by the execution samples of a flight recording: each is counted for the stage whose code
 * is nearest to the top of its stack, so hashing counts for whoever asked for it only where nothing of ours is between.
 */
final class Profile {
    /** The first that fits. What a package does is said as the architecture says it. */
    private static final List<Map.Entry<String, String>> STAGES = List.of(
            Map.entry("org.tallystick.ledger.submit", "submit"),
            Map.entry("org.tallystick.ledger.order", "order"),
            Map.entry("org.tallystick.ledger.execute", "execute"),
            Map.entry("org.tallystick.ledger.commit", "commit"),
            Map.entry("org.tallystick.ledger.project", "project"),
            Map.entry("org.tallystick.provenance.query", "project and query: events"),
            Map.entry("org.tallystick.provenance.trace", "query: traces"),
            Map.entry("org.tallystick.ledger.crypto", "signatures"),
            Map.entry("org.tallystick.ledger", "formats: statements, CBOR, hashes, tree"),
            Map.entry("org.tallystick.identity", "identity"),
            Map.entry("org.tallystick.provenance", "capture: reading and checking EPCIS"),
            Map.entry("org.tallystick.api", "HTTP: resources and door"),
            Map.entry("org.tallystick", "other of ours"),
            Map.entry("org.postgresql", "JDBC"),
            Map.entry("io.agroal", "JDBC"),
            Map.entry("io.netty", "HTTP: network and framework"),
            Map.entry("io.vertx", "HTTP: network and framework"),
            Map.entry("io.quarkus", "HTTP: network and framework"),
            Map.entry("org.jboss", "HTTP: network and framework"),
            Map.entry("io.smallrye", "HTTP: network and framework"),
            Map.entry("org.bouncycastle", "signatures"));

    private Profile() {}

    /** The share of each stage between two moments, the largest first. */
    static Map<String, Double> read(Path recording, Instant from, Instant to) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        long all = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")
                        && event.getStackTrace() != null
                        && event.getStartTime().isAfter(from)
                        && event.getStartTime().isBefore(to)) {
                    counts.merge(stage(event.getStackTrace().getFrames()), 1L, Long::sum);
                    all++;
                }
            }
        }
        double samples = Math.max(1, all);
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, stage -> stage.getValue() / samples, (a, b) -> a, LinkedHashMap::new));
    }

    static String stage(List<RecordedFrame> frames) {
        return stageOf(frames.stream()
                .map(frame -> frame.getMethod().getType().getName())
                .toList());
    }

    /** @param classes of the stack, the top first */
    static String stageOf(List<String> classes) {
        for (String name : classes) {
            for (Map.Entry<String, String> stage : STAGES) {
                if (name.startsWith(stage.getKey() + ".")) {
                    return stage.getValue();
                }
            }
        }
        return "the JVM's own";
    }
}
