package org.tallystick.api.barcode;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class BarcodeResourceTest {
    @Test
    void barcode_isAnSvgThatRunsNothing() {
        given().header("Authorization", "Bearer " + TestNode.administrator())
                .queryParam("text", "(01)09521234543213(10)T<&>7")
                .get("/api/v1/barcode")
                .then()
                .statusCode(200)
                .contentType("image/svg+xml")
                .header("Content-Security-Policy", startsWith("default-src 'none'"))
                .header("Cache-Control", "private, max-age=86400")
                .body(startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    }

    @Test
    void barcode_ofSomethingElse_saysWhatIsWrong() {
        for (String[] asked : new String[][] {
            {"hello", "gs1-datamatrix", "?text"},
            {"(01)09521234543214", "gs1-datamatrix", "?text"},
            {"(17)261231", "qr", "?text"},
            {"(01)09521234543213", "ean13", "?symbol"},
            {"", "qr", "?text"},
            {"(91)" + "x".repeat(400), "qr", "?text"}
        }) {
            given().header("Authorization", "Bearer " + TestNode.administrator())
                    .queryParam("text", asked[0])
                    .queryParam("symbol", asked[1])
                    .get("/api/v1/barcode")
                    .then()
                    .statusCode(400)
                    .contentType(containsString("application/problem+json"))
                    .body("errors[0].pointer", equalTo(asked[2]));
        }
    }

    @Test
    void barcode_withoutAKey_isNotDrawn() {
        given().queryParam("text", "(01)09521234543213")
                .get("/api/v1/barcode")
                .then()
                .statusCode(401);
    }
}
