package org.tallystick.api.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.note.SignedNote;

/** A caller of one node's API, as the tests need it. */
final class Client implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(40);
    private static final Duration JOB_MAX = Duration.ofSeconds(60);
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI node;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    Client(NodeProcess node) throws IOException {
        this.node = node.url();
        this.token = node.token();
    }

    HttpResponse<String> post(Request request) throws IOException, InterruptedException {
        HttpRequest.Builder builder = request(request.path())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.body()));
        request.key().ifPresent(key -> builder.header("Idempotency-Key", key));
        return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + token);
    }

    private String ok(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(ok(path));
    }

    static JsonNode parse(String body) throws IOException {
        return JSON.readTree(body);
    }

    /** The job once it has ended. */
    JsonNode ended(String job) throws IOException, InterruptedException {
        long end = System.nanoTime() + JOB_MAX.toNanos();
        while (true) {
            JsonNode state = json(job);
            if (!state.path("running").asBoolean()) {
                return state;
            }
            assertThat(System.nanoTime()).as(job + " has no end").isLessThan(end);
            Thread.sleep(50);
        }
    }

    /** The id of every event there is, as often as it is there, by way of all pages. */
    List<String> eventIDs() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        Optional<String> page = Optional.of("/epcis/events?perPage=500");
        while (page.isPresent()) {
            HttpResponse<String> answer = get(page.get());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            events(JSON.readTree(answer.body()))
                    .forEach(event -> ids.add(event.path("eventID").asText()));
            page = answer.headers().allValues("Link").stream()
                    .map(NEXT::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1))
                    .findFirst();
        }
        return ids;
    }

    /** How many events have this id. */
    int countOf(String eventID) throws IOException, InterruptedException {
        return events(json("/epcis/events/" + URLEncoder.encode(eventID, UTF_8)))
                .size();
    }

    private static JsonNode events(JsonNode document) {
        return document.at("/epcisBody/queryResults/resultsBody/eventList");
    }

    Checkpoint checkpoint() throws Exception {
        return Checkpoint.of(SignedNote.parse(ok("/log/checkpoint")));
    }

    /** Fails unless the log of {@code later} begins with the log of {@code earlier}. */
    void demandConsistent(Checkpoint earlier, Checkpoint later) throws Exception {
        assertThat(later.origin()).isEqualTo(earlier.origin());
        assertThat(later.size()).isGreaterThanOrEqualTo(earlier.size());
        List<Hash> path = new ArrayList<>();
        for (String line : ok("/proofs/consistency?from=" + earlier.size() + "&to=" + later.size())
                .lines()
                .toList()) {
            path.add(Hash.parseBase64(line));
        }
        new ConsistencyProof(earlier.size(), later.size(), path).verify(earlier.root(), later.root());
    }

    @Override
    public void close() {
        http.close();
    }
}
