package org.tallystick.api.names;

import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class NamesResourceTest {
    private static void place(String gln, String body, int status) {
        Caller.recorder()
                .contentType("application/json")
                .body(body)
                .put("/api/v1/places/" + gln)
                .then()
                .statusCode(status);
    }

    @Test
    void place_namedRenamedForgotten_isListedSo() {
        place("9521234000013", "{\"name\":\"Lager Nord\",\"own\":true}", 204);
        place("9521234000013", "{\"name\":\"Lager Süd\",\"own\":false}", 204);
        Caller.reader()
                .get("/api/v1/places")
                .then()
                .statusCode(200)
                .body("member.find { it.gln == '9521234000013' }.name", is("Lager Süd"))
                .body("member.find { it.gln == '9521234000013' }.own", is(false));
        Caller.recorder().delete("/api/v1/places/9521234000013").then().statusCode(204);
        Caller.recorder().delete("/api/v1/places/9521234000013").then().statusCode(204);
        Caller.reader().get("/api/v1/places").then().body("member.gln", not(hasItem("9521234000013")));
    }

    @Test
    void product_named_isListedInPages() {
        for (String gtin : new String[] {"09521234543213", "09521141123454"}) {
            Caller.recorder()
                    .contentType("application/json")
                    .body("{\"name\":\"Tea\"}")
                    .put("/api/v1/products/" + gtin)
                    .then()
                    .statusCode(204);
        }
        String next = Caller.reader()
                .get("/api/v1/products?limit=1")
                .then()
                .body("member.gtin", is(java.util.List.of("09521141123454")))
                .extract()
                .header("Link");
        Caller.reader()
                .urlEncodingEnabled(false)
                .get(next.substring(1, next.indexOf('>')))
                .then()
                .body("member.gtin", hasItem("09521234543213"));
        Caller.recorder().delete("/api/v1/products/09521141123454").then().statusCode(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9521234000014", "952123400001", "x", "95212340000131"})
    void place_wrongNumber_isRefused(String gln) {
        place(gln, "{\"name\":\"A\"}", 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"name\":\"\"}",
                "{\"name\":1}",
                "{\"name\":\"A\",\"own\":1}",
                "{\"name\":\"A\",\"x\":1}"
            })
    void place_wrongBody_isRefused(String body) {
        place("9521234000013", body, 400);
    }

    @Test
    void names_needARole() {
        Caller.recorder().get("/api/v1/places").then().statusCode(403);
        Caller.reader().delete("/api/v1/places/9521234000013").then().statusCode(403);
    }
}
