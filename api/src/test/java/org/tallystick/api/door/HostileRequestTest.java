package org.tallystick.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;

/** Requests that no HTTP client sends by accident, octet by octet; and a database that goes away meanwhile. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class HostileRequestTest {
    private static final String CLOSED = "(closed)";
    private static final String HOST = "Host: localhost\r\n";
    private static final String NEXT = "GET /about HTTP/1.1\r\n" + HOST + "\r\n";

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    DataSource dataSource;

    // ---- heads

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, 400",
        "GET /about HTTP/1.1, 400",
        "OPTIONS * HTTP/1.1~Host: localhost, 404",
        "CONNECT x:1 HTTP/1.1~Host: localhost, 404",
        "GET x HTTP/1.1~Host: localhost, 404",
        "GET /about HTTP/1.1~Host: localhost~Host: other, 400",
    })
    void request_thatNoRouteSees_isAProblem(String head, int status) throws IOException {
        String answer = answer(head.replace("~", "\r\n") + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("application/problem+json", "X-Request-Id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/events/%00",
                "/api/v1/events/a%00b",
                "/api/v1/events/a%00b/evidence",
                "/api/v1/audit?key=%00",
                "/api/v1/keys/%00",
                "/epcis/events/%00",
                "/epcis/events?EQ_eventID=%00",
                "/about?%00=1"
            })
    void request_withANulInItsAddress_is400(String address) {
        Caller.administrator()
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void request_withTheWordsPercent00_isNotTakenForANul() {
        Caller.administrator()
                .urlEncodingEnabled(false)
                .get("/api/v1/events/%2500")
                .then()
                .statusCode(404);
    }

    @Test
    void range_beyondTheFile_is416() throws IOException {
        String answer = answer("GET /favicon.svg HTTP/1.1\r\n" + HOST + "Range: bytes=99999999-\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 416 ").contains("application/problem+json");
        assertThat(answer).containsIgnoringCase("content-range: bytes */");
    }

    // ---- bodies

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            })
    void whatFollowsABodyOfUnsaidLength_isNotAnswered(String headers) throws IOException {
        String answer = answer(post(headers) + "0\r\n\r\n" + NEXT);

        assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith(CLOSED);
        assertThat(answer).doesNotContain("\"origin\"");
    }

    @Test
    void whatFollowsABodyOfSaidLength_isAnswered() throws IOException {
        String answer = answer(post("Content-Length: 4\r\n") + "null" + NEXT);

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"origin\"").doesNotEndWith(CLOSED);
    }

    private static String post(String headers) {
        return "POST /api/v1/keys?dryRun=true HTTP/1.1\r\n" + HOST + "Authorization: Bearer " + TestNode.administrator()
                + "\r\nContent-Type: application/json\r\n" + headers + "\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Encoding, gzip",
        "Content-Encoding, foo",
        "Content-Type, application/json;charset=utf-16",
        "Content-Type, application/json; Charset=\"ISO-8859-1\"",
    })
    void body_inAFormThatIsNotReadHere_is415(String header, String value) {
        Caller.administrator()
                .header("Content-Type", "application/json")
                .config(io.restassured.RestAssured.config()
                        .headerConfig(io.restassured.config.HeaderConfig.headerConfig()
                                .overwriteHeadersWithName("Content-Type")))
                .header(header, value)
                .body("{\"name\":\"x\",\"roles\":[\"reader\"]}".getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/keys?dryRun=true")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/json;charset=UTF-8", "application/json; charset=\"utf-8\""})
    void body_inUtf8_isRead(String type) {
        Caller.administrator()
                .header("Content-Type", type)
                .header("Content-Encoding", "identity")
                .body("{\"name\":\"x\",\"roles\":[\"reader\"]}".getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/keys?dryRun=true")
                .then()
                .statusCode(204);
    }

    // ---- files of the dashboard

    @ParameterizedTest
    @ValueSource(strings = {"/", "/favicon.svg"})
    void file_withoutAHashInItsName_isAskedForEachTime(String path) throws IOException {
        String answer = answer("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("cache-control: no-cache");
        assertThat(answer).doesNotContain("immutable");
    }

    // ---- the database

    @Test
    void request_whoseDatabaseShutsDown_is503() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table api_key in access exclusive mode");
            CompletableFuture<io.restassured.response.Response> answer = CompletableFuture.supplyAsync(
                    () -> Caller.administrator().get("/api/v1/keys"),
                    task -> Thread.ofVirtual().start(task));
            // As a shutdown does it to every session: SQLSTATE 57P01.
            while (!answer.isDone()) {
                terminateThoseThatWait(statement);
                Thread.sleep(20);
            }
            connection.rollback();
            answer.get()
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "5");
        }
    }

    private static void terminateThoseThatWait(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock'")) {
            while (rows.next()) {
                // done by asking
            }
        }
    }

    /** All that comes back within a second, or until the connection is closed, which the end says. */
    private String answer(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder answer = new StringBuilder();
            byte[] part = new byte[8_192];
            while (true) {
                int read;
                try {
                    read = socket.getInputStream().read(part);
                } catch (SocketTimeoutException stillOpen) {
                    return answer.toString();
                }
                if (read < 0) {
                    return answer + CLOSED;
                }
                answer.append(new String(part, 0, read, StandardCharsets.UTF_8));
            }
        }
    }
}
