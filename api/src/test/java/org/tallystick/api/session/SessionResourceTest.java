package org.tallystick.api.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class SessionResourceTest {
    private record SignedIn(String cookie, String value, String csrf) {
        RequestSpecification request() {
            return given().cookie(cookie, value);
        }

        RequestSpecification write() {
            return request().header("X-CSRF-Token", csrf).contentType("application/json");
        }
    }

    private static SignedIn signIn(RequestSpecification with) {
        Response response =
                with.post("/api/v1/session").then().statusCode(201).extract().response();
        assertThat(response.cookies()).hasSize(1);
        String name = response.cookies().keySet().iterator().next();
        return new SignedIn(name, response.cookie(name), response.path("csrf"));
    }

    private static String newKey(String role) {
        return Caller.administrator()
                .contentType("application/json")
                .body("{\"name\":\"for sessions\",\"roles\":[\"" + role + "\"]}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    @Test
    void signIn_withAKey_setsACookieThatNoScriptReadsAndNoOtherSiteSends() {
        Response response = Caller.reader().post("/api/v1/session");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.header("Set-Cookie"))
                .startsWith("tallystick-")
                .containsIgnoringCase("; HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/")
                .contains("Max-Age=57600");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        response.then()
                .body("roles", is(java.util.List.of("reader")))
                .body("may", hasItems("events.read", "evidence.export"))
                .body("may", not(hasItem("events.capture")));
    }

    @Test
    void signIn_withoutOrWithAWrongKey_is401() {
        given().post("/api/v1/session").then().statusCode(401);
        given().header("Authorization", "Bearer tally_aaaaaaaaaa_" + "A".repeat(43))
                .post("/api/v1/session")
                .then()
                .statusCode(401);
    }

    @Test
    void session_readsWithTheCookieAlone_andMayWhatItsKeyMay() {
        SignedIn reader = signIn(Caller.reader());
        reader.request().get("/api/v1/session").then().statusCode(200).body("csrf", is(reader.csrf()));
        reader.request().get("/epcis/events").then().statusCode(200);
        reader.request().get("/api/v1/keys").then().statusCode(403);
        SignedIn recorder = signIn(Caller.recorder());
        recorder.request().get("/epcis/events").then().statusCode(403);
    }

    @Test
    void session_writes_onlyWithItsOwnCsrfValueAndFromItsOwnPages() {
        SignedIn administrator = signIn(Caller.administrator());
        SignedIn other = signIn(Caller.administrator());
        String body = "{\"name\":\"by session\",\"roles\":[\"reader\"]}";
        administrator
                .request()
                .contentType("application/json")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(403);
        administrator
                .request()
                .header("X-CSRF-Token", other.csrf())
                .contentType("application/json")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(403);
        administrator
                .write()
                .header("Sec-Fetch-Site", "same-site")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(403);
        administrator
                .write()
                .header("Sec-Fetch-Site", "same-origin")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(201);
    }

    @Test
    void session_makesAKeyTwice_theSameTokenInItAndAConflictInAnother() {
        SignedIn first = signIn(Caller.administrator());
        SignedIn second = signIn(Caller.administrator());
        String body = "{\"name\":\"once\",\"roles\":[\"reader\"]}";
        String token = first.write()
                .header("Idempotency-Key", "session-once")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        first.write()
                .header("Idempotency-Key", "session-once")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .body("token", is(token));
        second.write()
                .header("Idempotency-Key", "session-once")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(409);
    }

    @Test
    void signOut_endsTheSessionAndNoOther() {
        SignedIn one = signIn(Caller.reader());
        SignedIn other = signIn(Caller.reader());
        one.request().delete("/api/v1/session").then().statusCode(403);
        one.write()
                .delete("/api/v1/session")
                .then()
                .statusCode(204)
                .header("Set-Cookie", org.hamcrest.Matchers.containsString("Max-Age=0"));
        one.request().get("/epcis/events").then().statusCode(401);
        one.request().get("/api/v1/session").then().statusCode(204);
        other.request().get("/epcis/events").then().statusCode(200);
    }

    @Test
    void session_ofARevokedKey_isOver() {
        String token = newKey("reader");
        SignedIn session = signIn(Caller.with(token));
        session.request().get("/epcis/events").then().statusCode(200);
        Caller.administrator()
                .delete("/api/v1/keys/" + token.substring(6, 16))
                .then()
                .statusCode(204);
        session.request().get("/epcis/events").then().statusCode(401);
    }

    @Test
    void session_wrongOrOldCookie_isNobodyAndHindersNothingPublic() {
        SignedIn session = signIn(Caller.reader());
        for (String value : new String[] {"", "x", "A".repeat(43), session.value() + "A"}) {
            given().cookie(session.cookie(), value).get("/epcis/events").then().statusCode(401);
            given().cookie(session.cookie(), value)
                    .get("/log/checkpoint")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void session_andAKeyTogether_theKeyCounts() {
        SignedIn reader = signIn(Caller.reader());
        Caller.administrator()
                .cookie(reader.cookie(), reader.value())
                .get("/api/v1/keys")
                .then()
                .statusCode(200);
    }
}
