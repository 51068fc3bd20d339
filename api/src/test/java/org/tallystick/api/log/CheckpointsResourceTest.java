package org.tallystick.api.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class CheckpointsResourceTest {
    private static final long DEADLINE_NANOS = Duration.ofSeconds(60).toNanos();

    @Inject
    Node node;

    /** One who follows; closing ends its connection. */
    private record Follower(int status, HttpResponse<InputStream> answer, BufferedReader lines)
            implements AutoCloseable {
        static Follower open(HttpClient client) throws IOException, InterruptedException {
            URI uri = URI.create("http://localhost:" + RestAssured.port + "/log/checkpoints");
            HttpResponse<InputStream> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
            return new Follower(
                    answer.statusCode(),
                    answer,
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
        }

        /** The fields of the next event. */
        List<String> next() throws IOException {
            List<String> fields = new ArrayList<>();
            String line = lines.readLine();
            while (line != null && !(line.isEmpty() && !fields.isEmpty())) {
                if (!line.isEmpty()) {
                    fields.add(line);
                }
                line = lines.readLine();
            }
            return fields;
        }

        static String data(List<String> event) {
            return event.stream()
                    .filter(line -> line.startsWith("data:"))
                    .map(line -> line.substring("data:".length()))
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    @Test
    void follower_getsTheNewestAtOnceAndThoseThatFollow() throws Exception {
        TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        try (HttpClient client = HttpClient.newHttpClient();
                Follower follower = Follower.open(client)) {
            assertThat(follower.answer().headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            List<String> first = follower.next();
            assertThat(first).contains("event:checkpoint");
            assertThat(Follower.data(first))
                    .isEqualToIgnoringNewLines(node.ledger().checkpoint().note());

            TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
            long size = node.ledger().checkpoint().checkpoint().size();
            List<String> event = follower.next();
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            while (!event.contains("id:" + size) && System.nanoTime() < deadline) {
                event = follower.next();
            }
            assertThat(event).contains("id:" + size);
        }
    }

    @Test
    void followers_moreThanThereAreSeats_areTurnedAwayUntilOneGoes() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<Follower> seated = new ArrayList<>();
        try {
            while (seated.size() < CheckpointsResource.FOLLOWERS_MAX) {
                Follower follower = Follower.open(client);
                assertThat(follower.status()).isEqualTo(200);
                follower.next();
                seated.add(follower);
            }
            try (Follower late = Follower.open(client)) {
                assertThat(late.status()).isEqualTo(503);
                assertThat(late.answer().headers().firstValue("Retry-After")).isPresent();
            }
            seated.removeLast().close();
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            int status = 503;
            while (status != 200 && System.nanoTime() < deadline) {
                // The node hears that somebody went when it writes to him.
                TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
                try (Follower next = Follower.open(client)) {
                    status = next.status();
                }
            }
            assertThat(status).isEqualTo(200);
        } finally {
            for (Follower follower : seated) {
                follower.close();
            }
            client.shutdownNow(); // closing it would wait for streams that do not end
        }
    }
}
