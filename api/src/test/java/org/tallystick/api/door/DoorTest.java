package org.tallystick.api.door;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class DoorTest {
    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + TestNode.administrator());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/keys",
                "/api/v1/audit",
                "/q/metrics",
                "/epcis/events",
                "/nothing/here",
                "/log",
                "/q",
                "/q/dev-ui",
                "/api/v1/keys/",
                "//api/v1/keys",
                "/assets/../api/v1/keys",
                "/1.0/identifiers/../../api/v1/audit"
            })
    void request_withoutKey_is401WithAChallenge(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"tallystick\"")
                .body("status", is(401))
                .body("title", notNullValue())
                .body("instance", matchesPattern("urn:tallystick:request:[A-Za-z0-9._-]+"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/log/tile/..%2f..%2fapi/v1/keys", "/assets/..%2f..%2fapi/v1/keys", "/proofs/%2e%2e/api/v1/keys"
            })
    void request_withAHiddenPath_showsNothing(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(org.hamcrest.Matchers.oneOf(401, 404));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic YTpi",
                "Bearer",
                "Bearer x",
                "bearer tally_aaaaaaaaaa_" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void request_withAWrongKey_is401AlsoWhereNoneIsNeeded(String authorization) {
        given().header("Authorization", authorization)
                .get("/q/health/live")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("invalid_token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/favicon.svg",
                "/search",
                "/ledger",
                "/api/v1/session",
                "/q/health",
                "/q/health/ready",
                "/q/health/live",
                "/q/openapi"
            })
    void request_ofAPublicPath_needsNoKey(String path) {
        given().get(path).then().statusCode(path.equals("/api/v1/session") ? 204 : 200);
    }

    @Test
    void everyAnswer_carriesTheSecurityHeadersAndAnId() {
        given().get("/")
                .then()
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Request-Id", notNullValue())
                .header("Access-Control-Allow-Origin", nullValue());
        given().header("X-Request-Id", "erp-2026-000017")
                .get("/nothing")
                .then()
                .header("X-Request-Id", "erp-2026-000017")
                .body("instance", equalTo("urn:tallystick:request:erp-2026-000017"));
        given().header("X-Request-Id", "a b").get("/").then().header("X-Request-Id", matchesPattern("[a-z0-9]+"));
    }

    @Test
    void preflight_fromAnotherOrigin_isNotAnswered() {
        given().header("Origin", "https://other.example")
                .header("Access-Control-Request-Method", "GET")
                .options("/api/v1/keys")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void unknownPath_withAKey_is404() {
        administrator()
                .get("/nothing/here")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", is("urn:tallystick:problem:not-found"))
                .body("detail", containsString("/nothing/here"));
        administrator()
                .get("/epcis/nothing")
                .then()
                .statusCode(404)
                .body("type", is("epcisException:NoSuchResourceException"));
    }

    @Test
    void unknownMethod_is405AndNamesTheKnownOnes() {
        administrator()
                .put("/api/v1/keys")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .header("Allow", containsString("GET"));
    }

    @Test
    void unreadableForm_is415() {
        administrator()
                .contentType("text/csv")
                .body("a,b")
                .post("/api/v1/keys")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("detail", containsString("text/csv"));
    }

    @Test
    void unknownAnswerForm_is406() {
        administrator()
                .accept("image/png")
                .get("/api/v1/keys")
                .then()
                .statusCode(406)
                .contentType("application/problem+json");
    }

    @Test
    void longAddress_is414() {
        administrator()
                .get("/api/v1/keys?cursor=" + "a".repeat(9_000))
                .then()
                .statusCode(414)
                .contentType("application/problem+json");
    }

    @Test
    void malformedJson_is400WithItsPlace() {
        administrator()
                .contentType("application/json")
                .body("{\"name\": }")
                .post("/api/v1/keys")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].detail", containsString("line 1"));
    }

    @Test
    void deeplyNestedJson_is400() {
        administrator()
                .contentType("application/json")
                .body("[".repeat(4_000))
                .post("/api/v1/keys")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void largeBody_is413BeforeItIsRead() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            // Says how long it is and sends nothing: the answer does not wait for it.
            out.write(("POST /api/v1/keys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Authorization: Bearer " + TestNode.administrator() + "\r\n"
                            + "Content-Length: 4194305\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Assertions.assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("application/problem+json")
                    .contains("4194305 bytes");
        }
    }

    @Test
    void largeBodyOfUnsaidLength_is413() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/keys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Authorization: Bearer " + TestNode.administrator() + "\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("100000\r\n" + " ".repeat(0x100000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < 32; i++) {
                    out.write(chunk);
                }
            } catch (IOException closedBeforeAllIsSent) {
                // what a server may do to a body that nobody reads
            }
            byte[] start = socket.getInputStream().readNBytes(12);
            Assertions.assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    /** Whoever shows no key can withhold bodies from those alone who show none either. */
    @Test
    void signingIn_withBodiesThatNeverCome_hindersNobodyWithAKey() throws Exception {
        List<Socket> withheld = new ArrayList<>();
        try {
            int status = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (status != 503 && System.nanoTime() < deadline) {
                for (int i = 0; i < 20; i++) {
                    Socket socket = new Socket("localhost", port);
                    withheld.add(socket);
                    socket.getOutputStream()
                            .write(("POST /api/v1/session/password HTTP/1.1\r\nHost: localhost:" + port
                                            + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                }
                status = given().contentType("application/json")
                        .body("{}")
                        .post("/api/v1/session/password")
                        .statusCode();
            }
            Assertions.assertThat(status).isEqualTo(503);
            administrator()
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/v1/keys")
                    .then()
                    .statusCode(400);
        } finally {
            for (Socket socket : withheld) {
                socket.close();
            }
        }
    }
}
