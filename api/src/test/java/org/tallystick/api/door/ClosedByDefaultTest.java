package org.tallystick.api.door;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.testing.TestNode;

/** Walks everything that is there, however it came to be there, and demands that it is closed or on this list. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class ClosedByDefaultTest {
    /** Everything else needs a key. Whoever adds a line here answers for it. */
    private static final Set<String> OPEN = Set.of(
            "GET /about",
            "GET /api/v1/session",
            // Show who it is by a secret in the body, and say no more than that it is wrong.
            "POST /api/v1/session/password",
            "POST /api/v1/link",
            "POST /api/v1/link/password",
            "GET /log/checkpoint",
            "GET /log/checkpoints",
            "GET /log/policy",
            "GET /log/policy/{number}",
            "GET /log/vkeys",
            "GET /archive",
            "GET /archive/{number}/checkpoint",
            "GET /archive/{number}/policy",
            "GET /archive/{number}/vkeys",
            "GET /1.0/identifiers/{did:.*}",
            "GET /{path:.+}/did.jsonl",
            "GET /{path:.+}/did.json");

    /** Open to this machine, as the setting of a node alone says. */
    private static final Set<String> OPEN_ON_LOOPBACK = Set.of(
            "GET /log/tile/{tile:.+}",
            "GET /proofs/{index}.tlog-proof",
            "GET /proofs/consistency",
            "GET /archive/{number}/tile/{tile:.+}",
            "GET /archive/{number}/proofs/{index}.tlog-proof");

    @Inject
    Routes routes;

    @Test
    void everyResourceMethod_saysWhatItRequires() {
        assertThat(routes.all()).isNotEmpty();
        assertThat(routes.all())
                .allSatisfy(route -> assertThat(route.requires())
                        .as("@Requires of " + route.method() + " " + route.template())
                        .isPresent());
    }

    @Test
    void everyResourceMethod_withoutKey_is401OrOnTheList() throws Exception {
        Set<String> open = new TreeSet<>();
        HttpClient client = HttpClient.newHttpClient();
        for (Routes.Route route : routes.all()) {
            String path = route.template().replaceAll("\\{[^}]*}", "1");
            if (status(client, route.method(), path) != 401) {
                open.add(route.method() + " " + route.template());
            }
        }
        client.shutdownNow();
        open.removeAll(OPEN);
        open.removeAll(OPEN_ON_LOOPBACK);
        assertThat(open).isEmpty();
    }

    /** Of the head alone: one of the bodies, a stream, has no end. */
    private static int status(HttpClient client, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    @Test
    void everyResourceMethod_behindAProxy_openOnLoopbackIsClosed() {
        for (Routes.Route route : routes.all()) {
            if (OPEN_ON_LOOPBACK.contains(route.method() + " " + route.template())) {
                String path = route.template().replaceAll("\\{[^}]*}", "1");
                assertThat(given().header("X-Forwarded-For", "192.0.2.7")
                                .get(path)
                                .statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
        }
    }

    /** DNS rebinding: a page of elsewhere, whose name now leads to this machine. */
    @ParameterizedTest
    @CsvSource({"rebound.example, 401", "127.0.0.1.rebound.example, 401", "localhost, 200", "127.0.0.1:8080, 200"})
    void log_underAnyNameButALoopbackOne_isClosed(String host, int status) {
        assertThat(given().header("Host", host).get("/proofs/0.tlog-proof").statusCode())
                .isEqualTo(status);
    }

    @Test
    void everyOperationOfTheOpenApi_isAResourceMethodAndTheOtherWayRound() {
        JsonPath openApi = given().get("/q/openapi?format=json").jsonPath();
        Map<String, Map<String, Object>> paths = openApi.getMap("paths");
        List<String> operations = new ArrayList<>();
        paths.forEach((path, methods) -> methods.keySet().stream()
                .filter(key -> Set.of("get", "put", "post", "delete", "patch", "options")
                        .contains(key))
                .forEach(method -> operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
        Set<String> resources = routes.all().stream()
                .map(route -> route.method() + " " + route.template().replaceAll("\\{(\\w+)[^}]*}", "{$1}"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(operations)).isEqualTo(resources);
    }
}
