package org.tallystick.api.command;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.tallystick.home.Home;

/** The node that runs on a home, asked over HTTP with the home's own administrator key. */
final class RunningNode {
    /** A rotation lets the outbox drain, then waits for its block. */
    private static final Duration WAIT = Duration.ofSeconds(90);

    private final Home home;

    RunningNode(Home home) {
        this.home = home;
    }

    /** The answer's body, when it is a success; else the problem's own words. */
    JsonNode post(String path, String body) throws IOException {
        String url = line(HomeFiles.address(home), "no address of the node that runs on " + home);
        String token =
                line(home.adminKey(), "no administrator key in " + home + "; make one with `keys administrator`");
        try (HttpClient client = client()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .timeout(WAIT)
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = read(answer.body());
            if (answer.statusCode() >= 300) {
                throw new IOException("the node at " + url + " answers " + answer.statusCode() + ": "
                        + json.path("detail").asText(json.path("title").asText("")));
            }
            return json;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + url, e);
        } catch (GeneralSecurityException e) {
            throw new IOException("the home's own authority cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw e.getMessage() == null ? new IOException("the node at " + url + " does not answer", e) : e;
        }
    }

    private static JsonNode read(byte[] body) throws IOException {
        try {
            JsonNode json = new ObjectMapper().readTree(body);
            return json == null ? new ObjectMapper().createObjectNode() : json;
        } catch (JacksonException e) {
            return new ObjectMapper().createObjectNode();
        }
    }

    private static String line(Path file, String absent) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(absent);
        }
        return Files.readString(file)
                .lines()
                .findFirst()
                .orElseThrow(() -> new IOException(absent))
                .strip();
    }

    /** Trusts the authority that the node made for itself, where it did; else whom the system trusts. */
    private HttpClient client() throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(WAIT);
        Path authority = home.folder().resolve("tls").resolve("authority.pem");
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
}
