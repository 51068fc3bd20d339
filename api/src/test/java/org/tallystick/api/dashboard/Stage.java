package org.tallystick.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.tallystick.api.crash.NodeProcess;
import org.tallystick.api.dashboard.Person.Sight;

/** A packaged node, a browser, and the API beside it for what a test has to know or to have done. */
final class Stage implements AutoCloseable {
    private final Path home;
    private final Chromium chromium;
    private final HttpClient http = HttpClient.newHttpClient();
    private NodeProcess node;

    private Stage(Path home, Chromium chromium, NodeProcess node) {
        this.home = home;
        this.chromium = chromium;
        this.node = node;
    }

    static Stage open(Path folder) throws IOException {
        Chromium chromium = Chromium.launch();
        Path home = folder.resolve("home");
        return new Stage(home, chromium, NodeProcess.start(home));
    }

    /** {@code kill -9}: the browser is not told. */
    void kill() throws IOException, InterruptedException {
        node.kill();
    }

    /** At the same address. */
    void startAgain() throws IOException {
        node = NodeProcess.startAgain(home, node.url());
    }

    NodeProcess node() {
        return node;
    }

    Chromium chromium() {
        return chromium;
    }

    Person signedIn(Sight sight, String path) throws IOException {
        return signedIn(sight, path, node.token());
    }

    Person signedIn(Sight sight, String path, String token) {
        return Person.at(chromium.browser(), node.url(), sight).open(path).signIn(token);
    }

    String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(node.url().resolve(path)).GET());
    }

    String post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(node.url().resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    void put(String path, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(node.url().resolve(path)).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request.header("Authorization", "Bearer " + node.token())
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return response.body();
    }

    @Override
    public void close() throws IOException {
        node.close();
        http.close();
        chromium.close();
    }
}
