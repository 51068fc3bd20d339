package org.tallystick.api.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class CorrectionResourceTest {
    private static final String LIST = "epcisBody.queryResults.resultsBody.eventList";

    /** The path of the record of a newly captured event. */
    private static String captured(String event) {
        Response answer =
                Caller.recorder().contentType("application/json").body(event).post("/epcis/events");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return "/api/v1/records/" + answer.path("events[0].index") + "/" + answer.path("events[0].position");
    }

    @Test
    void correction_declaresTheRecordWrongAndNamesTheRightEvent() {
        String wrong = Events.newId();
        String right = Events.newId();
        String epc = Events.newEpc();
        String path = captured(Events.bare(wrong, epc));
        Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"incorrect_data\",\"correctiveEvents\":[" + Events.bare(right, epc) + "]}")
                .post(path + "/correction")
                .then()
                .statusCode(201)
                .body("events.eventID", contains(wrong, right));
        Caller.reader()
                .get("/epcis/events/{id}", wrong)
                .then()
                .statusCode(200)
                .body(LIST, hasSize(2))
                .body(
                        LIST + ".findAll { it.errorDeclaration != null }.errorDeclaration.correctiveEventIDs.flatten()",
                        contains(right));
        Caller.reader().get("/api/v1/trace/{epc}", epc).then().statusCode(200).body("events.eventID", contains(right));
    }

    @Test
    void correction_ofADeclaration_is409() {
        String path = captured(Events.bare(Events.newId(), Events.newEpc()));
        Response answer = Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"did_not_occur\"}")
                .post(path + "/correction");
        assertThat(answer.statusCode()).isEqualTo(201);
        String declaration =
                "/api/v1/records/" + answer.path("events[0].index") + "/" + answer.path("events[0].position");
        Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"did_not_occur\"}")
                .post(declaration + "/correction")
                .then()
                .statusCode(409);
    }

    @Test
    void correction_withFaults_namesTheirPlaces() {
        String path = captured(Events.bare(Events.newId(), Events.newEpc())) + "/correction";
        Caller.recorder()
                .contentType("application/json")
                .body("{}")
                .post(path)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/reason"));
        Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"because\"}")
                .post(path)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/reason"));
        Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"incorrect_data\",\"correctiveEvents\":["
                        + Events.bare(Events.newId(), Events.newEpc()).replace("OBSERVE", "LOOK") + "]}")
                .post(path)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/correctiveEvents/0/action"));
        Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"x\",\"reason\":\"y\"}")
                .post(path)
                .then()
                .statusCode(400);
        Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"incorrect_data\"}")
                .post(path + "?dryRun=true")
                .then()
                .statusCode(200)
                .body("dryRun", is(true));
    }

    @Test
    void correction_ofNoRecord_is404() {
        for (String address : new String[] {"999999/0", "0/0", "01/0", "x/0"}) {
            Caller.recorder()
                    .contentType("application/json")
                    .body("{\"reason\":\"did_not_occur\"}")
                    .post("/api/v1/records/" + address + "/correction")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
    }
}
