package org.tallystick.api.capture;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class EventsResourceTest {
    private static final String LIST = "epcisBody.queryResults.resultsBody.eventList";

    private static Response post(String event) {
        return Caller.recorder().contentType("application/json").body(event).post("/epcis/events");
    }

    @Test
    void capture_anEvent_is201AndTheNextGetFindsIt() {
        String id = Events.newId();
        String epc = Events.newEpc();
        String location = post(Events.bare(id, epc))
                .then()
                .statusCode(201)
                .header("GS1-EPCIS-Version", "2.0.0")
                .body("events[0].eventID", is(id))
                .body("events[0].position", is(0))
                .body("captureID", notNullValue())
                .extract()
                .header("Location");
        Caller.reader()
                .urlEncodingEnabled(false)
                .get(location)
                .then()
                .statusCode(200)
                .body(LIST, hasSize(1))
                .body(LIST + "[0].eventID", is(id))
                .body(LIST + "[0].recordTime", notNullValue());
        Caller.reader()
                .queryParam("MATCH_epc", epc)
                .get("/epcis/events")
                .then()
                .statusCode(200)
                .body(LIST + ".eventID", contains(id));
    }

    @Test
    void capture_theSameBytesAgain_answersWithTheFirstPlace() {
        String event = Events.bare(Events.newId(), Events.newEpc());
        Response first = post(event);
        Response second = post(event);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.<Object>path("events")).isEqualTo(first.path("events"));
    }

    @Test
    void capture_anotherEventOfTheSameId_is409AndNamesTheFirst() {
        String id = Events.newId();
        int index = post(Events.bare(id, Events.newEpc()))
                .then()
                .statusCode(201)
                .extract()
                .path("events[0].index");
        post(Events.bare(id, Events.newEpc()))
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", is("epcisException:ResourceAlreadyExistsException"))
                .header("Link", containsString("/api/v1/records/" + index + "/0"));
    }

    @Test
    void capture_anInvalidEvent_is400WithThePlaceAndNothingIsStored() {
        String id = Events.newId();
        post(Events.bare(id, Events.newEpc()).replace("OBSERVE", "LOOK"))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("epcisException:ValidationException"))
                .body("errors[0].pointer", is("/action"));
        Caller.reader()
                .get("/epcis/events/{id}", id)
                .then()
                .statusCode(404)
                .body("type", is("epcisException:NoSuchResourceException"));
    }

    @Test
    void capture_aDocument_isSentToItsPlace() {
        post(Events.document(Events.member(Events.newId(), Events.newEpc())))
                .then()
                .statusCode(400)
                .body("errors[0].detail", containsString("/capture"));
    }

    @Test
    void dryRun_tellsWhatWouldBeCapturedAndStoresNothing() {
        String id = Events.newId();
        Caller.recorder()
                .contentType("application/json")
                .body(Events.bare(id, Events.newEpc()))
                .post("/epcis/events?dryRun=true")
                .then()
                .statusCode(200)
                .body("dryRun", is(true))
                .body("eventIDs", contains(id));
        Caller.reader().get("/epcis/events/{id}", id).then().statusCode(404);
    }

    @Test
    void idempotencyKey_sameRequestAgain_isReplayed_another_is422() {
        String key = UUID.randomUUID().toString();
        // Without an eventID the record is another at each... but not for the same key.
        String event = Events.bare(Events.newId(), Events.newEpc());
        Response first = Caller.recorder()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(event)
                .post("/epcis/events");
        Response second = Caller.recorder()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(event)
                .post("/epcis/events");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.body().asString()).isEqualTo(first.body().asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        Caller.recorder()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(Events.bare(Events.newId(), Events.newEpc()))
                .post("/epcis/events")
                .then()
                .statusCode(422)
                .body("type", is("urn:tallystick:problem:idempotency-key-reused"));
        // The same key of another caller is another key.
        Caller.administrator()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(Events.bare(Events.newId(), Events.newEpc()))
                .post("/epcis/events")
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue());
    }

    @Test
    void query_inPages_followsTheLinkWhileEventsArrive() {
        String epc = Events.newEpc();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(Events.newId());
            post(Events.bare(ids.getLast(), epc)).then().statusCode(201);
        }
        List<String> found = new ArrayList<>();
        String next = "/epcis/events?perPage=2&orderBy=recordTime&orderDirection=ASC&MATCH_epc="
                + java.net.URLEncoder.encode(epc, java.nio.charset.StandardCharsets.UTF_8);
        while (next != null) {
            Response page = Caller.reader().urlEncodingEnabled(false).get(next);
            assertThat(page.statusCode()).isEqualTo(200);
            found.addAll(page.path(LIST + ".eventID"));
            post(Events.bare(Events.newId(), epc));
            Matcher link = Pattern.compile("<([^>]+)>; rel=\"next\"").matcher(String.valueOf(page.header("Link")));
            next = link.find() ? link.group(1) : null;
        }
        assertThat(found).isEqualTo(ids);
    }

    @Test
    void query_withAnUnknownParameter_is400NamingIt() {
        Caller.reader()
                .get("/epcis/events?EQ_colour=red")
                .then()
                .statusCode(400)
                .body("type", is("epcisException:QueryParameterException"))
                .body("errors[0].pointer", is("?EQ_colour"));
    }

    @Test
    void versionHeaders_othersThanOurs_are406() {
        Caller.reader()
                .header("GS1-EPCIS-Version", "1.2.0")
                .get("/epcis/events")
                .then()
                .statusCode(406)
                .body("type", is("epcisException:NotAcceptableException"));
        Caller.reader()
                .header("GS1-EPC-Format", "Always_EPC_URN")
                .get("/epcis/events")
                .then()
                .statusCode(406);
        Caller.reader()
                .header("GS1-EPC-Format", "No_Preference")
                .get("/epcis/events")
                .then()
                .statusCode(200);
    }

    @Test
    void roles_areKept() {
        Caller.reader()
                .contentType("application/json")
                .body(Events.bare(Events.newId(), Events.newEpc()))
                .post("/epcis/events")
                .then()
                .statusCode(403)
                .body("type", is("epcisException:SecurityException"));
        Caller.recorder().get("/epcis/events").then().statusCode(403);
    }

    @Test
    void auditTrail_namesWhoCapturedWhatByItsJob() throws InterruptedException {
        String job = post(Events.bare(Events.newId(), Events.newEpc())).path("captureID");
        for (int i = 0; i < 50; i++) {
            List<String> targets =
                    Caller.auditor().get("/api/v1/audit?limit=1000").path("member.target");
            if (targets.contains(job)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no line of the audit trail about " + job);
    }

    @Test
    void options_namesVersionsAndMethods() {
        Caller.recorder()
                .options("/epcis/events")
                .then()
                .statusCode(204)
                .header("Allow", "GET, HEAD, OPTIONS, POST")
                .header("GS1-EPCIS-Max", "2.0.0");
        Caller.recorder()
                .options("/epcis/capture")
                .then()
                .statusCode(204)
                .header("GS1-EPCIS-Capture-Limit", "10000")
                .header("GS1-Vendor-Version", startsWith("tallystick"));
    }

    @Test
    void options_forEveryRole_areAnswered() {
        for (RequestSpecification caller :
                List.of(Caller.reader(), Caller.recorder(), Caller.auditor(), Caller.administrator())) {
            caller.options("/epcis/events").then().statusCode(204);
        }
        given().options("/epcis/events").then().statusCode(401);
    }
}
