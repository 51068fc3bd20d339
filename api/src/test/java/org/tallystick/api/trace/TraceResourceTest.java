package org.tallystick.api.trace;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class TraceResourceTest {
    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + TestNode.administrator());
    }

    @Test
    void trace_identifierThatNoEventNames_isItAloneInWhateverSpelling() {
        for (String spelling : new String[] {
            "urn:epc:id:sscc:9521234.1999999999", "https://id.gs1.org/00/195212349999999992", "00/195212349999999992"
        }) {
            administrator()
                    .get("/api/v1/trace/{epc}", spelling)
                    .then()
                    .statusCode(200)
                    .body("of", is("https://id.gs1.org/00/195212349999999992"))
                    .body("nodes.identifier", contains("https://id.gs1.org/00/195212349999999992"))
                    .body("events", empty())
                    .body("cuts", empty());
        }
    }

    @Test
    void trace_noIdentifier_isAProblemThatNamesTheParameter() {
        administrator()
                .get("/api/v1/trace/{epc}", "urn:no space")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].pointer", is("?epc"));
    }

    @Test
    void trace_withoutKey_isRefused() {
        given().get("/api/v1/trace/{epc}", "00/195212349999999992").then().statusCode(401);
    }
}
