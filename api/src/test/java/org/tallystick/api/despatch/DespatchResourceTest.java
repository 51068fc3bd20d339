package org.tallystick.api.despatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class DespatchResourceTest {
    private static final String HOST = "https://id.gs1.org/";

    private static Response log(String what, String form) {
        return Caller.recorder().contentType("application/json").body(form).post("/api/v1/" + what);
    }

    private static String ship(String number, String day, String goods) {
        return log("shipments", """
                        {"number":"%s","shippedAt":"2026-11-%sT08:30:00+01:00","from":"9521234000013","to":"9521234567899",%s}""".formatted(number, day, goods))
                .then()
                .statusCode(201)
                .extract()
                .header("Location")
                .replaceAll(".*/records/", "/api/v1/shipments/");
    }

    private static void receive(String number, String shipment, String goods) {
        log("receivings", """
                        {"number":"%s","receivedAt":"2026-11-25T08:30:00+01:00","at":"9521234567899","fromParty":"9521234000013",
                         "shipment":"%s",%s}""".formatted(number, shipment, goods)).then().statusCode(201);
    }

    private static Response shipments(String parameter, String value) {
        return Caller.reader().queryParam(parameter, value).get("/api/v1/shipments");
    }

    @Test
    void shipment_announced_isFoundByNumberAndByAnythingInIt() {
        String address = ship("SD 1/A", "20", """
                "purchaseOrders":["PO 1"],
                "lines":[{"gtin":"09521141123454","serial":"SD-1"}],
                "packages":[{"sscc":"195212340000000195","contents":[{"gtin":"09521141123454","serial":"SD-2"}]},
                            {"sscc":"195212340000000171","contents":[{"sscc":"195212340000000195"},
                             {"gtin":"9521234543213","lot":"SD","quantity":24}]}]""");
        shipments("advice", "SD 1/A")
                .then()
                .statusCode(200)
                .body("member.number", contains("SD 1/A"))
                .body("member[0].paper", is("urn:epcglobal:cbv:bt:9521234000013:SD%201%2FA"))
                .body("member[0].from", is(HOST + "414/9521234000013"))
                .body("member[0].to", is(HOST + "414/9521234567899"))
                .body("member[0].state", is("open"))
                .body(
                        "member[0].goods.identifier",
                        containsInAnyOrder(HOST + "00/195212340000000171", HOST + "01/09521141123454/21/SD-1"));
        for (String thing : new String[] {
            "00/195212340000000171", "00/195212340000000195", "01/09521141123454/21/SD-1", "01/09521141123454/21/SD-2"
        }) {
            shipments("thing", HOST + thing).then().statusCode(200).body("member.number", hasItem("SD 1/A"));
        }
        shipments("thing", HOST + "01/09521141123454/21/SD-3").then().body("member", empty());
        shipments("advice", "SD 1").then().body("member", empty());
        Caller.reader()
                .get(address)
                .then()
                .statusCode(200)
                .body("number", is("SD 1/A"))
                .body("goods.find { it.contents }.contents.quantity", hasItem(24))
                .body(
                        "goods.find { it.contents }.contents.find { it.contents }.contents.identifier",
                        contains(HOST + "01/09521141123454/21/SD-2"));
    }

    @Test
    void shipment_receivedInParts_saysHowMuch() {
        ship("SD-2", "21", """
                "lines":[{"sscc":"195212340000000218"},{"gtin":"9521234543213","lot":"SD2","quantity":10}]""");
        receive("GR-2a", "SD-2", "\"lines\":[{\"sscc\":\"195212340000000218\"}]");
        shipments("advice", "SD-2")
                .then()
                .body("member[0].state", is("partlyReceived"))
                .body("member[0].goods.find { it.quantity }.received", is(false));
        // The lot under another paper is another amount of it.
        receive("GR-2b", "SD-other", "\"lines\":[{\"gtin\":\"9521234543213\",\"lot\":\"SD2\",\"quantity\":1}]");
        shipments("advice", "SD-2").then().body("member[0].state", is("partlyReceived"));
        receive("GR-2c", "SD-2", "\"lines\":[{\"gtin\":\"9521234543213\",\"lot\":\"SD2\",\"quantity\":10}]");
        shipments("advice", "SD-2").then().body("member[0].state", is("received"));
    }

    @Test
    void shipment_declaredWrong_isNone() {
        String address = ship("SD-3", "22", "\"lines\":[{\"sscc\":\"195212340000000225\"}]");
        Caller.recorder()
                .contentType("application/json")
                .body("{\"reason\":\"did_not_occur\"}")
                .post(address.replace("/shipments/", "/records/") + "/correction")
                .then()
                .statusCode(201);
        shipments("advice", "SD-3").then().body("member", empty());
        Caller.reader().get(address).then().statusCode(404);
    }

    @Test
    void shipments_inPages_areAllTheLatestFirst() {
        ship("SD-4", "23", "\"lines\":[{\"sscc\":\"195212340000000232\"}]");
        ship("SD-5", "24", "\"lines\":[{\"sscc\":\"195212340000000249\"}]");
        List<String> numbers = new ArrayList<>();
        List<Object> records = new ArrayList<>();
        String next = "/api/v1/shipments?limit=7";
        while (next != null) {
            Response page = Caller.reader().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            numbers.addAll(page.jsonPath().getList("member.number", String.class));
            records.addAll(page.jsonPath().getList("member.collect { it.index + '/' + it.position }"));
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        // Others have shipped too, some without a number.
        assertThat(records).hasSameSizeAs(numbers).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(numbers).containsOnlyOnce("SD-4", "SD-5").containsSubsequence("SD-5", "SD-4");
    }

    @Test
    void shipments_ofANumberOrOfAThing_areAllInPages() {
        for (int i = 0; i < 5; i++) {
            // Two senders and both days of one: five shipments under one number, with one returnable pallet.
            log("shipments", """
                            {"number":"SD-6","shippedAt":"2026-11-24T1%d:30:00+01:00","from":"9521234000013",
                             "to":"9521234567899","lines":[{"sscc":"195212340000000256"},
                             {"gtin":"09521141123454","serial":"SD6-%d"}]}""".formatted(i, i)).then().statusCode(201);
        }
        for (String question : List.of("advice=SD-6", "thing=https%3A%2F%2Fid.gs1.org%2F00%2F195212340000000256")) {
            List<Object> records = new ArrayList<>();
            String next = "/api/v1/shipments?limit=2&" + question;
            while (next != null) {
                Response page = Caller.reader().urlEncodingEnabled(false).get(next);
                page.then().statusCode(200);
                records.addAll(page.jsonPath().getList("member.collect { it.index + '/' + it.position }"));
                String link = page.header("Link");
                next = link == null ? null : link.substring(1, link.indexOf('>'));
                assertThat(next == null || next.contains(question)).isTrue();
            }
            assertThat(records).as(question).hasSize(5).doesNotHaveDuplicates();
        }
    }

    @Test
    void shipments_twoQuestionsAtOnce_areRefused() {
        Caller.reader()
                .get("/api/v1/shipments?advice=SD-6&thing=https://id.gs1.org/00/195212340000000256")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("?thing"));
    }

    @Test
    void shipments_wrongQuestions_areProblems() {
        shipments("thing", "no uri").then().statusCode(400).body("errors[0].pointer", is("?thing"));
        shipments("cursor", "x").then().statusCode(400);
        Caller.reader().get("/api/v1/shipments/0/x").then().statusCode(404);
        Caller.recorder().get("/api/v1/shipments").then().statusCode(403);
    }
}
