package org.tallystick.api.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    @Test
    void metrics_tellHowManyKeysEndSoon() {
        double before = ending("30");
        Caller.administrator()
                .contentType("application/json")
                .body("{\"name\":\"ends soon\",\"roles\":[\"reader\"],\"expiresAt\":\""
                        + Instant.now().plus(Duration.ofDays(20)) + "\"}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201);
        assertThat(ending("30")).isEqualTo(before + 1);
        assertThat(ending("7")).isLessThanOrEqualTo(before);
    }

    private static double ending(String days) {
        Matcher line = Pattern.compile("(?m)^tallystick_keys_ending\\{days=\"" + days + "\"[^}]*} ([0-9.]+)$")
                .matcher(Caller.auditor().get("/q/metrics").asString());
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
