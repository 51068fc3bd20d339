package org.tallystick.api.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Arguments;
import org.tallystick.api.command.Keys;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;
import org.tallystick.home.Home;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class OrganisationResourceTest {
    @Inject
    Node node;

    @Inject
    Home home;

    @TestHTTPResource
    URL url;

    @Test
    void rotate_byTheAdministrator_isAnEntryAndInTheTrail() throws Exception {
        int versions = node.organisation().log().versions().size();

        String versionId = Caller.administrator()
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/organisation/rotations")
                .then()
                .statusCode(201)
                .body("did", startsWith("did:webvh:"))
                .extract()
                .path("versionId");
        Caller.administrator()
                .contentType("application/json")
                .body("{\"emergency\":true}")
                .post("/api/v1/organisation/rotations")
                .then()
                .statusCode(201)
                .body("versionId", startsWith((versions + 2) + "-"));

        assertThat(node.organisation().log().versions()).hasSize(versions + 2);
        Caller.auditor().get("/api/v1/audit").then().statusCode(200).body(containsString("rotated " + versionId));
    }

    @Test
    void rotate_byAnyoneElse_isRefused() throws Exception {
        int versions = node.organisation().log().versions().size();

        Caller.recorder()
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/organisation/rotations")
                .then()
                .statusCode(403);
        io.restassured.RestAssured.given()
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/organisation/rotations")
                .then()
                .statusCode(401);
        Caller.administrator()
                .contentType("application/json")
                .body("{\"fast\":true}")
                .post("/api/v1/organisation/rotations")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/fast"));

        assertThat(node.organisation().log().versions()).hasSize(versions);
    }

    @Test
    void move_toWhatIsNoDomain_isRefused() {
        for (String body : List.of("{}", "{\"domain\":7}", "{\"domain\":\"no domain\"}")) {
            Caller.administrator()
                    .contentType("application/json")
                    .body(body)
                    .post("/api/v1/organisation/moves")
                    .then()
                    .statusCode(400)
                    .body("errors[0].pointer", is("/domain"));
        }
    }

    @Test
    void keysCommand_besideTheRunningNode_asksIt() throws Exception {
        int versions = node.organisation().log().versions().size();
        Files.writeString(home.address(), url.toString().replaceFirst("/$", "") + "\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int exitCode;
        try (Home.Lock lock = home.lock()) { // as `start` has it
            exitCode = new Keys(Clock.systemUTC())
                    .run(
                            new Arguments(
                                    List.of("rotate", "--home", home.folder().toString())),
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            System.err);
        }

        assertThat(exitCode).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("is at version " + (versions + 1) + "-");
        assertThat(node.organisation().log().versions()).hasSize(versions + 1);
    }
}
