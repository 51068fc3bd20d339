package org.tallystick.api.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.SignedIn;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class PeopleResourceTest {
    private static final String READER = "\"roles\":[\"reader\"]";
    private static final String ADMINISTRATOR = "\"roles\":[\"administrator\"]";
    private static final long DEADLINE_MILLIS = 30_000;

    @Inject
    DataSource dataSource;

    private static Response choose(String token, String login, String password) {
        return given().contentType("application/json")
                .body("{\"token\":\"" + token + "\",\"login\":\"" + login + "\",\"password\":\"" + password + "\"}")
                .post("/api/v1/link/password");
    }

    private static Response look(String token) {
        return given().contentType("application/json")
                .body("{\"token\":\"" + token + "\"}")
                .post("/api/v1/link");
    }

    private static Response change(String id, String body) {
        return Caller.administrator().contentType("application/json").body(body).put("/api/v1/people/" + id);
    }

    private static Response changePassword(SignedIn person, String old, String wanted) {
        return person.write()
                .body("{\"old\":\"" + old + "\",\"new\":\"" + wanted + "\"}")
                .put("/api/v1/account/password");
    }

    /** The lines of the trail are written a moment after the answer. */
    private static void await(Supplier<Boolean> condition) throws InterruptedException {
        long end = System.currentTimeMillis() + DEADLINE_MILLIS;
        while (!condition.get()) {
            assertThat(System.currentTimeMillis()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static List<Map<String, Object>> trail() {
        return Caller.auditor().get("/api/v1/audit?limit=1000").jsonPath().getList("member");
    }

    // ---- from invited to erased

    @Test
    void person_invited_choosesSignsInAndMayWhatTheirRolesMay() {
        String id = SignedIn.invite("Ada", "\"roles\":[\"recorder\"]");
        Caller.administrator()
                .get("/api/v1/people/" + id)
                .then()
                .body("state", is("invited"))
                .body("login", nullValue())
                .body("linkExpiresAt", nullValue());
        String link = SignedIn.link(id);
        look(link)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("name", is("Ada by name"))
                .body("roles", contains("recorder"))
                .body("login", nullValue());
        SignedIn ada = SignedIn.choose(link, "ada");
        assertThat(ada.id()).isEqualTo(id);
        ada.request()
                .get("/api/v1/session")
                .then()
                .body("account", is(true))
                .body("name", is("Ada by name"))
                .body("may", hasItems("events.capture", "account"))
                .body("may", not(hasItem("events.read")));
        ada.request().get("/epcis/events").then().statusCode(403).body("detail", containsString("This account"));
        SignedIn again = SignedIn.in(" ADA ", SignedIn.PASSWORD);
        assertThat(again.id()).isEqualTo(id);
        Caller.administrator()
                .get("/api/v1/people/" + id)
                .then()
                .body("state", is("active"))
                .body("login", is("ada"))
                .body("lastSignedInAt", notNullValue())
                .body("linkExpiresAt", nullValue());
    }

    @Test
    void signIn_wrongUnknownSuspendedAndInvited_haveOneAnswer() {
        SignedIn known = SignedIn.invited("one.answer", READER);
        SignedIn suspended = SignedIn.invited("one.suspended", READER);
        change(suspended.id(), "{\"name\":\"S\"," + READER + ",\"suspended\":true}")
                .then()
                .statusCode(200);
        String wrong = SignedIn.tryIn(known.login(), "incorrect horse").asString();
        for (Response refused : List.of(
                SignedIn.tryIn("nobody.has.it", SignedIn.PASSWORD),
                SignedIn.tryIn(suspended.login(), SignedIn.PASSWORD),
                SignedIn.tryIn("no login at all", SignedIn.PASSWORD),
                SignedIn.tryIn(known.login(), "short"))) {
            refused.then().statusCode(401).header("WWW-Authenticate", notNullValue());
            assertThat(refused.cookies()).isEmpty();
            assertThat(refused.asString().replaceAll("request:[^\"]*", ""))
                    .isEqualTo(wrong.replaceAll("request:[^\"]*", ""));
        }
    }

    @Test
    void signIn_wrongTenTimes_is429ForTheRightPasswordToo_andForNoOtherName() {
        SignedIn.invited("throttled", READER);
        SignedIn.invited("not.throttled", READER);
        Response last = null;
        for (int i = 0; i < 11; i++) {
            last = SignedIn.tryIn("throttled", "incorrect horse " + i);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
        SignedIn.tryIn("throttled", SignedIn.PASSWORD).then().statusCode(429);
        SignedIn.in("not.throttled", SignedIn.PASSWORD);
    }

    @Test
    void signIn_fromAPageOfAnotherSite_isRefused() {
        SignedIn.invited("login.csrf", READER);
        given().contentType("application/json")
                .header("Sec-Fetch-Site", "cross-site")
                .body("{\"login\":\"login.csrf\",\"password\":\"" + SignedIn.PASSWORD + "\"}")
                .post("/api/v1/session/password")
                .then()
                .statusCode(403);
        given().contentType("text/plain")
                .body("{\"login\":\"login.csrf\",\"password\":\"" + SignedIn.PASSWORD + "\"}")
                .post("/api/v1/session/password")
                .then()
                .statusCode(415);
        given().contentType("application/json")
                .body("{\"login\":\"login.csrf\",\"password\":\"" + "x".repeat(5_000) + "\"}")
                .post("/api/v1/session/password")
                .then()
                .statusCode(413);
    }

    @Test
    void signIn_whereSomebodyIs_is409() {
        SignedIn ada = SignedIn.invited("is.there", READER);
        ada.write()
                .body("{\"login\":\"is.there\",\"password\":\"" + SignedIn.PASSWORD + "\"}")
                .post("/api/v1/session/password")
                .then()
                .statusCode(409);
    }

    @Test
    void suspended_isOutAtOnce_andComesInAgain() {
        SignedIn ada = SignedIn.invited("suspended", READER);
        ada.request().get("/epcis/events").then().statusCode(200);
        change(ada.id(), "{\"name\":\"Ada\"," + READER + ",\"suspended\":true}")
                .then()
                .statusCode(200)
                .body("state", is("suspended"));
        ada.request().get("/epcis/events").then().statusCode(401);
        Caller.administrator()
                .post("/api/v1/people/" + ada.id() + "/link")
                .then()
                .statusCode(409);
        change(ada.id(), "{\"name\":\"Ada\"," + READER + "}")
                .then()
                .statusCode(200)
                .body("state", is("active"));
        // The session of before is over for good.
        ada.request().get("/epcis/events").then().statusCode(401);
        SignedIn.in("suspended", SignedIn.PASSWORD)
                .request()
                .get("/epcis/events")
                .then()
                .statusCode(200);
    }

    @Test
    void account_thatHasEnded_isClosed() {
        SignedIn ada = SignedIn.invited("ended", READER);
        change(ada.id(), "{\"name\":\"Ada\"," + READER + ",\"expiresAt\":\"2026-01-01T00:00:00Z\"}")
                .then()
                .statusCode(200)
                .body("state", is("expired"));
        ada.request().get("/epcis/events").then().statusCode(401);
    }

    @Test
    void roles_changed_countInAnOpenSession() {
        SignedIn ada = SignedIn.invited("promoted", READER);
        ada.request().get("/api/v1/people").then().statusCode(403);
        change(ada.id(), "{\"name\":\"Ada\"," + ADMINISTRATOR + "}").then().statusCode(200);
        ada.request().get("/api/v1/people").then().statusCode(200);
        // And nobody takes their own away by mistake.
        ada.write()
                .body("{\"name\":\"Ada\"," + READER + "}")
                .put("/api/v1/people/" + ada.id())
                .then()
                .statusCode(409);
        ada.write().delete("/api/v1/people/" + ada.id()).then().statusCode(409);
        ada.request().get("/api/v1/people").then().statusCode(200);
    }

    @Test
    void erased_leavesAnIdThatSaysNothing() throws Exception {
        SignedIn ada = SignedIn.invited("erased", READER);
        Caller.administrator().delete("/api/v1/people/" + ada.id()).then().statusCode(204);
        Caller.administrator().delete("/api/v1/people/" + ada.id()).then().statusCode(204);
        ada.request().get("/epcis/events").then().statusCode(401);
        SignedIn.tryIn("erased", SignedIn.PASSWORD).then().statusCode(401);
        Caller.administrator().get("/api/v1/people/" + ada.id()).then().statusCode(404);
        Caller.administrator().get("/api/v1/people?limit=1000").then().body("member.id", not(hasItem(ada.id())));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select to_jsonb(p)::text from person p where id = ?")) {
            select.setString(1, ada.id());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                assertThat(row.getString(1)).doesNotContain("erased by name", "\"erased\"", "argon2");
            }
        }
        // Its name is free again.
        SignedIn.invited("erased", READER);
    }

    // ---- links

    @Test
    void link_isGoodOnce_andTheLastOneAlone() {
        String id = SignedIn.invite("Link", READER);
        String first = SignedIn.link(id);
        String second = SignedIn.link(id);
        look(first).then().statusCode(410);
        choose(first, "link.once", SignedIn.PASSWORD).then().statusCode(410);
        SignedIn.choose(second, "link.once");
        choose(second, "link.once", SignedIn.PASSWORD).then().statusCode(410);
    }

    @Test
    void link_takenBackOrNonsense_is410() {
        String id = SignedIn.invite("Link", READER);
        String link = SignedIn.link(id);
        Caller.administrator().delete("/api/v1/people/" + id + "/link").then().statusCode(204);
        look(link).then().statusCode(410);
        look("nonsense").then().statusCode(410);
    }

    @Test
    void link_whoseTimeIsOver_is410() throws Exception {
        String id = SignedIn.invite("Late", READER);
        String link = SignedIn.link(id);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update person set link_expires_at = now() - interval '1 second' where id = ?")) {
            update.setString(1, id);
            update.executeUpdate();
        }
        look(link).then().statusCode(410);
        choose(link, "too.late", SignedIn.PASSWORD).then().statusCode(410);
    }

    @ParameterizedTest
    @CsvSource({
        "ok.login, short, /password",
        "ok.login, aaaaaaaaaaaaaa, /password",
        "choosy.person, choosy.person, /password",
        "Not A Login, correct horse battery, /login"
    })
    void link_withAPoorChoice_saysWhatIsPoor_andStaysGood(String login, String password, String pointer) {
        String link = SignedIn.link(SignedIn.invite("Choosy", READER));
        choose(link, login, password).then().statusCode(400).body("errors[0].pointer", is(pointer));
        look(link).then().statusCode(200);
    }

    @Test
    void login_thatSomebodyHas_isRefusedToWhoeverHasALink() {
        SignedIn.invited("taken", READER);
        String link = SignedIn.link(SignedIn.invite("Second", READER));
        choose(link, "taken", SignedIn.PASSWORD).then().statusCode(409).body("errors[0].pointer", is("/login"));
        SignedIn.choose(link, "not.taken");
    }

    @Test
    void passwordForgotten_aLinkResetsItKeepsTheLoginAndEndsSessions() {
        SignedIn ada = SignedIn.invited("forgot", READER);
        String link = SignedIn.link(ada.id());
        look(link).then().body("login", is("forgot"));
        choose(link, "somebody.else", "another long password")
                .then()
                .statusCode(201)
                .body("id", is(ada.id()));
        ada.request().get("/epcis/events").then().statusCode(401);
        SignedIn.tryIn("forgot", SignedIn.PASSWORD).then().statusCode(401);
        SignedIn.in("forgot", "another long password");
    }

    // ---- one's own account

    @Test
    void password_changed_needsTheOldOneAndEndsTheOtherSessions() {
        SignedIn here = SignedIn.invited("own.account", READER);
        SignedIn elsewhere = SignedIn.in("own.account", SignedIn.PASSWORD);
        here.request()
                .get("/api/v1/account")
                .then()
                .body("login", is("own.account"))
                .body("$", not(hasKey("expiresAt")))
                .body("sessions", hasSize(2))
                .body("sessions.own", hasItems(true, false));
        changePassword(here, "not the old one", "another long password")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/old"));
        changePassword(here, SignedIn.PASSWORD, "own.account")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/new"));
        elsewhere.request().get("/epcis/events").then().statusCode(200);
        changePassword(here, SignedIn.PASSWORD, "another long password").then().statusCode(204);
        here.request().get("/epcis/events").then().statusCode(200);
        elsewhere.request().get("/epcis/events").then().statusCode(401);
        SignedIn.tryIn("own.account", SignedIn.PASSWORD).then().statusCode(401);
    }

    @Test
    void signOutElsewhere_endsTheOthersAlone() {
        SignedIn here = SignedIn.invited("elsewhere", READER);
        SignedIn there = SignedIn.in("elsewhere", SignedIn.PASSWORD);
        here.write().delete("/api/v1/account/sessions").then().statusCode(204);
        here.request().get("/api/v1/account").then().statusCode(200).body("sessions", hasSize(1));
        there.request().get("/api/v1/account").then().statusCode(401);
    }

    @Test
    void account_ofAKey_isNone() {
        Caller.administrator().get("/api/v1/account").then().statusCode(403);
        Caller.administrator()
                .contentType("application/json")
                .body("{\"old\":\"a\",\"new\":\"b\"}")
                .put("/api/v1/account/password")
                .then()
                .statusCode(403);
    }

    // ---- requests

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"roles\":[\"reader\"]} | /name",
                "{\"name\":\"x\",\"roles\":[]} | /roles",
                "{\"name\":\"x\",\"roles\":[\"king\"]} | /roles/0",
                "{\"name\":\"x\",\"roles\":[\"guest\"]} | /glns",
                "{\"name\":\"x\",\"roles\":[\"guest\"],\"glns\":[\"9521234567890\"]} | /glns/0",
                "{\"name\":\"x\",\"roles\":[\"guest\",\"reader\"],\"glns\":[\"9521234567899\"]} | /roles",
                "{\"name\":\"x\",\"roles\":[\"reader\"],\"glns\":[\"9521234567899\"]} | /glns",
                "{\"name\":\"x\",\"roles\":[\"reader\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"} | /expiresAt",
                "{\"name\":\"x\",\"roles\":[\"reader\"],\"expiresAt\":\"\"} | /expiresAt",
                "{\"name\":\"x\",\"roles\":[\"reader\"],\"suspended\":true} | /suspended"
            })
    void invitation_wrong_saysWhere(String body, String pointer) {
        Caller.administrator()
                .contentType("application/json")
                .body(body)
                .post("/api/v1/people")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    void invitation_sentAgain_invitesNobodyElse() {
        for (int i = 0; i < 2; i++) {
            Response answer = Caller.administrator()
                    .contentType("application/json")
                    .header("Idempotency-Key", "invite-once")
                    .body("{\"name\":\"Once\"," + READER + "}")
                    .post("/api/v1/people");
            answer.then().statusCode(201).header("Idempotent-Replayed", i == 0 ? nullValue() : is("true"));
        }
        Caller.administrator()
                .get("/api/v1/people?limit=1000")
                .then()
                .body("member.findAll { it.name == 'Once' }", hasSize(1));
        Caller.administrator()
                .contentType("application/json")
                .header("Idempotency-Key", "invite-once")
                .body("{\"name\":\"Twice\"," + READER + "}")
                .post("/api/v1/people")
                .then()
                .statusCode(422);
    }

    @Test
    void guest_staysAGuest() {
        String id = SignedIn.invite("Guest", "\"roles\":[\"guest\"],\"glns\":[\"9521234567899\"]");
        change(id, "{\"name\":\"Guest\"," + READER + "}").then().statusCode(409);
        String other = SignedIn.invite("Reader", READER);
        change(other, "{\"name\":\"R\",\"roles\":[\"guest\"],\"glns\":[\"9521234567899\"]}")
                .then()
                .statusCode(409);
    }

    @Test
    void key_ofAGuest_isRefused() {
        Caller.administrator()
                .contentType("application/json")
                .body("{\"name\":\"k\",\"roles\":[\"guest\"]}")
                .post("/api/v1/keys")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/roles/0"));
    }

    @Test
    void people_forThoseWhoAreNoAdministrators_areClosed() {
        SignedIn auditor = SignedIn.invited("curious.auditor", "\"roles\":[\"auditor\"]");
        auditor.request().get("/api/v1/people").then().statusCode(403);
        Caller.reader().get("/api/v1/people").then().statusCode(403);
        given().get("/api/v1/people").then().statusCode(401);
    }

    @Test
    void audit_tellsOfAllOfIt_andHasNoSecretsAndNoNames() throws InterruptedException {
        SignedIn ada = SignedIn.invited("audited", READER);
        SignedIn.tryIn("audited", "incorrect horse");
        SignedIn.tryIn("my password by mistake", "incorrect horse");
        changePassword(ada, SignedIn.PASSWORD, "another long password").then().statusCode(204);
        ada.request().get("/epcis/events").then().statusCode(200);
        change(ada.id(), "{\"name\":\"Ada\"," + READER + ",\"suspended\":true}")
                .then()
                .statusCode(200);
        await(() -> trail().stream()
                .anyMatch(line ->
                        "events.read".equals(line.get("action")) && ada.id().equals(line.get("key"))));
        List<String> told = trail().stream()
                .filter(line -> String.valueOf(line.get("target")).contains(ada.id())
                        || ada.id().equals(line.get("key")))
                .map(line -> line.get("action") + " " + line.get("status") + " " + line.get("target"))
                .toList();
        assertThat(told)
                .anySatisfy(line -> assertThat(line).startsWith("people.manage 201 invited " + ada.id()))
                .contains("people.manage 201 gave a one-time link to " + ada.id())
                .contains("account.link 201 " + ada.id() + " chose a password by a one-time link")
                .contains("session.password 401 " + ada.id())
                .contains("account 204 changed the password")
                .anySatisfy(line -> assertThat(line).startsWith("people.manage 200 suspended " + ada.id()));
        String whole = trail().toString();
        assertThat(whole)
                .contains("session.password")
                .doesNotContain("my password", "audited", "Ada", SignedIn.PASSWORD, "incorrect horse", "welcome#");
        Caller.auditor()
                .get("/api/v1/audit?key=" + ada.id())
                .then()
                .statusCode(200)
                .body("member", not(empty()));
    }
}
