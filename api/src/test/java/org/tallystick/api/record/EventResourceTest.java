package org.tallystick.api.record;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.EvidenceCheck;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.prove.VerificationReport;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class EventResourceTest {
    @Inject
    Node node;

    private static RequestSpecification administrator() {
        return given().urlEncodingEnabled(false).header("Authorization", "Bearer " + TestNode.administrator());
    }

    private static String path(String eventID) {
        return "/api/v1/events/" + URLEncoder.encode(eventID, UTF_8);
    }

    @Test
    void event_thatStands_isShownWithItsAddresses() throws Exception {
        String id = TestEvents.newEventID();
        long index =
                TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()), TestEvents.event(id));
        administrator()
                .get(path(id))
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("eventID", is(id))
                .body("member", hasSize(1))
                .body("member[0].index", is((int) index))
                .body("member[0].position", is(1))
                .body("member[0].record", is("/api/v1/records/" + index + "/1"))
                .body("member[0].evidence", is("/api/v1/records/" + index + "/1/evidence"))
                .body("member[0].proof", is("/proofs/" + index + ".tlog-proof"))
                .body(
                        "member[0].issuer",
                        is(node.organisation().log().latest().did().toString()))
                .body(
                        "member[0].keyId",
                        // Other tests may have rotated the organisation's keys before.
                        startsWith(node.organisation().log().latest().did() + "?versionId="
                                + node.organisation().log().latest().versionId() + "#key-"))
                .body("member[0].type", is("ObjectEvent"))
                .body("member[0].eventTime", is("2026-11-24T08:15:00Z"))
                .body("member[0].standing", is("valid"))
                .body("member[0].declaration", nullValue())
                .body("member[0].declaredWrongBy", empty())
                .body("member[0].disputedBy", empty());
        for (String link : List.of("record", "evidence", "proof")) {
            String linked = administrator().get(path(id)).jsonPath().getString("member[0]." + link);
            administrator().get(linked).then().statusCode(200);
        }
    }

    @Test
    void event_thatWasTakenBack_isShownWithItsDeclarationAndCorrection() {
        String id = TestEvents.newEventID();
        String corrective = TestEvents.newEventID();
        long wrong = TestEvents.register(node.ledger(), TestEvents.event(id));
        long declaration = TestEvents.register(node.ledger(), TestEvents.declaration(id, corrective));
        administrator()
                .get(path(id))
                .then()
                .statusCode(200)
                .body("member.index", contains((int) wrong, (int) declaration))
                .body("member.standing", contains("declaredWrong", "declaration"))
                .body("member[0].declaredWrongBy.record", contains("/api/v1/records/" + declaration + "/0"))
                .body("member[0].declaredWrongBy[0].reason", is("incorrect_data"))
                .body("member[0].declaredWrongBy[0].declarationTime", is("2026-11-24T09:00:00Z"))
                .body("member[0].declaredWrongBy[0].correctiveEventIDs", contains(corrective))
                .body("member[0].disputedBy", empty())
                .body("member[1].declaration.correctiveEventIDs", contains(corrective))
                .body("member[1].declaredWrongBy", nullValue());
    }

    @Test
    void eventID_thatIsAUrl_isFoundPercentEncoded() throws Exception {
        String id = "https://events.example/a b/" + UUID.randomUUID() + "?x=1&y=%20#z";
        String uri = id.replace(" ", "%20");
        long index = TestEvents.register(node.ledger(), TestEvents.event(uri));
        administrator()
                .get(path(uri))
                .then()
                .statusCode(200)
                .body("eventID", is(uri))
                .body("member[0].index", is((int) index));
        EvidenceCheck.proven(administrator().get(path(uri) + "/evidence").asByteArray());
    }

    @Test
    void eventID_thatNobodyUsed_is404() {
        for (String id : List.of(TestEvents.newEventID(), "x", "urn:uuid:x")) {
            administrator().get(path(id)).then().statusCode(404).contentType("application/problem+json");
            administrator().get(path(id) + "/evidence").then().statusCode(404);
        }
    }

    @Test
    void event_withoutAKey_isClosed() {
        String id = TestEvents.newEventID();
        TestEvents.register(node.ledger(), TestEvents.event(id));
        given().get(path(id)).then().statusCode(401);
        given().get(path(id) + "/evidence").then().statusCode(401);
    }

    @Test
    void records_ofOneName_comeInPagesThatHoldWhileOthersArrive() {
        String id = TestEvents.newEventID();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            expected.add((int) TestEvents.register(node.ledger(), TestEvents.event(id, ",\"ext:n\":" + i)));
        }
        List<Integer> found = new ArrayList<>();
        String next = path(id) + "?limit=2";
        for (int pages = 0; next != null; pages++) {
            assertThat(pages).isLessThan(10);
            Response answer = administrator().get(next);
            assertThat(answer.statusCode()).isEqualTo(200);
            found.addAll(answer.jsonPath().getList("member.index"));
            if (pages == 0) {
                expected.add((int) TestEvents.register(node.ledger(), TestEvents.event(id, ",\"ext:n\":5")));
            }
            String link = answer.header("Link");
            next = link == null ? null : link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
        }
        assertThat(found).isEqualTo(expected);
        administrator().get(path(id) + "?limit=0").then().statusCode(400);
        administrator().get(path(id) + "?cursor=x").then().statusCode(400);
    }

    @Test
    void evidence_ofAnEvent_hasAllThatEverCorrectedIt() throws Exception {
        String id = TestEvents.newEventID();
        String second = TestEvents.newEventID();
        String third = TestEvents.newEventID();
        List<Long> expected = new ArrayList<>();
        expected.add(TestEvents.register(node.ledger(), TestEvents.event(id)));
        expected.add(TestEvents.register(node.ledger(), TestEvents.declaration(id, second)));
        expected.add(TestEvents.register(node.ledger(), TestEvents.event(second)));
        expected.add(TestEvents.register(node.ledger(), TestEvents.declaration(second, third, id)));
        expected.add(TestEvents.register(node.ledger(), TestEvents.event(third)));
        TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));

        VerificationReport report = EvidenceCheck.proven(EvidenceCheck.download(path(id) + "/evidence"));
        assertThat(report.events().stream().map(VerificationReport.Event::index))
                .isEqualTo(expected);
        VerificationReport newest = EvidenceCheck.proven(EvidenceCheck.download(path(id) + "/evidence?at=newest"));
        assertThat(newest.events().stream().map(VerificationReport.Event::size).distinct())
                .hasSize(1);
    }

    @Test
    void evidence_ofMoreThanAFileTakes_is413() {
        String id = TestEvents.newEventID();
        String filler = "x".repeat(900_000);
        for (int i = 0; i < 10; i++) {
            TestEvents.register(node.ledger(), TestEvents.event(id, ",\"ext:n\":\"" + i + filler + "\""));
        }
        administrator()
                .get(path(id) + "/evidence")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", is("urn:tallystick:problem:query-too-large"));
    }
}
