package org.tallystick.api.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.tallystick.home.Home;

/**
 * The REST API of a node, as an ERP would call it.
 *
 * <p>{@link #get} and {@link #post} ask once and hand on whatever is answered. {@link #read} and {@link #write} are for
 * what may be asked twice: told to wait (429, 503), they do, and anything but the expected answer is an {@link
 * IOException} in the problem's own words.
 */
public final class NodeApi implements AutoCloseable {
    /** A rotation lets the outbox drain, then waits for its block; everything else is answered sooner. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(90);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    /** A document is decided in milliseconds; a busy machine may take a thousand times as long. */
    private static final Duration JOB_MAX = Duration.ofSeconds(60);

    private static final Duration JOB_ASKED_EVERY = Duration.ofMillis(20);

    /** "Wait", said for this long, means no. */
    private static final int WAITS_MAX = 30;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI node;
    private final String token;
    private final HttpClient http;

    private NodeApi(URI node, String token, HttpClient http) {
        this.node = node;
        this.token = token;
        this.http = http;
    }

    /** A node whose certificate, if it shows one, the system trusts. */
    public static NodeApi at(URI node, String token) {
        return new NodeApi(node, token, builder().build());
    }

    /** The node that runs on a home, by the home's own administrator key and, where it made one, its own authority. */
    public static NodeApi of(Home home) throws IOException {
        String url = firstLine(home.address(), "no address of the node that runs on " + home);
        String token =
                firstLine(home.adminKey(), "no administrator key in " + home + "; make one with `keys administrator`");
        try {
            return new NodeApi(URI.create(url), token, client(home));
        } catch (GeneralSecurityException e) {
            throw new IOException("the home's own authority cannot be used: " + e.getMessage(), e);
        }
    }

    private static String firstLine(Path file, String absent) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(absent);
        }
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElseThrow(() -> new IOException(absent)).strip();
        }
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().connectTimeout(CONNECT_MAX);
    }

    private static HttpClient client(Home home) throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = builder();
        Path authority = home.tlsAuthority();
        if (Files.exists(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (InputStream pem = Files.newInputStream(authority)) {
                trusted.setCertificateEntry(
                        "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            builder.sslContext(context);
        }
        return builder.build();
    }

    // ---- once, whatever the answer

    public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    /** @param headers beside those of every request, such as an Idempotency-Key */
    public HttpResponse<byte[]> post(String path, byte[] json, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        headers.forEach(request::header);
        return send(request.build());
    }

    /** Asks once for what must not be done twice. */
    public JsonNode change(String path, JsonNode body) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = post(path, JSON.writeValueAsBytes(body), Map.of());
        if (answer.statusCode() >= 300) {
            throw refused("POST " + path, answer);
        }
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            // The JDK's refused connection has no message.
            throw e.getMessage() == null ? new IOException("the node at " + node + " does not answer", e) : e;
        }
    }

    // ---- again, until it is taken

    public byte[] read(String path) throws IOException, InterruptedException {
        HttpRequest request = request(path).build();
        return expect(request, 200).body();
    }

    /** What people call a place or a product: {@code places/9521001000017}. */
    public void name(String what, JsonNode name) throws IOException, InterruptedException {
        expect(
                request("/api/v1/" + what)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(name)))
                        .build(),
                204);
    }

    public JsonNode readJson(String path) throws IOException, InterruptedException {
        return JSON.readTree(read(path));
    }

    public HttpResponse<byte[]> write(String path, JsonNode body, int expected)
            throws IOException, InterruptedException {
        return expect(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build(),
                expected);
    }

    private HttpResponse<byte[]> expect(HttpRequest request, int status) throws IOException, InterruptedException {
        for (int waits = 0; ; waits++) {
            HttpResponse<byte[]> answer = send(request);
            if (answer.statusCode() == status) {
                return answer;
            }
            boolean later = answer.statusCode() == 429 || answer.statusCode() == 503;
            if (!later || waits == WAITS_MAX) {
                throw refused(request.method() + " " + request.uri().getPath(), answer);
            }
            Thread.sleep(Duration.ofSeconds(
                    answer.headers().firstValueAsLong("Retry-After").orElse(1)));
        }
    }

    private IOException refused(String what, HttpResponse<byte[]> answer) {
        return new IOException("the node at " + node + " answers " + what + " with " + answer.statusCode() + ": "
                + words(answer.body()));
    }

    /** A problem says it in its detail (RFC 9457); whatever else was sent is shown as it came. */
    private static String words(byte[] body) {
        String text = new String(body, UTF_8);
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem.path("detail").asText(problem.path("title").asText(text));
            return problem.has("errors") ? detail + " " + problem.path("errors") : detail;
        } catch (JacksonException e) {
            return text;
        } catch (IOException e) {
            throw new AssertionError("in memory", e);
        }
    }

    // ---- what clients do

    /** Returns when the document is in the log and can be found. */
    public void captureDocument(JsonNode document) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = write("/epcis/capture", document, 202);
        String job = answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException("POST /epcis/capture answered 202 and named no job"));
        JsonNode state = endOf(job);
        if (!state.path("success").asBoolean()) {
            throw new IOException("the job " + job + " failed: " + state.path("errors"));
        }
    }

    /** The job once it has ended, well or not. */
    public JsonNode endOf(String job) throws IOException, InterruptedException {
        long end = System.nanoTime() + JOB_MAX.toNanos();
        while (true) {
            JsonNode state = readJson(job);
            if (!state.path("running").asBoolean()) {
                return state;
            }
            if (System.nanoTime() > end) {
                throw new IOException("the job " + job + " has no end after " + JOB_MAX.toSeconds() + " s");
            }
            Thread.sleep(JOB_ASKED_EVERY);
        }
    }

    /** Returns when the event is in the log and can be found. */
    public void captureEvent(JsonNode event) throws IOException, InterruptedException {
        write("/epcis/events", event, 201);
    }

    public JsonNode trace(String identifier) throws IOException, InterruptedException {
        return readJson("/api/v1/trace/" + encoded(identifier));
    }

    public byte[] evidence(String eventID) throws IOException, InterruptedException {
        return read("/api/v1/events/" + encoded(eventID) + "/evidence");
    }

    public byte[] policy() throws IOException, InterruptedException {
        return read("/log/policy");
    }

    /** One segment of a path. */
    public static String encoded(String segment) {
        return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
