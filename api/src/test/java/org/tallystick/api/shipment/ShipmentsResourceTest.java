package org.tallystick.api.shipment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class ShipmentsResourceTest {
    private static String shipment(String number, String serial) {
        return "{\"number\":\"" + number + "\",\"shippedAt\":\"2026-11-24T08:30:00+01:00\",\"from\":\"9521234000013\","
                + "\"to\":\"9521234567899\",\"lines\":[{\"gtin\":\"9521141123454\",\"serial\":\"" + serial + "\"}]}";
    }

    private static Response post(String path, String form) {
        return Caller.recorder().contentType("application/json").body(form).post(path);
    }

    @Test
    void shipment_becomesEpcisAndIsFoundByItsGoods() {
        String serial = "S" + System.nanoTime();
        Response made = post("/api/v1/shipments", shipment("DN-" + serial, serial));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(made.<String>path("captureID")).hasSize(32);
        Caller.reader()
                .queryParam("MATCH_epc", "https://id.gs1.org/01/09521141123454/21/" + serial)
                .get("/epcis/events")
                .then()
                .statusCode(200)
                .body("epcisBody.queryResults.resultsBody.eventList.bizStep", hasItem("shipping"));
    }

    @Test
    void shipment_sentAgain_isTheSame() {
        String form = shipment("DN-" + System.nanoTime(), "S" + System.nanoTime());
        Response first = post("/api/v1/shipments", form);
        Response second = post("/api/v1/shipments", form);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.<Object>path("events")).isEqualTo(first.path("events"));
    }

    @Test
    void dryRun_showsTheEpcisDocument() {
        post("/api/v1/shipments?dryRun=true", shipment("DN-1", "S" + System.nanoTime()))
                .then()
                .statusCode(200)
                .body("type", is("EPCISDocument"))
                .body("epcisBody.eventList", hasSize(1));
    }

    @Test
    void form_withFaults_namesTheirPlaces() {
        post("/api/v1/shipments", "{\"number\":\"1\",\"from\":\"12\",\"colour\":1}")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:tallystick:problem:validation"))
                .body("errors.pointer", hasItem("/from"))
                .body("errors.pointer", hasItem("/colour"));
        post("/api/v1/receivings", "[]").then().statusCode(400);
        post("/api/v1/receivings", "{").then().statusCode(400);
    }

    @Test
    void receiving_isCapturedAndFoundByItsGoods() {
        String serial = "S" + System.nanoTime();
        Response made = post(
                "/api/v1/receivings",
                "{\"number\":\"RN-" + serial
                        + "\",\"receivedAt\":\"2026-11-25T07:00:00+01:00\",\"at\":\"9521234567899\","
                        + "\"from\":\"9521234000013\",\"lines\":[{\"gtin\":\"9521141123454\",\"serial\":\"" + serial
                        + "\"}]}");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        Caller.reader()
                .queryParam("MATCH_epc", "https://id.gs1.org/01/09521141123454/21/" + serial)
                .get("/epcis/events")
                .then()
                .statusCode(200)
                .body("epcisBody.queryResults.resultsBody.eventList.bizStep", hasItem("receiving"));
    }
}
