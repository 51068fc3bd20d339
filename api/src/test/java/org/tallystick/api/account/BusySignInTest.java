package org.tallystick.api.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.tallystick.api.testing.Eventually.within;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.testing.SignedIn;
import org.tallystick.api.testing.TestNode;

/** Signing in while others do. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class BusySignInTest {
    private static final String READER = "\"roles\":[\"reader\"]";

    @Inject
    Hashing hashing;

    @Inject
    DataSource dataSource;

    @Test
    void signIn_whileAsManyAreHashedAsMayBe_is503_andCountsAsNoWrongPassword() throws Exception {
        SignedIn ada = SignedIn.invited("busy.ada", READER);
        CountDownLatch begun = new CountDownLatch(Hashing.AT_A_TIME);
        CountDownLatch hashed = new CountDownLatch(1);
        CountDownLatch turnedAway = new CountDownLatch(1);
        try {
            for (int i = 0; i < Hashing.AT_A_TIME; i++) {
                Thread.ofVirtual()
                        .start(() -> hashing.run(() -> {
                            begun.countDown();
                            return hashed.await(10, TimeUnit.MINUTES);
                        }));
            }
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < Hashing.WAITING + 1; i++) {
                Thread.ofVirtual().start(() -> waitOrBeTurnedAway(turnedAway));
            }
            assertThat(turnedAway.await(60, TimeUnit.SECONDS)).isTrue();

            for (int i = 0; i < 60; i++) {
                SignedIn.tryIn(ada.login(), i % 2 == 0 ? SignedIn.PASSWORD : "incorrect horse")
                        .then()
                        .statusCode(503)
                        .header("Retry-After", notNullValue());
            }
            ada.write()
                    .body("{\"old\":\"" + SignedIn.PASSWORD + "\",\"new\":\"another horse battery\"}")
                    .put("/api/v1/account/password")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue());
        } finally {
            hashed.countDown();
        }
        SignedIn.tryIn(ada.login(), SignedIn.PASSWORD).then().statusCode(201);
        for (int i = 0; i < 10; i++) {
            SignedIn.tryIn(ada.login(), "incorrect horse").then().statusCode(401);
        }
        SignedIn.tryIn(ada.login(), SignedIn.PASSWORD).then().statusCode(429);
    }

    private void waitOrBeTurnedAway(CountDownLatch turnedAway) {
        try {
            hashing.run(() -> true);
        } catch (ProblemException full) {
            turnedAway.countDown();
        }
    }

    @Test
    void login_thatSomebodyElseChoosesAtTheSameTime_is409NamingTheField() throws Exception {
        String first = SignedIn.invite("Race One", READER);
        String second = SignedIn.invite("Race Two", READER);
        String link = SignedIn.link(second);
        CompletableFuture<Response> chosen;
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            // As the other request has it, a moment before its COMMIT.
            try (PreparedStatement update = other.prepareStatement(
                    "update person set login = 'race.login', password = 'x', password_set_at = now() where id = ?")) {
                update.setString(1, first);
                update.executeUpdate();
            }
            chosen = CompletableFuture.supplyAsync(() -> choose(link, "race.login"));
            assertThat(within(this::somebodyWaitsForTheRow)).isTrue();
            other.commit();
            other.setAutoCommit(true);
        }

        chosen.get(60, TimeUnit.SECONDS)
                .then()
                .statusCode(409)
                .body("type", is("urn:tallystick:problem:already-exists"))
                .body("errors[0].pointer", is("/login"));
        // The link is not used up.
        choose(link, "race.other").then().statusCode(201);
    }

    private static Response choose(String link, String login) {
        return given().contentType("application/json")
                .body("{\"token\":\"" + link + "\",\"login\":\"" + login + "\",\"password\":\"" + SignedIn.PASSWORD
                        + "\"}")
                .post("/api/v1/link/password");
    }

    private boolean somebodyWaitsForTheRow() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select exists (select from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock' and query like 'update person%')");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
