package org.tallystick.api.door;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

/** A node behind a proxy that it trusts: this test. */
@QuarkusTest
@TestProfile(ProxiedTest.Behind.class)
class ProxiedTest {
    public static final class Behind implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("tallystick.proxy.trusted", "127.0.0.1,::1");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(TestNode.class));
        }
    }

    private static RequestSpecification by(String forwardedFor, String proto) {
        return given().header("X-Forwarded-For", forwardedFor).header("X-Forwarded-Proto", proto);
    }

    @Test
    void cookie_ofACallerByTls_isAHostCookieWithSecure() {
        String cookie = by("192.0.2.7", "https")
                .header("Authorization", "Bearer " + TestNode.administrator())
                .post("/api/v1/session")
                .then()
                .statusCode(201)
                .extract()
                .header("Set-Cookie");
        assertThat(cookie).startsWith("__Host-tallystick=").contains("Secure");
        // And it signs in by TLS alone.
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        by("192.0.2.7", "https")
                .cookie("__Host-tallystick", value)
                .get("/api/v1/session")
                .then()
                .statusCode(200);
        by("192.0.2.7", "http")
                .cookie("__Host-tallystick", value)
                .get("/api/v1/session")
                .then()
                .statusCode(204);
    }

    @Test
    void cookie_ofACallerWithoutTls_isNot() {
        String cookie = by("192.0.2.8", "http")
                .header("Authorization", "Bearer " + TestNode.administrator())
                .post("/api/v1/session")
                .header("Set-Cookie");
        assertThat(cookie).startsWith("tallystick-").doesNotContain("Secure");
    }

    @Test
    void wrongTokens_areCountedByTheCallerAndNotByTheProxy() {
        Response last = null;
        for (int i = 0; i < 25; i++) {
            // What he writes before what the proxy saw changes nothing.
            last = by("203.0.113." + i + ", 198.51.100.1", "https")
                    .header("Authorization", "Bearer tally_aaaaaaaaaa_" + "A".repeat(43))
                    .get("/api/v1/keys");
        }
        assertThat(last.statusCode()).isEqualTo(429);
        by("198.51.100.2", "https")
                .header("Authorization", "Bearer tally_aaaaaaaaaa_" + "A".repeat(43))
                .get("/api/v1/keys")
                .then()
                .statusCode(401);
    }

    @Test
    void keyWithAddresses_worksFromThereAlone_andTheTrailTellsOfElsewhere() throws Exception {
        io.restassured.path.json.JsonPath made = Caller.administrator()
                .contentType("application/json")
                .body(
                        "{\"name\":\"gate\",\"roles\":[\"reader\"],\"addresses\":[\"198.51.100.64/26\",\"2001:db8::/32\"]}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String token = made.getString("token");
        assertThat(made.getList("addresses", String.class)).containsExactly("198.51.100.64/26", "2001:db8::/32");
        for (String here : List.of("198.51.100.65", "2001:db8:9::1")) {
            by(here, "https")
                    .header("Authorization", "Bearer " + token)
                    .get("/epcis/events")
                    .then()
                    .statusCode(200);
        }
        for (String elsewhere : List.of("198.51.100.63", "198.51.100.65, 203.0.113.50", "2001:db9::1")) {
            by(elsewhere, "https")
                    .header("Authorization", "Bearer " + token)
                    .get("/epcis/events")
                    .then()
                    .statusCode(403)
                    .body("detail", containsString("is not for use from"));
        }
        // So is a session that was begun with it.
        String cookie = by("198.51.100.65", "https")
                .header("Authorization", "Bearer " + token)
                .post("/api/v1/session")
                .cookie("__Host-tallystick");
        by("198.51.100.66", "https")
                .cookie("__Host-tallystick", cookie)
                .get("/epcis/events")
                .then()
                .statusCode(200);
        by("203.0.113.51", "https")
                .cookie("__Host-tallystick", cookie)
                .get("/epcis/events")
                .then()
                .statusCode(401);
        by("203.0.113.51", "https")
                .cookie("__Host-tallystick", cookie)
                .get("/api/v1/session")
                .then()
                .statusCode(204);

        String question = "/api/v1/audit?action=key.elsewhere&key=" + made.getString("id");
        long end = System.nanoTime() + 30_000_000_000L;
        List<String> addresses = List.of();
        while (addresses.size() < 5 && System.nanoTime() < end) {
            addresses = Caller.auditor().get(question).jsonPath().getList("member.address", String.class);
            Thread.sleep(50);
        }
        assertThat(addresses)
                .containsExactlyInAnyOrder(
                        "198.51.100.63", "203.0.113.50", "2001:db9:0:0:0:0:0:1", "203.0.113.51", "203.0.113.51");
    }

    @Test
    void forwarded_whichThisProxyDoesNotWrite_isNotBelieved() {
        String cookie = given().header("Forwarded", "for=192.0.2.9;proto=https")
                .header("Authorization", "Bearer " + TestNode.administrator())
                .post("/api/v1/session")
                .header("Set-Cookie");
        assertThat(cookie).startsWith("tallystick-");
    }
}
