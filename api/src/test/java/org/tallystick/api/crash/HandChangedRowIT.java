package org.tallystick.api.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.postgres.EmbeddedPostgres;

/** Somebody with the database's password writes history anew: {@code check} names the row, and nothing more is signed. */
class HandChangedRowIT {
    private final RandomGenerator random = Traffic.random(7);

    @TempDir
    Path folder;

    @Test
    void record_changedByHand_isNamedByCheckAndStopsTheNode() throws Exception {
        Path home = folder.resolve("home");
        NodeProcess node = NodeProcess.start(home);
        try (Client client = new Client(node)) {
            Request first = Request.one(random, Optional.empty());
            assertThat(client.post(first).statusCode()).isEqualTo(201);
            assertThat(NodeProcess.check(home).exitCode()).isZero();

            // One byte of the record's bytes, where "shipping" stands.
            change(
                    home,
                    "update ledger.record set bytes = convert_to(replace(convert_from(bytes, 'UTF8'),"
                            + " '\"shipping\"', '\"shopping\"'), 'UTF8') where name = '"
                            + first.eventIDs().getFirst() + "'");

            NodeProcess.Ended check = NodeProcess.check(home);
            assertThat(check.exitCode()).as(check.toString()).isEqualTo(1);
            assertThat(check.out()).contains("record").contains("halted");
            demandHalted(client.post(Request.one(random, Optional.empty())));
            String before = client.checkpoint().toString();
            demandHalted(client.post(Request.one(random, Optional.of("with-a-key"))));
            assertThat(client.checkpoint()).hasToString(before);

            change(
                    home,
                    "update ledger.record set bytes = convert_to(replace(convert_from(bytes, 'UTF8'),"
                            + " '\"shopping\"', '\"shipping\"'), 'UTF8') where name = '"
                            + first.eventIDs().getFirst() + "'");
            NodeProcess.Ended lifted = NodeProcess.check(home, "--lift");
            assertThat(lifted.exitCode()).as(lifted.toString()).isZero();
            assertThat(node.stop()).isIn(0, 143);
        } finally {
            node.close();
        }
        NodeProcess again = NodeProcess.start(home);
        try (Client client = new Client(again)) {
            assertThat(client.post(Request.one(random, Optional.empty())).statusCode())
                    .isEqualTo(201);
            assertThat(again.stop()).isIn(0, 143);
        } finally {
            again.close();
        }
    }

    @Test
    void readModel_changedByHand_isNamedByCheckAndStopsTheNode_untilItIsRebuilt() throws Exception {
        Path home = folder.resolve("home");
        try (NodeProcess node = NodeProcess.start(home);
                Client client = new Client(node)) {
            assertThat(client.post(Request.one(random, Optional.empty())).statusCode())
                    .isEqualTo(201);
            change(home, "update ledger.event set biz_step = 'changed'");

            NodeProcess.Ended check = NodeProcess.check(home);

            assertThat(check.exitCode()).as(check.toString()).isEqualTo(1);
            assertThat(check.out()).contains("event index=", " biz_step: stored changed, recomputed ", "halted");
            demandHalted(client.post(Request.one(random, Optional.empty())));
            assertThat(node.stop()).isIn(0, 143);
        }
        NodeProcess.Ended rebuild = NodeProcess.run(NodeProcess.Place.here(home), "rebuild");
        assertThat(rebuild.exitCode()).as(rebuild.toString()).isZero();
        NodeProcess.Ended lifted = NodeProcess.check(home, "--lift");
        assertThat(lifted.exitCode()).as(lifted.toString()).isZero();
    }

    private static void demandHalted(HttpResponse<byte[]> answer) {
        String body = new String(answer.body(), UTF_8);
        assertThat(answer.statusCode()).as(body).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(body).contains("halted");
    }

    private static void change(Path home, String sql) throws Exception {
        EmbeddedPostgres server =
                EmbeddedPostgres.attach(home.resolve("postgres")).orElseThrow();
        try (server;
                Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
