package org.tallystick.api.guest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.SignedIn;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class GuestResourceTest {
    private static final String HOST = "https://id.gs1.org/";
    private static final String SENDER = "9521234000013";
    private static final String SHOP = "9521234567899";
    private static final String OTHER = "9521141000007";

    /** All that a guest may do beyond what everybody may; whoever adds a line here answers for it. */
    private static final Set<String> OF_GUESTS = Set.of(
            "GET /api/v1/guest/shipments",
            "GET /api/v1/guest/shipments/{index}/{position}",
            "POST /api/v1/guest/shipments/{index}/{position}/receivings",
            "POST /api/v1/guest/shipments/{index}/{position}/differences",
            "POST /api/v1/guest/differences/{index}/{position}/answers",
            "POST /api/v1/guest/differences/{index}/{position}/outcome",
            "POST /api/v1/guest/shipments/{index}/{position}/attachments",
            "GET /api/v1/guest/shipments/{index}/{position}/attachments/{digest}",
            "GET /api/v1/account",
            "PUT /api/v1/account/password",
            "DELETE /api/v1/account/sessions",
            "POST /api/v1/session",
            "DELETE /api/v1/session");

    private static SignedIn shop;
    private static int shipments;

    @BeforeEach
    void signIn() {
        if (shop == null || shop.request().get("/api/v1/account").statusCode() != 200) {
            shop = SignedIn.invited("shop" + System.nanoTime(), "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]");
        }
    }

    /** The address of a new shipment, below {@code /api/v1/guest}. */
    private static String ship(String number, String from, String to, String goods) {
        return Caller.recorder()
                .contentType("application/json")
                .body("""
                        {"number":"%s","shippedAt":"2026-11-20T08:30:%02d+01:00","from":"%s","to":"%s",%s}""".formatted(number, shipments++ % 60, from, to, goods))
                .post("/api/v1/shipments")
                .then()
                .statusCode(201)
                .extract()
                .header("Location")
                .replaceAll(".*/records/", "/api/v1/guest/shipments/");
    }

    private static Response receive(String shipment, String body) {
        return shop.write().body(body).post(shipment + "/receivings");
    }

    private static Response differ(String shipment, String body) {
        return shop.write().body(body).post(shipment + "/differences");
    }

    private static String receipt(String number, String goods) {
        return "{\"number\":\"" + number + "\",\"receivedAt\":\"2026-11-21T08:30:00+01:00\",\"at\":\"" + SHOP + "\","
                + goods + "}";
    }

    private static String difference(String reason, String goods) {
        return "{\"at\":\"" + SHOP + "\",\"observedAt\":\"2026-11-21T08:40:00+01:00\",\"reason\":\"" + reason + "\","
                + "\"note\":\"the second was not there\"," + goods + "}";
    }

    // ---- what he sees

    @Test
    void shipments_thatNameHim_andNoOthers() {
        String his = ship("G-1", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000300\"}]");
        String others = ship("G-2", SENDER, OTHER, "\"lines\":[{\"sscc\":\"195212340000000317\"}]");
        shop.request()
                .get("/api/v1/guest/shipments?limit=1000")
                .then()
                .statusCode(200)
                .body("member.number", hasItem("G-1"))
                .body("member.number", not(hasItem("G-2")));
        shop.request()
                .get(his)
                .then()
                .statusCode(200)
                .body("shipment.goods.identifier", contains(HOST + "00/195212340000000300"))
                .body("shipment.state", is("open"));
        // What does not concern him is not told from what does not exist.
        String known =
                shop.request().get(others).then().statusCode(404).extract().asString();
        String unknown = shop.request()
                .get("/api/v1/guest/shipments/99999/0")
                .then()
                .statusCode(404)
                .extract()
                .asString();
        assertThat(known.replaceAll("request:[^\"]*|[0-9]+/[0-9]+", ""))
                .isEqualTo(unknown.replaceAll("request:[^\"]*|[0-9]+/[0-9]+", ""));
        receive(others, receipt("GR-x", "\"lines\":[{\"sscc\":\"195212340000000317\"}]"))
                .then()
                .statusCode(404);
        differ(others, difference("missing", "\"lines\":[{\"sscc\":\"195212340000000317\"}]"))
                .then()
                .statusCode(404);
    }

    @Test
    void shipments_fromHimAndThroughAPlaceWithinHis_concernHim() {
        ship("G-3", SHOP, OTHER, "\"lines\":[{\"sscc\":\"195212340000000324\"}]");
        Caller.recorder()
                .contentType("application/json")
                .body("""
                        {"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"ObjectEvent",
                         "eventTime":"2026-11-20T09:30:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",
                         "bizStep":"shipping","epcList":["https://id.gs1.org/00/195212340000000331"],
                         "readPoint":{"id":"https://id.gs1.org/414/9521234567899/254/gate2"}}""")
                .post("/epcis/events")
                .then()
                .statusCode(201);
        shop.request()
                .get("/api/v1/guest/shipments?limit=1000")
                .then()
                .body("member.number", hasItem("G-3"))
                .body("member.goods.flatten().identifier", hasItem(HOST + "00/195212340000000331"));
    }

    @Test
    void shipments_inPages_areAllOnce() {
        for (int i = 0; i < 5; i++) {
            ship("GP-" + i, SENDER, SHOP, "\"lines\":[{\"gtin\":\"09521141123454\",\"serial\":\"GP-" + i + "\"}]");
        }
        List<Object> records = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        String next = "/api/v1/guest/shipments?limit=2";
        while (next != null) {
            Response page = shop.request().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            numbers.addAll(page.jsonPath().getList("member.number", String.class));
            records.addAll(page.jsonPath().getList("member.collect { it.index + '/' + it.position }"));
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        assertThat(records).doesNotHaveDuplicates();
        assertThat(numbers).containsOnlyOnce("GP-0", "GP-1", "GP-2", "GP-3", "GP-4");
    }

    @Test
    void names_ofHisShipments_andOfNoOthers() {
        for (String place : List.of(SHOP, OTHER)) {
            Caller.recorder()
                    .contentType("application/json")
                    .body("{\"name\":\"Place " + place + "\",\"own\":false}")
                    .put("/api/v1/places/" + place)
                    .then()
                    .statusCode(204);
        }
        String address = ship("G-4", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000348\"}]");
        shop.request()
                .get(address)
                .then()
                .body("places.name", contains("Place " + SHOP))
                .body("products", empty());
    }

    // ---- what he says

    @Test
    void receipt_ofHisGoods_isRecordedByThisCompanyAndSaysWhoseWordItIs() {
        String address = ship(
                "G 5/A",
                SENDER,
                SHOP,
                "\"packages\":[{\"sscc\":\"195212340000000355\",\"contents\":[{\"gtin\":\"09521234543213\",\"lot\":\"G5\",\"quantity\":48}]}]");
        String body = receipt("GR-5", "\"lines\":[{\"sscc\":\"195212340000000355\"}]");
        String eventID = receive(address, body).then().statusCode(201).extract().path("events[0].eventID");
        // Sent again, the same.
        receive(address, body).then().statusCode(201).body("events[0].eventID", is(eventID));
        shop.request().get(address).then().body("shipment.state", is("received"));
        Response events =
                Caller.reader().get("/epcis/events?EQ_bizStep=receiving&MATCH_epc=" + HOST + "00/195212340000000355");
        events.then()
                .body("epcisBody.queryResults.resultsBody.eventList", hasSize(1))
                .body(
                        "epcisBody.queryResults.resultsBody.eventList[0].'tallystick:confirmedBy'",
                        is(HOST + "417/" + SHOP))
                .body(
                        "epcisBody.queryResults.resultsBody.eventList[0].bizTransactionList.bizTransaction",
                        hasItem("urn:epcglobal:cbv:bt:" + SENDER + ":G%205%2FA"));
        Caller.reader().get("/api/v1/shipments?advice=G 5/A").then().body("member[0].state", is("received"));
    }

    @Test
    void receipt_inTheTrail_isACaptureOfThisPerson() throws InterruptedException {
        String address = ship("G-6", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000362\"}]");
        receive(address, receipt("GR-6", "\"lines\":[{\"sscc\":\"195212340000000362\"}]"))
                .then()
                .statusCode(201);
        long end = System.currentTimeMillis() + 30_000;
        while (true) {
            List<String> actions = Caller.auditor()
                    .get("/api/v1/audit?key=" + shop.id())
                    .jsonPath()
                    .getList("member.action", String.class);
            if (actions.contains("events.capture")) {
                return;
            }
            assertThat(System.currentTimeMillis()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"at\":\"9521141000007\",\"lines\":[{\"sscc\":\"195212340000000379\"}] | is none of your GLNs",
                "\"at\":\"9521234567899\",\"lines\":[{\"sscc\":\"195212340000000317\"}] | is not in this shipment",
                "\"at\":\"9521234567899\",\"atParty\":\"9521141000007\",\"lines\":[{\"sscc\":\"195212340000000379\"}] | leave it out",
                "\"at\":\"9521234567899\",\"shipment\":\"G-1\",\"fromParty\":\"9521234000013\",\"lines\":[{\"sscc\":\"195212340000000379\"}] | is said by the address",
                "\"at\":\"9521234567899\",\"purchaseOrders\":[\"PO 1\"],\"lines\":[{\"sscc\":\"195212340000000379\"}] | leave them out",
                "\"at\":\"9521234567899\",\"lines\":[{\"gtin\":\"09521234543213\",\"lot\":\"G7\",\"quantity\":11}] | 10 were announced",
                "\"at\":\"9521234567899\",\"lines\":[{\"gtin\":\"09521234543213\",\"lot\":\"G7\",\"quantity\":6},{\"gtin\":\"09521234543213\",\"lot\":\"G7\",\"quantity\":5}] | 10 were announced",
                "\"at\":\"9521234567899\",\"lines\":[{\"gtin\":\"09521234543213\",\"lot\":\"G7\",\"quantity\":1,\"uom\":\"KGM\"}] | in another unit"
            })
    void receipt_ofWhatIsNotHisOrNotOfThisShipment_isRefused(String members, String why) {
        String address = ship(
                "G-7" + Math.abs(members.hashCode()),
                SENDER,
                SHOP,
                "\"lines\":[{\"sscc\":\"195212340000000379\"},{\"gtin\":\"09521234543213\",\"lot\":\"G7\",\"quantity\":10}]");
        receive(address, "{\"number\":\"GR-7\",\"receivedAt\":\"2026-11-21T08:30:00+01:00\"," + members + "}")
                .then()
                .statusCode(400)
                .body("errors.detail", hasItem(containsString(why)));
    }

    /** He sees what he sent, and it is not his to say that it arrived: the wait is another's. */
    @Test
    void receipt_ofWhatHeSent_isRefusedAndTheShipmentStaysOpen() {
        String address = ship("G-15", SHOP, OTHER, "\"lines\":[{\"sscc\":\"195212340000000553\"}]");

        receive(address, receipt("GR-15", "\"lines\":[{\"sscc\":\"195212340000000553\"}]"))
                .then()
                .statusCode(403)
                .body("detail", containsString("does not go to you"));

        shop.request().get(address).then().body("shipment.state", is("open"));
    }

    @Test
    void difference_isSeenByBothSides() {
        String address = ship(
                "G-8", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000386\"},{\"sscc\":\"195212340000000393\"}]");
        differ(address, difference("missing", "\"lines\":[{\"sscc\":\"195212340000000393\"}]"))
                .then()
                .statusCode(201);
        shop.request()
                .get(address)
                .then()
                .body("shipment.differences", hasSize(1))
                .body("shipment.differences[0].reason", is("missing"))
                .body("shipment.differences[0].note", is("the second was not there"))
                .body("shipment.differences[0].goods", contains(HOST + "00/195212340000000393"));
        Caller.reader()
                .get(address.replace("/guest/", "/"))
                .then()
                .body("differences[0].disposition", is("mismatch_quantity"))
                .body("differences[0].confirmedBy", is(HOST + "417/" + SHOP))
                .body("state", is("open"));
        differ(address, difference("bad_mood", "\"lines\":[{\"sscc\":\"195212340000000393\"}]"))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/reason"));
        differ(address, difference("damaged", "\"lines\":[{\"sscc\":\"195212340000000317\"}]"))
                .then()
                .statusCode(400);
    }

    @Test
    void difference_ofAShipmentWithoutNumber_isAboutItsEvent() {
        String location = Caller.recorder()
                .contentType("application/json")
                .body("""
                        {"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"ObjectEvent",
                         "eventTime":"2026-11-20T09:31:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",
                         "bizStep":"shipping","epcList":["https://id.gs1.org/00/195212340000000409"],
                         "destinationList":[{"type":"location","destination":"https://id.gs1.org/414/9521234567899"}]}""")
                .post("/epcis/events")
                .then()
                .statusCode(201)
                .extract()
                .asString();
        JsonPath logged = JsonPath.from(location);
        String address = "/api/v1/guest/shipments/" + logged.getLong("events[0].index") + "/"
                + logged.getLong("events[0].position");
        differ(address, difference("damaged", "\"lines\":[{\"sscc\":\"195212340000000409\"}]"))
                .then()
                .statusCode(201);
        shop.request().get(address).then().body("shipment.differences.reason", contains("damaged"));
    }

    // ---- what becomes of it

    /** Below {@code /api/v1/guest}, of the difference that this answer opened. */
    private static String opened(Response logged) {
        JsonPath json = logged.then().statusCode(201).extract().jsonPath();
        return "/api/v1/guest/differences/" + json.getLong("events[0].index") + "/"
                + json.getLong("events[0].position");
    }

    private static String outcome(String outcome) {
        return "{\"decidedAt\":\"2026-11-23T08:40:00+01:00\",\"outcome\":\"" + outcome + "\"}";
    }

    private static final String ANSWER =
            "{\"answeredAt\":\"2026-11-22T08:40:00+01:00\",\"note\":\"please look again\"}";

    @Test
    void difference_answeredByBothSides_isClosedByTheSender() {
        String address = ship("GD-1", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000577\"}]");
        String difference =
                opened(differ(address, difference("missing", "\"lines\":[{\"sscc\":\"195212340000000577\"}]")));
        String own = difference.replace("/guest/", "/");
        Caller.recorder()
                .contentType("application/json")
                .body("{\"answeredAt\":\"2026-11-22T08:30:00+01:00\",\"note\":\"it left here\"}")
                .post(own + "/answers")
                .then()
                .statusCode(201);
        shop.write().body(ANSWER).post(difference + "/answers").then().statusCode(201);
        // He missed it: that it is credited is not his to say.
        for (String others : List.of("accepted", "resent", "credited", "refused")) {
            shop.write()
                    .body(outcome(others))
                    .post(difference + "/outcome")
                    .then()
                    .statusCode(403);
        }
        Caller.recorder()
                .contentType("application/json")
                .body(outcome("credited"))
                .post(own + "/outcome")
                .then()
                .statusCode(201);
        shop.request()
                .get(address)
                .then()
                .body("sentByGuest", is(false))
                .body("shipment.differences[0].state", is("closed"))
                .body("shipment.differences[0].outcome", is("credited"))
                .body("shipment.differences[0].steps.note", contains("it left here", "please look again", null))
                .body("shipment.differences[0].steps.confirmedBy", contains(null, HOST + "417/" + SHOP, null));
        shop.write().body(outcome("found")).post(difference + "/outcome").then().statusCode(409);
    }

    @Test
    void difference_thatHeOpened_heClosesAsFound() {
        String address = ship("GD-2", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000584\"}]");
        String difference =
                opened(differ(address, difference("missing", "\"lines\":[{\"sscc\":\"195212340000000584\"}]")));
        shop.write().body(outcome("found")).post(difference + "/outcome").then().statusCode(201);
        Caller.reader()
                .get(difference.replace("/guest/", "/"))
                .then()
                .body("outcome", is("found"))
                .body("steps[0].confirmedBy", is(HOST + "417/" + SHOP));
    }

    @Test
    void difference_ofWhatHeSent_heSettlesAndDoesNotFind() {
        String address = ship("GD-3", SHOP, OTHER, "\"lines\":[{\"sscc\":\"195212340000000591\"}]");
        String difference = opened(Caller.recorder()
                .contentType("application/json")
                .body("{\"at\":\"" + OTHER + "\",\"observedAt\":\"2026-11-21T08:40:00+01:00\",\"reason\":\"missing\","
                        + "\"lines\":[{\"sscc\":\"195212340000000591\"}]}")
                .post(address.replace("/guest/", "/") + "/differences"));
        shop.request().get(address).then().body("sentByGuest", is(true));
        // It was not he who missed it.
        shop.write().body(outcome("found")).post(difference + "/outcome").then().statusCode(403);
        shop.write()
                .body(outcome("resent"))
                .post(difference + "/outcome")
                .then()
                .statusCode(201);
        shop.request().get(address).then().body("shipment.differences[0].outcome", is("resent"));
    }

    @Test
    void difference_ofOthers_isNotThere() {
        String address = ship("GD-4", SENDER, OTHER, "\"lines\":[{\"sscc\":\"195212340000000607\"}]");
        String difference = opened(Caller.recorder()
                .contentType("application/json")
                .body("{\"at\":\"" + OTHER + "\",\"observedAt\":\"2026-11-21T08:40:00+01:00\",\"reason\":\"missing\","
                        + "\"lines\":[{\"sscc\":\"195212340000000607\"}]}")
                .post(address.replace("/guest/", "/") + "/differences"));
        shop.write().body(ANSWER).post(difference + "/answers").then().statusCode(404);
        shop.write().body(outcome("found")).post(difference + "/outcome").then().statusCode(404);
        shop.write()
                .body(ANSWER)
                .post("/api/v1/guest/differences/99999/0/answers")
                .then()
                .statusCode(404);
        Caller.reader()
                .get(difference.replace("/guest/", "/"))
                .then()
                .body("state", is("open"))
                .body("steps", empty());
    }

    // ---- photos

    private static Response attach(SignedIn guest, String shipment, int number) {
        return guest.write()
                .contentType("application/octet-stream")
                .body(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) number})
                .post(shipment + "/attachments?name=ramp.jpg");
    }

    @Test
    void photo_ofHisDifference_isSeenByBothSidesAndByNoOtherGuest() {
        String address = ship("GA-1", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000614\"}]");
        String photo = attach(shop, address, 1).then().statusCode(201).extract().path("attachment");
        String digest = photo.substring(photo.lastIndexOf(':') + 1);
        // Nothing names it yet.
        shop.request().get(address + "/attachments/" + digest).then().statusCode(404);
        differ(
                        address,
                        difference(
                                "damaged",
                                "\"attachments\":[\"" + photo + "\"],\"lines\":[{\"sscc\":\"195212340000000614\"}]"))
                .then()
                .statusCode(201);
        shop.request()
                .get(address)
                .then()
                .body("attachments", contains(photo))
                .body("shipment.differences[0].attachments", contains(photo));
        shop.request()
                .get(address + "/attachments/" + digest)
                .then()
                .statusCode(200)
                .contentType("image/jpeg")
                .header("Content-Security-Policy", containsString("sandbox"));
        Caller.reader().get("/api/v1/attachments/" + digest).then().statusCode(200);
        // By another shipment of his it is not there, and for another guest there is no such shipment.
        String other = ship("GA-2", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000621\"}]");
        shop.request().get(other + "/attachments/" + digest).then().statusCode(404);
        SignedIn stranger =
                SignedIn.invited("stranger" + System.nanoTime(), "\"roles\":[\"guest\"],\"glns\":[\"" + OTHER + "\"]");
        stranger.request().get(address + "/attachments/" + digest).then().statusCode(404);
        attach(stranger, address, 2).then().statusCode(404);
        stranger.request().get("/api/v1/attachments/" + digest).then().statusCode(403);
    }

    @Test
    void photo_ofHisReceipt_isShownWithTheShipment() {
        String address = ship("GA-3", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000638\"}]");
        String photo = attach(shop, address, 3).then().statusCode(201).extract().path("attachment");
        receive(
                        address,
                        receipt(
                                "GA-3",
                                "\"attachments\":[\"" + photo + "\"],\"lines\":[{\"sscc\":\"195212340000000638\"}]"))
                .then()
                .statusCode(201);
        shop.request().get(address).then().body("attachments", contains(photo));
    }

    @Test
    void photo_thatAnotherAdded_isNotHisToName() {
        String address = ship("GA-4", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000645\"}]");
        String others = Caller.recorder()
                .contentType("application/octet-stream")
                .body(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 4})
                .post("/api/v1/attachments")
                .then()
                .statusCode(201)
                .extract()
                .path("attachment");
        differ(
                        address,
                        difference(
                                "damaged",
                                "\"attachments\":[\"" + others + "\"],\"lines\":[{\"sscc\":\"195212340000000645\"}]"))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/attachments/0"));
    }

    @Test
    void photos_thatNothingNames_areFortyAtMost() {
        SignedIn guest =
                SignedIn.invited("heap" + System.nanoTime(), "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]");
        String address = ship("GA-5", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000652\"}]");
        for (int i = 0; i < 40; i++) {
            attach(guest, address, i).then().statusCode(201);
        }
        attach(guest, address, 40).then().statusCode(409);
        guest.write()
                .contentType("application/octet-stream")
                .body("no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post(address + "/attachments")
                .then()
                .statusCode(415);
    }

    // ---- and nothing else

    @Test
    void everyOperation_butTheListed_is403ForAGuest() {
        JsonPath openApi = given().get("/q/openapi?format=json").jsonPath();
        Map<String, Map<String, Map<String, Object>>> paths = openApi.getMap("paths");
        Set<String> allowed = new TreeSet<>();
        int asked = 0;
        for (Map.Entry<String, Map<String, Map<String, Object>>> path : paths.entrySet()) {
            for (Map.Entry<String, Map<String, Object>> operation :
                    path.getValue().entrySet()) {
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                Object security = operation.getValue() instanceof Map<?, ?> map ? map.get("security") : null;
                // What is open to everybody, or to this machine as the setting says, is open to him.
                boolean open = security instanceof List<?> list && (list.isEmpty() || list.contains(Map.of()));
                if (open || method.equals("DELETE") && path.getKey().startsWith("/api/v1/account")) {
                    continue;
                }
                asked++;
                int status = shop.write()
                        .body("{}")
                        .request(
                                method,
                                path.getKey().equals("/api/v1/session")
                                        ? "/api/v1/session"
                                        : path.getKey().replaceAll("\\{[^}]*}", "1"))
                        .statusCode();
                if (status != 403) {
                    allowed.add(method + " " + path.getKey());
                }
                if (path.getKey().equals("/api/v1/session")) {
                    shop = SignedIn.in(shop.login(), SignedIn.PASSWORD);
                }
            }
        }
        assertThat(asked).isGreaterThan(30);
        allowed.removeAll(OF_GUESTS);
        assertThat(allowed).isEmpty();
    }

    @Test
    void search_trace_recordsEvidenceAndMetrics_areClosedToHim() {
        String address = ship("G-9", SENDER, SHOP, "\"lines\":[{\"sscc\":\"195212340000000416\"}]");
        String record = address.replace("/guest/shipments/", "/records/");
        for (String path : List.of(
                "/epcis/events",
                "/api/v1/shipments",
                address.replace("/guest/", "/"),
                record,
                record + "/evidence",
                "/api/v1/places",
                "/api/v1/products",
                "/api/v1/audit",
                "/api/v1/keys",
                "/api/v1/people",
                "/epcis/capture",
                "/q/metrics")) {
            shop.request().get(path).then().statusCode(403);
        }
    }

    @Test
    void guestResources_areClosedToEverybodyElse() {
        Caller.administrator().get("/api/v1/guest/shipments").then().statusCode(403);
        Caller.reader().get("/api/v1/guest/shipments/0/0").then().statusCode(403);
        given().get("/api/v1/guest/shipments").then().statusCode(401);
    }

    @Test
    void numbersTakenAway_countAtOnce() {
        SignedIn guest = SignedIn.invited(
                "moved" + System.nanoTime(), "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\",\"" + OTHER + "\"]");
        String address = ship("G-10", SENDER, OTHER, "\"lines\":[{\"sscc\":\"195212340000000423\"}]");
        guest.request().get(address).then().statusCode(200);
        Caller.administrator()
                .contentType("application/json")
                .body("{\"name\":\"G\",\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]}")
                .put("/api/v1/people/" + guest.id())
                .then()
                .statusCode(200);
        guest.request().get(address).then().statusCode(404);
        guest.request()
                .get("/api/v1/session")
                .then()
                .body("glns", contains(SHOP))
                .body("csrf", not(nullValue()));
    }
}
