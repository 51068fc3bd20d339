package org.tallystick.api.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tallystick.api.client.NodeApi;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.note.SignedNote;

/** A caller of one node's API, as the tests need it. */
final class Client implements AutoCloseable {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NodeApi node;

    Client(NodeProcess node) throws IOException {
        this.node = NodeApi.at(node.url(), node.token());
    }

    HttpResponse<byte[]> post(Request request) throws IOException, InterruptedException {
        return node.post(
                request.path(),
                request.body().getBytes(UTF_8),
                request.key().map(key -> Map.of("Idempotency-Key", key)).orElse(Map.of()));
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return node.get(path);
    }

    private String ok(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(path);
        String body = new String(answer.body(), UTF_8);
        assertThat(answer.statusCode()).as(path + ": " + body).isEqualTo(200);
        return body;
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(ok(path));
    }

    static JsonNode parse(byte[] body) throws IOException {
        return JSON.readTree(body);
    }

    /** The job once it has ended. */
    JsonNode ended(String job) throws IOException, InterruptedException {
        return node.endOf(job);
    }

    /** The id of every event there is, as often as it is there, by way of all pages. */
    List<String> eventIDs() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        Optional<String> page = Optional.of("/epcis/events?perPage=500");
        while (page.isPresent()) {
            HttpResponse<byte[]> answer = get(page.get());
            assertThat(answer.statusCode()).as(page.get()).isEqualTo(200);
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
        return events(json("/epcis/events/" + NodeApi.encoded(eventID))).size();
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
        node.close();
    }
}
