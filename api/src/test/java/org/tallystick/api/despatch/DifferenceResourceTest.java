package org.tallystick.api.despatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class DifferenceResourceTest {
    private static final String HOST = "https://id.gs1.org/";
    private static final String ANSWER =
            "{\"answeredAt\":\"2026-11-26T08:00:00+01:00\",\"note\":\"It stands on our ramp.\"}";

    private static Response post(String path, String body) {
        return Caller.recorder().contentType("application/json").body(body).post(path);
    }

    /** The path of the record in the answer, below another list. */
    private static String path(Response logged, String list) {
        return logged.then().statusCode(201).extract().header("Location").replaceAll(".*/records/", "/api/v1/" + list);
    }

    private static String ship(String number) {
        return path(post("/api/v1/shipments", """
                        {"number":"%s","shippedAt":"2026-11-24T08:30:00+01:00","from":"9521234000013","to":"9521234567899",
                         "lines":[{"gtin":"9521234543213","lot":"DR","quantity":10},{"gtin":"09521141123454","serial":"%s"}]}""".formatted(number, number)), "shipments/");
    }

    private static String difference(String minute) {
        return """
                {"at":"9521234567899","observedAt":"2026-11-25T09:%s:00+01:00","reason":"missing","note":"two short",
                 "lines":[{"gtin":"9521234543213","lot":"DR","quantity":2.5,"uom":"KGM"}]}""".formatted(minute);
    }

    private static String open(String number, String minute) {
        return path(post(ship(number) + "/differences", difference(minute)), "differences/");
    }

    private static String outcome(String outcome) {
        return "{\"decidedAt\":\"2026-11-26T09:00:00+01:00\",\"outcome\":\"" + outcome + "\",\"note\":\"with DN-9\"}";
    }

    @Test
    void difference_answeredAndClosed_hasItsWholeCourse() {
        String difference = open("DR-1", "01");
        Caller.reader()
                .get(difference)
                .then()
                .statusCode(200)
                .body("state", is("open"))
                .body("reason", is("missing"))
                .body("note", is("two short"))
                .body("disposition", is("mismatch_quantity"))
                .body("confirmedBy", nullValue())
                .body("shipment.number", is("DR-1"))
                .body("steps", empty());

        post(difference + "/answers", ANSWER).then().statusCode(201);
        Caller.reader()
                .get(difference)
                .then()
                .body("state", is("open"))
                .body("steps.note", contains("It stands on our ramp."));

        String closing = path(post(difference + "/outcome", outcome("resent")), "records/");
        Caller.reader()
                .get(difference)
                .then()
                .body("state", is("closed"))
                .body("outcome", is("resent"))
                .body("steps.note", contains("It stands on our ramp.", "with DN-9"))
                .body("steps.outcome", contains(nullValue(), is("resent")));
        // Of the same goods, by the same words, at no place.
        Caller.reader()
                .get(closing)
                .then()
                .body("quantityList[0].epcClass", is(HOST + "01/09521234543213/10/DR"))
                .body("quantityList[0].quantity", is(2.5f))
                .body("quantityList[0].uom", is("KGM"))
                .body("bizStep", is("inspecting"))
                .body("disposition", nullValue())
                .body("bizLocation", nullValue())
                .body("bizTransactionList.type", contains("upevt"))
                .body("'tallystick:outcome'", is("resent"));
    }

    @Test
    void outcome_sentAgain_isNoSecondOne() {
        String difference = open("DR-2", "02");
        String first = post(difference + "/outcome", outcome("credited"))
                .then()
                .statusCode(201)
                .extract()
                .path("events[0].eventID");
        post(difference + "/outcome", outcome("credited"))
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("events[0].eventID", is(first));
        Caller.reader().get(difference).then().body("steps.eventID", contains(first));
    }

    @Test
    void outcome_withItsKeyAgain_isThatAnswer_andAnotherFormIsRefused() {
        String difference = open("DR-3", "03");
        for (String replayed : new String[] {null, "true"}) {
            Response answer = Caller.recorder()
                    .contentType("application/json")
                    .header("Idempotency-Key", "close-DR-3")
                    .body(outcome("found"))
                    .post(difference + "/outcome");
            answer.then().statusCode(201);
            assertThat(answer.header("Idempotent-Replayed")).isEqualTo(replayed);
        }
        Caller.recorder()
                .contentType("application/json")
                .header("Idempotency-Key", "close-DR-3")
                .body(ANSWER)
                .post(difference + "/answers")
                .then()
                .statusCode(422);
    }

    @Test
    void outcome_ofAClosedDifference_isRefusedAndNamesTheFirst() {
        String difference = open("DR-4", "04");
        String closing = post(difference + "/outcome", outcome("refused")).header("Location");
        post(difference + "/outcome", outcome("credited"))
                .then()
                .statusCode(409)
                .header("Link", containsString(closing.substring(closing.indexOf("/api/"))));
        // Whoever does not agree may still say so.
        post(difference + "/answers", ANSWER).then().statusCode(201);
        Caller.reader().get(difference).then().body("state", is("closed")).body("outcome", is("refused"));
    }

    @Test
    void outcome_declaredWrong_opensTheDifferenceAgain() {
        String difference = open("DR-5", "05");
        String closing = path(post(difference + "/outcome", outcome("accepted")), "records/");
        post(closing + "/correction", "{\"reason\":\"incorrect_data\"}").then().statusCode(201);
        Caller.reader()
                .get(difference)
                .then()
                .body("state", is("open"))
                .body("outcome", nullValue())
                .body("steps", empty());
        post(difference + "/outcome", outcome("resent")).then().statusCode(201);
        Caller.reader().get(difference).then().body("outcome", is("resent"));
    }

    @Test
    void difference_declaredWrong_isNone() {
        String difference = open("DR-6", "06");
        post(difference.replace("/differences/", "/records/") + "/correction", "{\"reason\":\"did_not_occur\"}")
                .then()
                .statusCode(201);
        Caller.reader().get(difference).then().statusCode(404);
        post(difference + "/answers", ANSWER).then().statusCode(404);
        post(difference + "/outcome", outcome("found")).then().statusCode(404);
    }

    @Test
    void shipment_tellsOfItsDifferencesAndTheirCourse() {
        String shipment = ship("DR-7");
        String difference = path(post(shipment + "/differences", difference("07")), "differences/");
        post(difference + "/outcome", outcome("found")).then().statusCode(201);
        Caller.reader()
                .get(shipment)
                .then()
                .body("differences.state", contains("closed"))
                .body("differences[0].outcome", is("found"))
                .body("differences[0].steps.outcome", contains("found"));
    }

    @Test
    void inspectionUnderTheAdvice_thatOpenedNoCase_standsWithoutAState() {
        String shipment = ship("DR-8");
        post("/epcis/events", """
                {"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"ObjectEvent",
                 "eventTime":"2026-11-25T10:00:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",
                 "bizStep":"inspecting","disposition":"damaged","epcList":["https://id.gs1.org/01/09521141123454/21/DR-8"],
                 "bizTransactionList":[{"type":"desadv","bizTransaction":"urn:epcglobal:cbv:bt:9521234000013:DR-8"}]}""").then().statusCode(201);
        Caller.reader()
                .get(shipment)
                .then()
                .body("differences.disposition", contains("damaged"))
                .body("differences[0].state", nullValue());
    }

    @Test
    void differences_openAndClosedInPages_areEachOnce() {
        String open = open("DR-10", "10");
        String closed = open("DR-11", "11");
        open("DR-12", "12");
        post(closed + "/outcome", outcome("credited")).then().statusCode(201);

        assertThat(all("?limit=1&state=open")).contains("DR-10", "DR-12").doesNotContain("DR-11");
        assertThat(all("?limit=2&state=closed")).contains("DR-11").doesNotContain("DR-10", "DR-12");
        assertThat(all("?limit=2"))
                .containsSubsequence("DR-12", "DR-11", "DR-10")
                .doesNotHaveDuplicates();
        Caller.reader().get(open).then().body("eventID", notNullValue());
    }

    private static List<String> all(String question) {
        List<String> numbers = new ArrayList<>();
        String next = "/api/v1/differences" + question;
        while (next != null) {
            Response page = Caller.reader().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            numbers.addAll(page.jsonPath().getList("member.shipment.number", String.class));
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outcome | {\"decidedAt\":\"2026-11-26T09:00:00+01:00\",\"outcome\":\"forgotten\"} | /outcome",
                "outcome | {\"outcome\":\"found\"} | /decidedAt",
                "outcome | {\"decidedAt\":\"2026-11-26T09:00:00+01:00\",\"outcome\":\"found\",\"note\":\" \"} | /note",
                "outcome | {\"decidedAt\":\"2026-11-26T09:00:00+01:00\",\"outcome\":\"found\",\"by\":\"me\"} | /by",
                "answers | {\"answeredAt\":\"2026-11-26T09:00:00+01:00\"} | /note",
                "answers | {\"answeredAt\":\"today\",\"note\":\"x\"} | /answeredAt"
            })
    void forms_thatAreWrong_sayWhere(String what, String body, String pointer) {
        String difference = open("DR-20-" + Math.abs(body.hashCode()), "20");
        post(difference + "/" + what, body).then().statusCode(400).body("errors.pointer", hasItem(pointer));
        Caller.reader().get(difference).then().body("steps", empty());
    }

    @Test
    void dryRun_saysWhatWouldBeAndStoresNothing() {
        String difference = open("DR-21", "21");
        Caller.administrator()
                .contentType("application/json")
                .body(outcome("credited"))
                .post(difference + "/outcome?dryRun=true")
                .then()
                .statusCode(200)
                .body("document.epcisBody.eventList[0].'tallystick:outcome'", is("credited"));
        Caller.reader().get(difference).then().body("state", is("open"));
        // A recorder reads nothing, and the document repeats what others recorded.
        for (String path : List.of("/outcome", "/answers")) {
            post(difference + path + "?dryRun=true", outcome("credited")).then().statusCode(403);
        }
    }

    @Test
    void attachment_ofADifference_isThereOrTheFormIsRefused() {
        String shipment = ship("DR-22");
        String unknown = "urn:tallystick:attachment:" + "0".repeat(64);
        String form = difference("22");
        post(shipment + "/differences", form.replace("\"lines\"", "\"attachments\":[\"" + unknown + "\"],\"lines\""))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/attachments/0"));
        String photo = Caller.recorder()
                .contentType("application/octet-stream")
                .body(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1})
                .post("/api/v1/attachments")
                .then()
                .statusCode(201)
                .extract()
                .path("attachment");
        String difference = path(
                post(
                        shipment + "/differences",
                        form.replace("\"lines\"", "\"attachments\":[\"" + photo + "\"],\"lines\"")),
                "differences/");
        Caller.reader().get(difference).then().body("attachments", contains(photo));
    }

    @Test
    void wrongQuestions_areProblems() {
        Caller.reader()
                .get("/api/v1/differences?state=lost")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("?state"));
        Caller.reader().get("/api/v1/differences?cursor=x").then().statusCode(400);
        Caller.reader().get("/api/v1/differences/0/0").then().statusCode(404);
        Caller.recorder().get("/api/v1/differences").then().statusCode(403);
        post("/api/v1/shipments/99999/0/differences", difference("30")).then().statusCode(404);
        Caller.reader()
                .contentType("application/json")
                .body(ANSWER)
                .post(open("DR-30", "30") + "/answers")
                .then()
                .statusCode(403)
                .body("detail", not(endsWith("?")));
    }
}
