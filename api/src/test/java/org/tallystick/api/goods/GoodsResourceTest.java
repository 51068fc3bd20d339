package org.tallystick.api.goods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.Ledger;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class GoodsResourceTest {
    private static final String SHIPMENTS = "/api/v1/shipments";
    private static final String RECEIVINGS = "/api/v1/receivings";
    private static final String LIST = "epcisBody.queryResults.resultsBody.eventList";

    @Inject
    Ledger ledger;

    private long size() {
        return ledger.checkpoint().checkpoint().size();
    }

    private static String newNumber() {
        return "DN-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** A package with an item in it, and an item beside it: a packing event and a shipping event. */
    private static String shipment(String number) {
        return "{\"number\":\"" + number + "\",\"shippedAt\":\"2026-11-24T08:30:00+01:00\",\"from\":\"9521234000013\","
                + "\"to\":\"9521234567899\",\"lines\":[{\"gtin\":\"9521141123454\",\"serial\":\"" + number + "\"},"
                + "{\"sscc\":\"195212340000000171\",\"gtin\":\"9521141123454\",\"serial\":\"in" + number + "\"}]}";
    }

    private static String receiving(String number) {
        return shipment(number)
                .replace("shippedAt", "receivedAt")
                .replace("\"to\"", "\"at\"")
                .replace("}]}", "}],\"purchaseOrders\":\"PO " + number + "\"}");
    }

    private static Response post(String path, String form) {
        return Caller.recorder().contentType("application/json").body(form).post(path);
    }

    private static Response post(String path, String form, String key) {
        return Caller.recorder()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(form)
                .post(path);
    }

    @Test
    void shipment_isInTheLogAndFoundByItsGoods() {
        String number = newNumber();
        long size = size();
        Response made = post(SHIPMENTS, shipment(number));

        made.then()
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue())
                .body("events", hasSize(2))
                .body("events.eventID", everyItem(startsWith("urn:uuid:")))
                .body("events.position", contains(0, 1));
        assertThat(size()).isEqualTo(size + 1);
        assertThat(made.header("Location")).endsWith("/api/v1/records/" + made.path("events[1].index") + "/1");
        Caller.reader()
                .queryParam("MATCH_epc", "https://id.gs1.org/01/09521141123454/21/" + number)
                .get("/epcis/events")
                .then()
                .statusCode(200)
                .body(LIST + ".bizStep", contains("shipping"))
                .body(LIST + ".eventID", contains(made.<String>path("events[1].eventID")));
        Caller.reader()
                .queryParam("MATCH_anyEPC", "https://id.gs1.org/01/09521141123454/21/in" + number)
                .get("/epcis/events")
                .then()
                .statusCode(200)
                .body(LIST + ".bizStep", contains("packing"));
    }

    @Test
    void receiving_isInTheLogAndFoundByItsOrder() {
        String number = newNumber();
        Response made = post(RECEIVINGS, receiving(number));

        made.then().statusCode(201).body("events", hasSize(2));
        assertThat(made.header("Location")).endsWith("/api/v1/records/" + made.path("events[0].index") + "/0");
        Caller.reader()
                .queryParam("EQ_bizTransaction_po", "urn:epcglobal:cbv:bt:9521234567899:PO%20" + number)
                .get("/epcis/events")
                .then()
                .statusCode(200)
                .body(LIST + ".bizStep", contains("receiving"));
    }

    @Test
    void shipment_sentAgain_isTheSameAnswerAndNoEntry() {
        String form = shipment(newNumber());
        Response first = post(SHIPMENTS, form);
        long size = size();
        Response second = post(SHIPMENTS, form);

        second.then().statusCode(201).header("Idempotent-Replayed", is("true"));
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(size()).isEqualTo(size);
    }

    @Test
    void shipment_sentAgainWithAnotherLine_isAFurtherShipment() {
        String number = newNumber();
        post(SHIPMENTS, shipment(number)).then().statusCode(201);
        long size = size();
        post(SHIPMENTS, shipment(number).replace("08:30", "08:31")).then().statusCode(201);
        assertThat(size()).isEqualTo(size + 1);
    }

    @Test
    void idempotencyKey_sameForm_joinsTheFirst() {
        String form = shipment(newNumber());
        String key = newNumber();
        Response first = post(SHIPMENTS, form, key);
        Response second = post(SHIPMENTS, form, key);

        first.then().statusCode(201);
        second.then().statusCode(201).header("Idempotent-Replayed", is("true"));
        assertThat(second.asString()).isEqualTo(first.asString());
    }

    @Test
    void idempotencyKey_otherForm_isRefusedAndNothingStored() {
        String key = newNumber();
        post(SHIPMENTS, shipment(newNumber()), key).then().statusCode(201);
        long size = size();
        post(SHIPMENTS, shipment(newNumber()), key)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", is("urn:tallystick:problem:idempotency-key-reused"));
        assertThat(size()).isEqualTo(size);
    }

    @Test
    void dryRun_showsTheDocumentAndStoresNothing() {
        String form = shipment(newNumber());
        long size = size();
        Response dry = post(SHIPMENTS + "?dryRun=true", form);

        dry.then()
                .statusCode(200)
                .body("dryRun", is(true))
                .body("eventIDs", hasSize(2))
                .body("document.type", is("EPCISDocument"))
                .body("document.epcisBody.eventList.bizStep", contains("packing", "shipping"));
        assertThat(size()).isEqualTo(size);
        // What was shown is what comes.
        post(SHIPMENTS, form).then().statusCode(201).body("events.eventID", is(dry.<Object>path("eventIDs")));
        post(RECEIVINGS + "?dryRun=true", receiving(newNumber()))
                .then()
                .statusCode(200)
                .body("document.epcisBody.eventList.bizStep", contains("receiving", "unpacking"));
    }

    @Test
    void form_withFaults_namesEachWithItsPlace() {
        long size = size();
        post(SHIPMENTS, "{\"number\":\"1\",\"from\":\"12\",\"colour\":1,\"lines\":[{\"gtin\":\"9521141123454\"}]}")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:tallystick:problem:validation"))
                .body("detail", containsString("5 faults"))
                .body(
                        "errors.pointer",
                        containsInAnyOrder("/shippedAt", "/from", "/to", "/lines/0/quantity", "/colour"))
                .body("errors.detail", everyItem(notNullValue()));
        post(RECEIVINGS, "{\"number\":\"1\",\"receivedAt\":\"2026-11-24T08:30:00Z\",\"lines\":[]}")
                .then()
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/at"));
        post(SHIPMENTS + "?dryRun=true", "[]").then().statusCode(400).body("errors.pointer", contains(""));
        assertThat(size()).isEqualTo(size);
    }

    @Test
    void form_thatIsNoJson_isRefused() {
        post(RECEIVINGS, "{").then().statusCode(400).body("type", is("urn:tallystick:problem:bad-request"));
        post(SHIPMENTS, "").then().statusCode(400);
        post(SHIPMENTS, "{\"number\":\"1\",\"number\":\"2\"}").then().statusCode(400);
    }

    /** A packing event for each of 10,000 packages, and the shipping event: one more than a document holds. */
    @Test
    void form_ofMoreEventsThanADocumentHolds_isRefusedAndOneLessTaken() {
        long size = size();
        post(SHIPMENTS + "?dryRun=true", packages(10_000))
                .then()
                .statusCode(413)
                .body("type", is("urn:tallystick:problem:capture-limit-exceeded"));
        post(SHIPMENTS + "?dryRun=true", packages(9_999)).then().statusCode(200).body("eventIDs", hasSize(10_000));
        assertThat(size()).isEqualTo(size);
    }

    /** That many packages, the first of which holds the last 2,500, since so many are not loose at one dock. */
    private static String packages(int count) {
        int loose = count - 2_500;
        StringBuilder form = new StringBuilder(shipment("1"));
        form.setLength(form.indexOf("\"lines\""));
        form.append("\"packages\":[");
        for (int i = 0; i < count; i++) {
            form.append(i == 0 ? "" : ",")
                    .append("{\"sscc\":\"")
                    .append(sscc(i))
                    .append("\",\"contents\":[");
            for (int inside = loose; i == 0 && inside < count; inside++) {
                form.append("{\"sscc\":\"").append(sscc(inside)).append("\"},");
            }
            form.append("{\"gtin\":\"9521141123454\",\"quantity\":1}]}");
        }
        return form.append("]}").toString();
    }

    private static String sscc(int number) {
        String digits = "19521234%09d".formatted(number);
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 3 : 1);
        }
        return digits + (10 - sum % 10) % 10;
    }

    // ---- two people at one dock

    private static String arrived(String number, String shipment, String goods) {
        return """
                {"number":"%s","receivedAt":"2026-11-25T14:05:00+01:00","at":"9521234567899","fromParty":"9521234000013",
                 "shipment":"%s","lines":[%s]}""".formatted(number, shipment, goods);
    }

    @Test
    void receiving_unlessReceived_isRefusedOnlyWhereAnotherWasFaster() {
        String shipment = newNumber();
        String pallet = "{\"sscc\":\"195212340000000706\"}";
        String first = arrived(newNumber(), shipment, pallet);
        String eventID = post(RECEIVINGS + "?unlessReceived=true", first)
                .then()
                .statusCode(201)
                .extract()
                .path("events[0].eventID");
        // Sent again after a lost answer, it does not stand in its own way.
        post(RECEIVINGS + "?unlessReceived=true", first).then().statusCode(201).body("events[0].eventID", is(eventID));
        String second = arrived(newNumber(), shipment, pallet + ",{\"sscc\":\"195212340000000713\"}");
        post(RECEIVINGS + "?unlessReceived=true", second)
                .then()
                .statusCode(409)
                .body("detail", containsString("https://id.gs1.org/00/195212340000000706"));
        // Under another paper it is another arrival; and what is asked for without the condition is recorded.
        post(RECEIVINGS + "?unlessReceived=true", arrived(newNumber(), newNumber(), pallet))
                .then()
                .statusCode(201);
        post(RECEIVINGS, second).then().statusCode(201);
    }

    @Test
    void receivings_unlessReceived_atTheSameMoment_areOne() throws Exception {
        String shipment = newNumber();
        List<Callable<Integer>> clerks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String form = arrived(newNumber(), shipment, "{\"sscc\":\"195212340000000720\"}");
            clerks.add(() -> post(RECEIVINGS + "?unlessReceived=true", form).statusCode());
        }
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService dock = Executors.newFixedThreadPool(clerks.size())) {
            for (Future<Integer> each : dock.invokeAll(clerks)) {
                answers.add(each.get());
            }
        }
        assertThat(answers).containsOnly(201, 409).containsOnlyOnce(201);
    }

    @Test
    void form_fromAReader_isRefused() {
        Caller.reader()
                .contentType("application/json")
                .body(shipment(newNumber()))
                .post(SHIPMENTS)
                .then()
                .statusCode(403);
    }
}
