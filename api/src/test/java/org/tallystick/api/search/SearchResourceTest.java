package org.tallystick.api.search;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class SearchResourceTest {
    private static final String SHIPMENT = """
            {"number":"SR/4711","shippedAt":"2026-11-24T08:30:00+01:00","from":"9521234000013","to":"9521234567899",
             "purchaseOrders":["PO 2026/17"],
             "lines":[{"sscc":"195212340000000775","gtin":"9521234543213","lot":"QX(7)/","quantity":24},
                      {"gtin":"9521141123454","serial":"QX-1001"}]}""";

    @BeforeEach
    void ship() {
        Caller.recorder()
                .contentType("application/json")
                .body(SHIPMENT)
                .post("/api/v1/shipments")
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));
    }

    private static ValidatableResponse search(String piece) {
        return Caller.reader().queryParam("q", piece).get("/api/v1/search").then();
    }

    @ParameterizedTest
    @CsvSource({
        "195212340000000775, https://id.gs1.org/00/195212340000000775",
        "19521234000000077, https://id.gs1.org/00/195212340000000775",
        "952123454, https://id.gs1.org/01/09521234543213/10/QX(7)%2F",
        "QX(7)/, https://id.gs1.org/01/09521234543213/10/QX(7)%2F",
        "QX-1, https://id.gs1.org/01/09521141123454/21/QX-1001",
        "SR/47, urn:epcglobal:cbv:bt:9521234000013:SR%2F4711",
        "PO 2026, urn:epcglobal:cbv:bt:9521234567899:PO%202026%2F17",
        "9521234000013, https://id.gs1.org/414/9521234000013",
        "95212345678, https://id.gs1.org/417/9521234567899",
        "urn:epcglobal:cbv:bt:9521234567899:PO, urn:epcglobal:cbv:bt:9521234567899:PO%202026%2F17",
    })
    void search_byAPiece_findsTheIdentifier(String piece, String identifier) {
        search(piece).statusCode(200).body("member.identifier", hasItem(identifier));
    }

    @Test
    void search_ofOneThing_countsItsEvents() {
        search("195212340000000775")
                .body("member.identifier", contains("https://id.gs1.org/00/195212340000000775"))
                .body("member[0].events", is(2))
                .body("member[0].moreEvents", is(false))
                .body("member[0].lastEventTime", is("2026-11-24T07:30:00Z"));
    }

    @Test
    void search_nothingOfIt_isEmpty_andTheWholeTextIsAPattern() {
        search("QX%").statusCode(200).body("member", empty());
        search("' or 1=1 --").statusCode(200).body("member", empty());
        search("\u00e4\ud83d\ude00").statusCode(200).body("member", empty());
    }

    @Test
    void search_noPieceOrALongOne_isAProblem() {
        search(" ").statusCode(400).body("errors[0].pointer", is("?q"));
        search("x".repeat(201)).statusCode(400);
        Caller.reader().get("/api/v1/search").then().statusCode(400);
        Caller.recorder().queryParam("q", "a").get("/api/v1/search").then().statusCode(403);
    }
}
