package org.tallystick.api.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.testing.TestData;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class CaptureResourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Response post(byte[] document, String behaviour) {
        return Caller.recorder()
                .contentType("application/json")
                .header("GS1-Capture-Error-Behaviour", behaviour)
                .body(document)
                .post("/epcis/capture");
    }

    private static Response post(String document) {
        return post(document.getBytes(java.nio.charset.StandardCharsets.UTF_8), "rollback");
    }

    private static JsonPath finished(String location) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            Response job = Caller.recorder().get(location);
            assertThat(job.statusCode()).isEqualTo(200);
            if (!job.<Boolean>path("running")) {
                return job.jsonPath();
            }
            Thread.sleep(50);
        }
        throw new AssertionError(location + " does not finish");
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(TestData.path(folder))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.json(ld)?"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void capture_aDocument_is202WithAJobThatEndsAndNamesEachPlace() throws Exception {
        String id = Events.newId();
        Response accepted = post(
                Events.document(Events.member(id, Events.newEpc()), Events.member(Events.newId(), Events.newEpc())));
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.header("Location")).matches(".*/epcis/capture/[0-9a-f]{32}");
        JsonPath job = finished(accepted.header("Location"));
        assertThat(job.getBoolean("success")).isTrue();
        assertThat(job.getString("captureErrorBehaviour")).isEqualTo("rollback");
        assertThat(job.getString("finishedAt")).isNotNull();
        assertThat(job.getList("records.position")).isEqualTo(List.of(0, 1));
        Caller.reader().get("/epcis/events/{id}", id).then().statusCode(200);
        assertThat(Caller.recorder().get("/epcis/capture").<List<String>>path("captureID"))
                .contains(job.getString("captureID"));
        Caller.recorder().get("/epcis/capture/" + "0".repeat(32)).then().statusCode(404);
        Caller.recorder().get("/epcis/capture/x").then().statusCode(404);
    }

    @Test
    void capture_withAnInvalidEvent_rollback_is400AndStoresNothing() {
        String good = Events.newId();
        post(Events.document(
                        Events.member(good, Events.newEpc()),
                        Events.member(Events.newId(), Events.newEpc()).replace("OBSERVE", "LOOK")))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/epcisBody/eventList/1/action"));
        Caller.reader().get("/epcis/events/{id}", good).then().statusCode(404);
    }

    @Test
    void capture_withAnInvalidEvent_proceed_keepsTheOthersAndSaysSo() throws Exception {
        String good = Events.newId();
        String document = Events.document(
                Events.member(Events.newId(), Events.newEpc()).replace("OBSERVE", "LOOK"),
                Events.member(good, Events.newEpc()));
        Response accepted = post(document.getBytes(java.nio.charset.StandardCharsets.UTF_8), "proceed");
        assertThat(accepted.statusCode()).isEqualTo(202);
        JsonPath job = finished(accepted.header("Location"));
        assertThat(job.getBoolean("success")).isFalse();
        assertThat(job.getString("errors[0].type")).isEqualTo("epcisException:ValidationException");
        assertThat(job.getString("errors[0].pointer")).isEqualTo("/epcisBody/eventList/0/action");
        assertThat(job.getList("records")).hasSize(1);
        Caller.reader().get("/epcis/events/{id}", good).then().statusCode(200);
    }

    @Test
    void capture_withAnUnknownErrorBehaviour_is400() {
        post(new byte[] {'{', '}'}, "shrug").then().statusCode(400);
    }

    @Test
    void idempotencyKey_sameDocument_givesTheSameJob() {
        String key = UUID.randomUUID().toString();
        String document = Events.document(Events.member(Events.newId(), Events.newEpc()));
        List<Response> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            answers.add(Caller.recorder()
                    .contentType("application/json")
                    .header("Idempotency-Key", key)
                    .body(document)
                    .post("/epcis/capture"));
        }
        assertThat(answers.get(0).statusCode()).isEqualTo(202);
        assertThat(answers.get(1).statusCode()).isEqualTo(202);
        assertThat(answers.get(1).header("Location")).isEqualTo(answers.get(0).header("Location"));
        assertThat(answers.get(1).header("Idempotent-Replayed")).isEqualTo("true");
        // Another behaviour is another request.
        Caller.recorder()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .header("GS1-Capture-Error-Behaviour", "proceed")
                .body(document)
                .post("/epcis/capture")
                .then()
                .statusCode(422);
    }

    @Test
    void jobs_inPages_areNewestFirst() {
        for (int i = 0; i < 3; i++) {
            post(Events.document(Events.member(Events.newId(), Events.newEpc())))
                    .then()
                    .statusCode(202);
        }
        Response first = Caller.recorder().get("/epcis/capture?perPage=2");
        first.then().statusCode(200).body("$", hasSize(2)).header("Link", notNullValue());
        String next = first.header("Link").replaceAll("^<|>; rel=\"next\"$", "");
        Response second = Caller.recorder().urlEncodingEnabled(false).get(next);
        second.then().statusCode(200).body("size()", greaterThan(0));
        assertThat(second.<List<String>>path("captureID")).doesNotContainAnyElementsOf(first.path("captureID"));
        Caller.recorder()
                .get("/epcis/capture?nextPageToken=x")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("?nextPageToken"));
        Caller.recorder()
                .get("/epcis/capture?perPage=x")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("?perPage"));
    }

    @Test
    void officialDocuments_allAreCapturedAndFoundByTheirIds() throws Exception {
        List<Path> files = files("gs1-epcis/json");
        assertThat(files).hasSize(47);
        for (Path file : files) {
            Response accepted = post(Files.readAllBytes(file), "rollback");
            assertThat(accepted.statusCode())
                    .as(file + " " + accepted.body().asString())
                    .isEqualTo(202);
            JsonPath job = finished(accepted.header("Location"));
            assertThat(job.getBoolean("success")).as(file.toString()).isTrue();
            for (JsonNode event : JSON.readTree(file.toFile()).findParents("eventTime")) {
                if (event.has("eventID") && event.has("type")) {
                    Caller.reader()
                            .get("/epcis/events/{id}", event.get("eventID").asText())
                            .then()
                            .statusCode(200);
                }
            }
        }
    }

    @Test
    void officialInvalidDocuments_allAreRefusedWithAPlace() throws Exception {
        List<Path> files = files("epcis-invalid/json/capture");
        assertThat(files).hasSize(15);
        int before = Caller.recorder().get("/epcis/capture?perPage=1000").path("size()");
        for (Path file : files) {
            Response refused = post(Files.readAllBytes(file), "rollback");
            assertThat(refused.statusCode()).as(file.toString()).isEqualTo(400);
            assertThat(refused.<List<String>>path("errors.pointer"))
                    .as(file.toString())
                    .isNotEmpty();
        }
        assertThat(Caller.recorder().get("/epcis/capture?perPage=1000").<Integer>path("size()"))
                .isEqualTo(before);
    }
}
