package org.tallystick.api.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class AuditResourceTest {
    /** A key of its own, made and revoked: two lines that stand with the changes. */
    private static String madeAndRevoked() {
        String id = Caller.administrator()
                .contentType("application/json")
                .body("{\"name\":\"short\",\"roles\":[\"reader\"]}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Caller.administrator().delete("/api/v1/keys/" + id).then().statusCode(204);
        return id;
    }

    private static List<String> targets(String question) {
        List<String> targets = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        String next = "/api/v1/audit?" + question;
        while (next != null) {
            Response page = Caller.auditor().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            JsonPath json = page.jsonPath();
            targets.addAll(json.getList("member.target", String.class));
            numbers.addAll(json.getList("member.seq", Integer.class));
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        assertThat(numbers).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b - a);
        return targets;
    }

    @Test
    void lines_ofAnAction_areThoseAlone_inPages() {
        String first = madeAndRevoked();
        String second = madeAndRevoked();
        assertThat(targets("action=keys.manage&limit=3"))
                .containsSubsequence(
                        "revoked " + second,
                        "made " + second + " with [READER]",
                        "revoked " + first,
                        "made " + first + " with [READER]");
        Caller.auditor()
                .get("/api/v1/audit?action=keys.manage&limit=1000")
                .then()
                .body("member.action", everyItem(is("keys.manage")));
    }

    @Test
    void lines_ofATime_areThoseSinceAndBefore() {
        String before = madeAndRevoked();
        Instant from = Instant.now();
        String within = madeAndRevoked();
        Instant until = Instant.now();
        String after = madeAndRevoked();
        String question = "action=keys.manage&limit=1&since=" + from + "&until=" + until;
        assertThat(targets(question))
                .contains("revoked " + within)
                .doesNotContain("revoked " + before, "revoked " + after);
        // With an offset, in an address as browsers write it.
        assertThat(targets("action=keys.manage&since=2026-01-01T00%3A00%3A00%2B01%3A00&until=2026-01-02T00:00:00Z"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "action=everything, ?action",
        "since=yesterday, ?since",
        "until=2026-11-24, ?until",
        "until=2026-11-24T08:00:00, ?until"
    })
    void questions_thatAreNone_areRefused(String question, String pointer) {
        Caller.auditor().get("/api/v1/audit?" + question).then().statusCode(400).body("errors[0].pointer", is(pointer));
    }

    @Test
    void trail_isForAuditorsAndAdministrators() {
        Caller.administrator().get("/api/v1/audit").then().statusCode(200);
        Caller.reader().get("/api/v1/audit").then().statusCode(403);
        Caller.recorder().get("/api/v1/audit").then().statusCode(403);
        given().get("/api/v1/audit").then().statusCode(401);
    }
}
