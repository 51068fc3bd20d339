package org.tallystick.api.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.tallystick.api.testing.Eventually.within;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.SignedIn;
import org.tallystick.api.testing.TestNode;

/** A trail that nobody can write to, with as many lines waiting as may. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class FullTrailTest {
    /** Read by those who may, each with a line of the trail. */
    private static final List<String> READS = List.of(
            "/epcis/events",
            "/api/v1/shipments",
            "/api/v1/search?q=1",
            "/api/v1/audit",
            "/api/v1/keys",
            "/api/v1/people",
            "/api/v1/records/7/0");

    private static final List<String> OPEN = List.of(
            "/q/health/live", "/q/health/ready", "/log/checkpoint", "/log/policy", "/about", "/api/v1/session", "/");

    @Inject
    DataSource dataSource;

    @Inject
    AuditTrail trail;

    @Test
    void calls_whileTheTrailTakesNoMore_areRefusedIfTheyNeedALine_andLetInOnceItDoes() throws Exception {
        // Made before, since making one needs a line.
        Caller.auditor();
        Caller.recorder();
        try (Connection blocking = dataSource.getConnection()) {
            blocking.setAutoCommit(false);
            lockTrail(blocking);
            trail.add(AuditLine.ofCommand(Instant.parse("2027-01-01T00:00:00Z"), "test", "the first"));
            // From here on it takes no more lines away.
            assertThat(within(this::someoneWaitsForTheTrail)).isTrue();
            while (trail.hasRoom()) {
                trail.add(AuditLine.ofCommand(Instant.parse("2027-01-01T00:00:00Z"), "test", "one of many"));
            }

            for (String path : READS) {
                requireFull(Caller.administrator().get(path));
                requireFull(Caller.auditor().get(path));
            }
            // Who may not read it would leave a line, too.
            requireFull(Caller.recorder().get("/epcis/events"));
            requireFull(Caller.recorder()
                    .contentType("application/json")
                    .body(Events.bare(Events.newId(), Events.newEpc()))
                    .post("/epcis/events"));
            requireFull(SignedIn.tryIn("anybody", SignedIn.PASSWORD));
            given().get("/epcis/events").then().statusCode(401);
            for (String path : OPEN) {
                given().get(path).then().statusCode(oneOf(200, 204));
            }
            assertThat(trail.waiting()).isBetween(AuditTrail.MAX_WAITING, AuditTrail.MAX_WAITING + 10);
            blocking.rollback();
            blocking.setAutoCommit(true);
        }

        assertThat(within(trail::hasRoom)).isTrue();
        Caller.administrator().get("/epcis/events").then().statusCode(200);
        assertThat(trail.addDurably(
                        AuditLine.ofCommand(Instant.parse("2027-01-01T00:00:00Z"), "test", "the last"),
                        Duration.ofSeconds(60)))
                .isTrue();
    }

    private static void requireFull(Response response) {
        response.then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("detail", containsString("audit trail"));
    }

    private boolean someoneWaitsForTheTrail() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select exists (select from pg_locks where locktype = 'advisory' and not granted and database ="
                                + " (select oid from pg_database where datname = current_database()))");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lockTrail(Connection connection) throws Exception {
        try (PreparedStatement select = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            select.setLong(1, AuditTrail.ADVISORY_LOCK);
            select.execute();
        }
    }
}
