package org.tallystick.api.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.tallystick.ledger.log.Checkpoint;

/**
 * Clients that capture and remember what they were told, through any number of lives of their node.
 *
 * <p>Each works as an ERP does: sends, repeats now and then what was answered already, and, when no answer came, sends the
 * same again later. What it was told is a promise, which {@link #demandKept} holds the node to.
 */
final class Traffic {
    private static final int CLIENTS = 6;

    /** An answer under load takes milliseconds; past this the node hangs. */
    private static final long END_SECONDS_MAX = 60;

    /** What a client may be told when the node cannot say yes: overload, or a database that is away. */
    private static final Set<Integer> LATER = Set.of(429, 503, 507);

    /** What was promised: nothing yet, that it will be decided, or that it is in the log at these places. */
    private sealed interface Promise {
        record Unanswered() implements Promise {}

        record Accepted(String job) implements Promise {}

        record Logged(JsonNode events) implements Promise {}
    }

    private final Map<Request, Promise> promises = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Checkpoint> checkpoints = new ConcurrentLinkedQueue<>();
    private final AtomicLong refused = new AtomicLong();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ending;

    /** Begins to work with the node, which may die at any moment. */
    void begin(NodeProcess node, long seed) throws IOException {
        ending = false;
        for (int i = 0; i < CLIENTS; i++) {
            RandomGenerator random = random(seed * CLIENTS + i);
            Client client = new Client(node);
            running.add(threads.submit(() -> work(client, random)));
        }
        Client watcher = new Client(node);
        running.add(threads.submit(() -> watch(watcher)));
    }

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Returns when every client has stopped; fails as the first of them that was told something it must not be. */
    void end() throws Exception {
        ending = true;
        for (Future<?> client : running) {
            client.get(END_SECONDS_MAX, TimeUnit.SECONDS);
        }
        running.clear();
    }

    long acknowledged() {
        return promises.values().stream()
                .filter(promise -> !(promise instanceof Promise.Unanswered))
                .count();
    }

    /** Writes that were told to wait. */
    long refused() {
        return refused.get();
    }

    private Void work(Client client, RandomGenerator random) throws Exception {
        List<Request> answered = new ArrayList<>();
        try (client) {
            while (!ending) {
                boolean again = !answered.isEmpty() && random.nextInt(4) == 0;
                Request request = again ? answered.get(random.nextInt(answered.size())) : Request.random(random);
                promises.putIfAbsent(request, new Promise.Unanswered());
                try {
                    if (!hear(request, client.post(request))) {
                        Thread.sleep(20);
                    } else if (!again) {
                        answered.add(request);
                    }
                } catch (IOException e) {
                    Thread.sleep(20); // no answer: it may be there, or not
                }
            }
        }
        return null;
    }

    private Void watch(Client client) throws Exception {
        try (client) {
            while (!ending) {
                try {
                    checkpoints.add(client.checkpoint());
                } catch (IOException e) {
                    // no answer
                }
                Thread.sleep(50);
            }
        }
        return null;
    }

    /** Whether it was answered for good. */
    private boolean hear(Request request, HttpResponse<byte[]> answer) throws IOException {
        if (LATER.contains(answer.statusCode())) {
            assertThat(answer.headers().firstValue("Retry-After"))
                    .as(answer.statusCode() + ": " + new String(answer.body(), UTF_8))
                    .isPresent();
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            refused.incrementAndGet();
            return false;
        }
        assertThat(answer.statusCode())
                .as(request.path() + ": " + new String(answer.body(), UTF_8))
                .isEqualTo(request.waits() ? 201 : 202);
        Promise now = request.waits()
                ? new Promise.Logged(Client.parse(answer.body()).path("events"))
                : new Promise.Accepted(answer.headers().firstValue("Location").orElseThrow());
        Promise before = promises.put(request, now);
        // The same request again, with its key or without: the same events at the same places.
        if (before instanceof Promise.Logged
                || before instanceof Promise.Accepted && request.key().isPresent()) {
            assertThat(now).as(request.toString()).isEqualTo(before);
        }
        return true;
    }

    /** Sends once more all that no answer came to. */
    void retry(Client client) throws Exception {
        for (Map.Entry<Request, Promise> entry : new LinkedHashMap<>(promises).entrySet()) {
            if (entry.getValue() instanceof Promise.Unanswered) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS_MAX);
                while (!hear(entry.getKey(), client.post(entry.getKey()))) {
                    assertThat(System.nanoTime()).as("still told to wait").isLessThan(end);
                    Thread.sleep(200);
                }
            }
        }
    }

    /** Everything that was ever promised, and nothing beside it. */
    void demandKept(Client client) throws Exception {
        List<String> expected = new ArrayList<>();
        for (Map.Entry<Request, Promise> entry : promises.entrySet()) {
            expected.addAll(entry.getKey().eventIDs());
            if (entry.getValue() instanceof Promise.Accepted(String job)) {
                JsonNode ended = client.ended(job);
                assertThat(ended.path("success").asBoolean())
                        .as(ended.toString())
                        .isTrue();
                assertThat(ended.path("finishedAt").isTextual()).isTrue();
            }
        }
        assertThat(client.eventIDs()).containsExactlyInAnyOrderElementsOf(expected);
        for (int i = 0; i < expected.size(); i += 1 + expected.size() / 50) {
            assertThat(client.countOf(expected.get(i))).isEqualTo(1);
        }
        Checkpoint now = client.checkpoint();
        Checkpoint last = null;
        for (Checkpoint seen : checkpoints) {
            if (!seen.equals(last)) {
                client.demandConsistent(seen, now);
                last = seen;
            }
        }
        // What was consistent with this one once is so for ever.
        checkpoints.clear();
        checkpoints.add(now);
    }
}
