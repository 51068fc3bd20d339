package org.tallystick.api.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class HealthTest {
    @Test
    void readiness_saysThatTheLedgerDecidesAndIsReadable() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", is("UP"))
                .body("checks.name", hasItem("ledger"))
                .body("checks.find { it.name == 'ledger' }.data.engine", is("deciding"))
                .body("checks.find { it.name == 'ledger' }.data.readModels", is("caught up"));
    }

    @Test
    void metrics_haveTheLedgersNumbers_forThoseWhoMaySeeThem() {
        Caller.auditor()
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("tallystick_log_size"))
                .body(containsString("tallystick_projection_position{projection=\"dids-1\""));
        Caller.recorder().get("/q/metrics").then().statusCode(403);
    }
}
