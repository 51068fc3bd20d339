package org.tallystick.api.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.SignedIn;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class ParameterCheckTest {
    private static final String SHIPMENT = """
            {"number": "DN-1", "shippedAt": "2026-11-24T08:30:00+01:00", "from": "9521234000013", "to": "9521234000020",
             "lines": [{"gtin": "09521234543213", "serials": ["1"]}]}""";

    @Inject
    Routes routes;

    @ParameterizedTest
    @CsvSource({
        "?dryRun=yes, ?dryRun",
        "?dryRun=, ?dryRun",
        "?dryRun, ?dryRun",
        "?dryRun=1, ?dryRun",
        "?dryRun=TRUE, ?dryRun",
        "?dryRun=true&dryRun=false, ?dryRun",
        "?dryrun=true, ?dryrun",
        "?dry-run=true, ?dry-run"
    })
    void write_withAParameterThatSaysNothingClear_writesNothing(String query, String pointer) {
        long before = logSize();
        Caller.administrator()
                .urlEncodingEnabled(false)
                .contentType("application/json")
                .body(SHIPMENT)
                .post("/api/v1/shipments" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].pointer", is(pointer))
                .body("errors[0].detail", containsString("nothing was done"));
        assertThat(logSize()).isEqualTo(before);
    }

    @Test
    void everyWrite_withAParameterItDoesNotTake_isRefused() {
        SignedIn guest = SignedIn.invited("parameters.guest", "\"roles\":[\"guest\"],\"glns\":[\"9521234567899\"]");
        for (Routes.Route route : routes.all()) {
            if (!route.method().equals("GET") && !route.method().equals("OPTIONS")) {
                boolean ofGuests = route.template().startsWith("/api/v1/guest/");
                (ofGuests ? guest.write() : Caller.administrator().contentType("application/json"))
                        .request(route.method(), route.template().replaceAll("\\{[^}]*}", "1") + "?unheardOf=true")
                        .then()
                        .statusCode(400)
                        .body("errors[0].pointer", is("?unheardOf"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/audit?perPage=1, ?perPage",
        "/api/v1/audit?limit=1&limit=2, ?limit",
        "/api/v1/keys?dryRun=true, ?dryRun",
        "/epcis/capture?limit=1, ?limit",
        "/proofs/consistency?from=1&from=2&to=2, ?from",
        "/proofs/0.tlog-proof?index=1, ?index"
    })
    void read_withAParameterItDoesNotTake_isRefused(String request, String pointer) {
        Caller.administrator()
                .get(request)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].pointer", is(pointer))
                .body("errors[0].detail", not(containsString("nothing was done")));
    }

    @Test
    void read_ofWhatIsPublished_isTheSameWhateverAToolAppends() {
        Caller.administrator().get("/log/checkpoint?t=1").then().statusCode(200);
    }

    private static long logSize() {
        return Long.parseLong(Caller.administrator()
                .get("/log/checkpoint")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .split("\n", -1)[1]);
    }
}
