package org.tallystick.api.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "patch");

    /** In the Authorization header, or the address. */
    private static final Set<String> SAY_ALL_IN_THEIR_HEAD =
            Set.of("post /api/v1/session", "post /api/v1/people/{id}/link");

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private static JsonNode document() throws JsonProcessingException {
        return JSON.readTree(given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** Members in the order of their names: what an unordered object means, whatever built it. */
    private static String canonical(JsonNode document) throws JsonProcessingException {
        return JSON.writeValueAsString(JSON.treeToValue(document, Object.class)) + "\n";
    }

    @Test
    void document_isTheGoldenOne_soThatEveryChangeIsADiff() throws IOException {
        String now = canonical(document());
        Path written = Path.of("target", "openapi.json");
        Files.writeString(written, now);
        try (InputStream golden = OpenApiTest.class.getResourceAsStream("openapi.json")) {
            String then = golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(now)
                    .as(
                            "the API changed: if that is meant, copy api/%s to api/src/test/resources/%s",
                            written, "org/tallystick/api/openapi/openapi.json")
                    .isEqualTo(then);
        }
    }

    @Test
    void everyOperation_hasAnIdASummaryATagAndItsProblems() throws IOException {
        JsonNode document = document();
        assertThat(document.path("openapi").asText()).startsWith("3.1");
        Set<String> ids = new TreeSet<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(member -> {
                    if (METHODS.contains(member.getKey())) {
                        JsonNode operation = member.getValue();
                        String name = member.getKey() + " " + path.getKey();
                        assertThat(ids.add(operation.path("operationId").asText()))
                                .as(name + " has an id of its own")
                                .isTrue();
                        assertThat(operation.path("operationId").asText())
                                .as(name)
                                .matches("[a-z][A-Za-z]+");
                        assertThat(operation.path("summary").asText()).as(name).isNotEmpty();
                        assertThat(operation.path("tags").size())
                                .as(name + " has a tag")
                                .isEqualTo(1);
                        assertThat(operation.path("responses").has("500"))
                                .as(name)
                                .isTrue();
                        assertThat(operation.has("security")).as(name).isTrue();
                        // Signing in is open, and says so when it fails.
                        assertThat(operation.path("security").isEmpty())
                                .as(name + " is open where it has no 401")
                                .isEqualTo(!operation.path("responses").has("401")
                                        || name.equals("post /api/v1/session/password"));
                        if (member.getKey().equals("post")) {
                            assertThat(operation.path("parameters").toString()
                                            + operation.path("description").asText())
                                    .as(name)
                                    .containsPattern("IdempotencyKey|Idempotency-Key|Not idempotent");
                            assertThat(operation.has("requestBody") || SAY_ALL_IN_THEIR_HEAD.contains(name))
                                    .as(name)
                                    .isTrue();
                        }
                    }
                }));
        assertThat(ids).contains("captureDocument", "captureEvent", "queryEvents", "makeKey");
    }

    @Test
    void everyReference_leadsSomewhere() throws IOException {
        JsonNode document = document();
        List<String> lost = new ArrayList<>();
        for (String reference : document.findValuesAsText("$ref")) {
            if (!reference.startsWith("#/")
                    || document.at(reference.substring(1)).isMissingNode()) {
                lost.add(reference);
            }
        }
        assertThat(lost).isEmpty();
    }
}
