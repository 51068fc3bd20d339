package org.tallystick.api.keys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.access.ApiKey;
import org.tallystick.api.access.ApiKeyTable;
import org.tallystick.api.access.ApiToken;
import org.tallystick.api.access.Role;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class KeysResourceTest {
    @Inject
    DataSource dataSource;

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification administrator() {
        return with(TestNode.administrator()).contentType("application/json");
    }

    private static Response make(String roles) {
        return administrator()
                .body("{\"name\":\"t\",\"roles\":[" + roles + "]}")
                .post("/api/v1/keys");
    }

    @Test
    void firstStart_madeOneAdministratorsKey_whoseTokenIsOnlyInTheFile() throws Exception {
        String token = TestNode.administrator();
        with(token).get("/api/v1/keys").then().statusCode(200).body("member.roles.flatten()", hasItem("administrator"));
        try (Connection connection = dataSource.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery(
                                "select count(*) from api_key where strpos(api_key::text, '" + token + "') > 0")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @Test
    void make_aKey_showsItsTokenOnceAndTheKeyWorks() {
        ValidatableResponse made = administrator()
                .body(
                        "{\"name\":\"ERP\",\"roles\":[\"reader\",\"auditor\"],\"expiresAt\":\"2099-01-01T00:00:00+02:00\"}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("roles", containsInAnyOrder("reader", "auditor"))
                .body("expiresAt", is("2098-12-31T22:00:00Z"))
                .body("token", notNullValue());
        String id = made.extract().path("id");
        made.header("Location", org.hamcrest.Matchers.endsWith("/api/v1/keys/" + id));
        administrator()
                .get("/api/v1/keys/" + id)
                .then()
                .statusCode(200)
                .body("name", is("ERP"))
                .body("token", nullValue());
        with(made.extract().path("token")).get("/api/v1/audit").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"name":"t","roles":["reader"],"expiresAt":"+999999999-01-01T00:00:00Z"} | /expiresAt
                    {"name":"t","roles":["reader"],"expiresAt":"+10000-01-01T00:00:00Z"}     | /expiresAt
                    {"name":"t","roles":["reader"],"expiresAt":20990101}                     | /expiresAt
                    {"name":"t","roles":["reader"],"expiresAt":""}                           | /expiresAt
                    {"name":"t","roles":["reader","auditor","reader"]}                       | /roles/2
                    {"name":"t","name":"u","roles":["reader"]}                               | /name
                    {"name":"\\ud800","roles":["reader"]}                                    | ''
                    {"name":"a\\u0000","roles":["reader"]}                                   | ''
                    """)
    void make_aKeyThatCanBeReadInTwoWaysOrNotKept_is400(String body, String pointer) {
        administrator()
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].pointer", is(pointer));
    }

    @Test
    void addresses_ofAKey_areShownInTheirOneForm_andLeaveThisMachineOut() {
        String token = Caller.administrator()
                .contentType("application/json")
                .body(
                        "{\"name\":\"far\",\"roles\":[\"reader\"],\"addresses\":[\"2001:0DB8:0:0::/32\",\"192.0.2.7/32\"]}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .body("addresses", contains("2001:db8::/32", "192.0.2.7"))
                .extract()
                .path("token");
        // What a caller says of himself changes nothing: no proxy is trusted here.
        with(token)
                .header("X-Forwarded-For", "192.0.2.7")
                .get("/epcis/events")
                .then()
                .statusCode(403)
                .body("detail", containsString("is not for use from"));
        String near = Caller.administrator()
                .contentType("application/json")
                .body("{\"name\":\"near\",\"roles\":[\"reader\"],\"addresses\":[\"127.0.0.0/8\",\"::1\"]}")
                .post("/api/v1/keys")
                .path("token");
        with(near).get("/epcis/events").then().statusCode(200);
    }

    @Test
    void addresses_thatAreNone_areRefusedEach() {
        for (String wrong : List.of("[]", "\"10.0.0.0/8\"", "[\"10.0.0.1/8\"]", "[\"example.org\"]", "[7]", "[\"\"]")) {
            Caller.administrator()
                    .contentType("application/json")
                    .body("{\"name\":\"far\",\"roles\":[\"reader\"],\"addresses\":" + wrong + "}")
                    .post("/api/v1/keys")
                    .then()
                    .statusCode(400)
                    .body("errors[0].pointer", startsWith("/addresses"));
        }
    }

    @Test
    void key_madeBesideTheRunningNode_worksAtOnce() throws Exception {
        ApiToken token = ApiToken.random(new SecureRandom());
        try (Connection connection = dataSource.getConnection()) {
            ApiKeyTable.insert(
                    connection,
                    new ApiKey(
                            token.id(),
                            token.hash(),
                            "beside",
                            EnumSet.of(Role.ADMINISTRATOR),
                            null,
                            List.of(),
                            Instant.now(),
                            null,
                            null,
                            null,
                            null),
                    null);
        }
        with(token.text())
                .contentType("application/json")
                .body("{\"name\":\"t\",\"roles\":[\"reader\"]}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201);
    }

    @ParameterizedTest
    @CsvSource({
        "reader,/api/v1/keys",
        "reader,/api/v1/audit",
        "reader,/q/metrics",
        "recorder,/api/v1/audit",
        "recorder,/api/v1/keys",
        "auditor,/api/v1/keys"
    })
    void key_withoutTheRole_is403(String role, String path) {
        String token = make("\"" + role + "\"").then().statusCode(201).extract().path("token");
        with(token)
                .get(path)
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", is("urn:tallystick:problem:forbidden"));
    }

    @Test
    void revoked_key_isRefusedAtOnceAndAgainIsNoError() {
        Response made = make("\"auditor\"");
        String token = made.path("token");
        String id = made.path("id");
        with(token).get("/api/v1/audit").then().statusCode(200);
        administrator().delete("/api/v1/keys/" + id).then().statusCode(204);
        with(token).get("/api/v1/audit").then().statusCode(401);
        administrator().delete("/api/v1/keys/" + id).then().statusCode(204);
        administrator().get("/api/v1/keys/" + id).then().body("revokedAt", notNullValue());
        administrator().delete("/api/v1/keys/aaaaaaaaaa").then().statusCode(404);
    }

    @Test
    void revoke_theLastAdministrator_is409() {
        String own = TestNode.administrator().substring(6, 16);
        administrator().delete("/api/v1/keys/" + own).then().statusCode(409);
        administrator().get("/api/v1/keys").then().statusCode(200);
    }

    @Test
    void limited_key_is429WhenItIsTooFast() {
        String token = administrator()
                .body("{\"name\":\"slow\",\"roles\":[\"auditor\"],\"requestsPerSecond\":1}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            statuses.add(with(token).get("/api/v1/audit").statusCode());
        }
        assertThat(statuses).contains(200, 429);
        with(token)
                .get("/api/v1/audit")
                .then()
                .statusCode(429)
                .header("Retry-After", "1")
                .header("RateLimit-Policy", "\"key\";q=1;w=1");
    }

    @Test
    void make_withManyFaults_namesThemAll() {
        administrator()
                .body("{\"name\":\"\",\"roles\":[\"reader\",\"king\"],\"requestsPerSecond\":0,"
                        + "\"expiresAt\":\"2001-01-01T00:00:00Z\",\"colour\":1}")
                .post("/api/v1/keys")
                .then()
                .statusCode(400)
                .body("type", is("urn:tallystick:problem:validation"))
                .body(
                        "errors.pointer",
                        containsInAnyOrder("/name", "/roles/1", "/requestsPerSecond", "/expiresAt", "/colour"));
        administrator().body("{}").post("/api/v1/keys").then().body("errors.pointer", contains("/name", "/roles"));
    }

    @Test
    void dryRun_checksAndMakesNothing() {
        int before = administrator().get("/api/v1/keys?limit=1000").path("member.size()");
        administrator()
                .body("{\"name\":\"x\",\"roles\":[\"reader\"]}")
                .post("/api/v1/keys?dryRun=true")
                .then()
                .statusCode(204);
        administrator()
                .body("{\"name\":\"x\"}")
                .post("/api/v1/keys?dryRun=true")
                .then()
                .statusCode(400);
        administrator().get("/api/v1/keys?limit=1000").then().body("member.size()", is(before));
    }

    @Test
    void idempotencyKey_sameRequestAgain_givesTheSameTokenAndSaysSo() {
        String key = UUID.randomUUID().toString();
        String body = "{\"name\":\"once\",\"roles\":[\"reader\"]}";
        Response first =
                administrator().header("Idempotency-Key", key).body(body).post("/api/v1/keys");
        Response second =
                administrator().header("Idempotency-Key", key).body(body).post("/api/v1/keys");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.body().asString()).isEqualTo(first.body().asString());
        administrator()
                .header("Idempotency-Key", key)
                .body(body.replace("once", "twice"))
                .post("/api/v1/keys")
                .then()
                .statusCode(422)
                .body("type", is("urn:tallystick:problem:idempotency-key-reused"));
        administrator()
                .header("Idempotency-Key", "a b")
                .body(body)
                .post("/api/v1/keys")
                .then()
                .statusCode(400);
    }

    @Test
    void pages_whileKeysAreMade_repeatAndHideNone() {
        for (int i = 0; i < 5; i++) {
            make("\"reader\"").then().statusCode(201);
        }
        List<String> all = administrator().get("/api/v1/keys?limit=1000").path("member.id");
        List<String> paged = new ArrayList<>();
        String next = "/api/v1/keys?limit=2";
        while (next != null) {
            Response page = administrator().get(next);
            paged.addAll(page.path("member.id"));
            make("\"reader\"");
            Matcher link = Pattern.compile("<([^>]+)>; rel=\"next\"").matcher(String.valueOf(page.header("Link")));
            next = link.find() ? link.group(1) : null;
        }
        assertThat(paged).isEqualTo(all);
        administrator().get("/api/v1/keys?cursor=x").then().statusCode(400).body("errors[0].pointer", is("?cursor"));
        administrator().get("/api/v1/keys?limit=0").then().statusCode(400).body("errors[0].pointer", is("?limit"));
        administrator().get("/api/v1/keys?limit=1001").then().statusCode(400);
    }

    @Test
    void auditTrail_tellsWhoMadeAndRevoked_beforeTheAnswer() {
        Response made = make("\"reader\"");
        String id = made.path("id");
        administrator().delete("/api/v1/keys/" + id).then().statusCode(204);
        String own = TestNode.administrator().substring(6, 16);
        JsonPath trail = administrator().get("/api/v1/audit?key=" + own).jsonPath();
        assertThat(trail.getList("member.key", String.class)).containsOnly(own);
        assertThat(line(trail, "revoked " + id)).containsEntry("status", 204).containsEntry("action", "keys.manage");
        assertThat(line(trail, "made " + id + " with [READER]"))
                .containsEntry("status", 201)
                .containsEntry("address", "127.0.0.1")
                .containsKeys("at", "requestId", "seq");
    }

    private static Map<String, Object> line(JsonPath trail, String target) {
        return trail.param("wanted", target).getMap("member.find { it.target == wanted }");
    }

    @Test
    void keysThatEndSoon_areListedTheFirstToEndFirst_andNoOthers() {
        String prefix = "ending " + UUID.randomUUID() + " ";
        for (int days : new int[] {80, 5, 200}) {
            administrator()
                    .body("{\"name\":\"" + prefix + days + "\",\"roles\":[\"reader\"],\"expiresAt\":\""
                            + Instant.now().plusSeconds(days * 86_400L) + "\"}")
                    .post("/api/v1/keys")
                    .then()
                    .statusCode(201);
        }
        assertThat(ending("", prefix)).containsExactly("5", "80");
        assertThat(ending("?days=30", prefix)).containsExactly("5");
        String id = administrator()
                .get("/api/v1/keys/ending?days=30")
                .jsonPath()
                .getString("member.find { it.name == '" + prefix + "5' }.id");
        administrator().delete("/api/v1/keys/" + id).then().statusCode(204);
        assertThat(ending("?days=30", prefix)).isEmpty();
        administrator().get("/api/v1/keys/ending?days=0").then().statusCode(400);
        administrator().get("/api/v1/keys/ending?days=367").then().statusCode(400);
    }

    private static List<String> ending(String query, String prefix) {
        return administrator()
                .get("/api/v1/keys/ending" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("member.name", String.class)
                .stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }
}
