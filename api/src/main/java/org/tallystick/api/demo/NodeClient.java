package org.tallystick.api.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The public REST API of a node, as an ERP would call it. */
final class NodeClient implements AutoCloseable {
    /** Longer than the node lets any write wait. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    /** A document of the story is decided in milliseconds; a busy machine may take a thousand times as long. */
    private static final Duration JOB_MAX = Duration.ofSeconds(60);
    /** "Wait", said for this long, means no. */
    private static final int WAITS_MAX = 30;

    private static final Duration JOB_ASKED_EVERY = Duration.ofMillis(20);
    private static final String JSON = "application/json";

    private final URI node;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    NodeClient(URI node, String token) {
        this.node = node;
        this.token = token;
    }

    /** Returns when the document is in the log and can be found. */
    void captureDocument(JsonNode document) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = post("/epcis/capture", document, 202);
        String job = answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException("POST /epcis/capture answered 202 and named no job"));
        long end = System.nanoTime() + JOB_MAX.toNanos();
        while (true) {
            JsonNode state = tree(get(job));
            if (!state.path("running").asBoolean()) {
                if (!state.path("success").asBoolean()) {
                    throw new IOException("the job " + job + " failed: " + state.path("errors"));
                }
                return;
            }
            if (System.nanoTime() > end) {
                throw new IOException("the job " + job + " has no end after " + JOB_MAX.toSeconds() + " s");
            }
            Thread.sleep(JOB_ASKED_EVERY);
        }
    }

    /** Returns when the event is in the log and can be found. */
    void captureEvent(JsonNode event) throws IOException, InterruptedException {
        post("/epcis/events", event, 201);
    }

    JsonNode trace(String identifier) throws IOException, InterruptedException {
        return tree(get("/api/v1/trace/" + encoded(identifier)));
    }

    byte[] evidence(String eventID) throws IOException, InterruptedException {
        return get("/api/v1/events/" + encoded(eventID) + "/evidence");
    }

    byte[] policy() throws IOException, InterruptedException {
        return get("/log/policy");
    }

    private HttpResponse<byte[]> post(String path, JsonNode body, int expected)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", JSON)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                        .build(),
                expected);
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        return send(request(path).build(), 200).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> send(HttpRequest request, int expected) throws IOException, InterruptedException {
        for (int waits = 0; ; waits++) {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == expected) {
                return answer;
            }
            boolean later = answer.statusCode() == 429 || answer.statusCode() == 503;
            if (!later || waits == WAITS_MAX) {
                throw new IOException(request.method() + " " + request.uri().getPath() + " was answered "
                        + answer.statusCode() + ": " + new String(answer.body(), UTF_8));
            }
            Thread.sleep(Duration.ofSeconds(
                    answer.headers().firstValueAsLong("Retry-After").orElse(1)));
        }
    }

    private JsonNode tree(byte[] body) throws JsonProcessingException, IOException {
        return json.readTree(body);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
