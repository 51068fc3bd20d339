package org.tallystick.api.trace;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
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
    void trace_ofAThingSeen_saysWhoByADidThatResolves() {
        administrator()
                .contentType("application/json")
                .body("""
                        {"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
                         "type": "ObjectEvent", "eventTime": "2026-11-24T08:30:00.000Z", "eventTimeZoneOffset": "+00:00",
                         "epcList": ["urn:epc:id:sscc:9521234.9999999993"], "action": "OBSERVE"}""")
                .post("/epcis/events")
                .then()
                .statusCode(201);

        String issuer = administrator()
                .get("/api/v1/trace/{epc}", "urn:epc:id:sscc:9521234.9999999993")
                .then()
                .statusCode(200)
                .extract()
                .path("events[0].issuer");

        assertThat(given().get("/1.0/identifiers/{did}", issuer)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .contains("\"id\":\"" + issuer + "\"");
    }

    @Test
    void trace_noIdentifier_isAProblemThatNamesTheParameter() {
        for (String misspelt : new String[] {
            "urn:no space", "nonsense", "195212349999999993", "01/1", "(21)1234", "(01)09521234543210", "1234"
        }) {
            administrator()
                    .get("/api/v1/trace/{epc}", misspelt)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("errors[0].pointer", is("?epc"));
        }
    }

    @Test
    void trace_withoutKey_isRefused() {
        given().get("/api/v1/trace/{epc}", "00/195212349999999992").then().statusCode(401);
    }
}
