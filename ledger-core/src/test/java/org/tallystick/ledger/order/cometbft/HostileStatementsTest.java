package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.testing.TestOrganisation;

/**
 * What somebody hands to a member's CometBFT beside that member's ledger: turned down at the door, or refused by a block on
 * every node alike, and the chain goes on.
 */
class HostileStatementsTest {
    @TempDir
    Path folder;

    private TestNetwork network;
    private TestNetwork.Member acme;

    @BeforeEach
    void open() throws Exception {
        network = new TestNetwork(folder, 4, TestNetwork.program());
        network.openAll();
        acme = network.members.getFirst();
    }

    @AfterEach
    void close() {
        if (network != null) {
            network.close();
        }
    }

    /** CometBFT's whole answer. */
    private String broadcast(byte[] transaction) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + acme.rpcPort + "/"))
                                    .timeout(Duration.ofSeconds(60))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"broadcast_tx_sync\",\"params\":{\"tx\":\""
                                                    + Base64.getEncoder().encodeToString(transaction) + "\"}}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static Cti cti() {
        byte[] bytes = new byte[Cti.LENGTH_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Cti.of(bytes);
    }

    private static byte[] payload() {
        return new CapturePayload(1, Hash.sha256(new byte[0]), java.util.Optional.empty()).bytes();
    }

    private SignedStatement by(TestOrganisation organisation) {
        return organisation.sign(ContentType.CAPTURE, payload(), cti());
    }

    @Test
    void statements_thatAreNotToBe_areRefusedAlikeAndTheChainGoesOn() throws Exception {
        Decision.Registered first = (Decision.Registered) TestNetwork.decided(acme.register("one"));
        SignedStatement good = by(acme.organisation);
        byte[] bent = good.bytes();
        bent[bent.length - 1] ^= 1;
        TestOrganisation elsewhere = new TestOrganisation("member0", Origin.ofLedger(new byte[16]), Clock.systemUTC());

        // What no block would register does not come into one.
        assertThat(broadcast(new byte[] {1, 2, 3})).contains("\"code\":1", "not a signed statement");
        assertThat(broadcast(by(elsewhere).bytes())).contains("\"code\":1", "aud");
        assertThat(broadcast(bent)).contains("\"code\":1", "not signed by");
        assertThat(broadcast((network.origin.name() + "\n1\n").getBytes())).contains("\"code\":1");
        assertThat(broadcast(new byte[70_000])).contains("error", "too large");

        // What a block must decide is decided alike.
        TestOrganisation stranger = new TestOrganisation("stranger", network.origin, Clock.systemUTC());
        SignedStatement unknown = by(stranger);
        assertThat(broadcast(unknown.bytes())).contains("\"code\":0");
        assertThat(broadcast(good.bytes())).contains("\"code\":0");
        SignedStatement replayed =
                acme.ledger().journal().entry(first.index()).orElseThrow().statement();
        String replay = broadcast(replayed.bytes());
        assertThat(replay.contains("already exists in cache") || replay.contains("\"code\":0"))
                .as(replay)
                .isTrue();
        for (TestNetwork.Member member : network.members) {
            TestNetwork.await(
                    member.name + " has refused the stranger's",
                    () -> !refusals(member).isEmpty());
            TestNetwork.await(
                    member.name + " has the good one",
                    () -> member.ledger().view().size() == 2);
        }
        Decision.Registered last =
                (Decision.Registered) TestNetwork.decided(network.members.get(2).register("two"));
        assertThat(last.index()).isEqualTo(2);
        for (TestNetwork.Member member : network.members) {
            TestNetwork.await(
                    member.name + " goes on", () -> member.ledger().view().size() == 3);
            assertThat(refusals(member)).isEqualTo(refusals(acme));
            assertThat(member.ledger().view().checkpoint())
                    .isEqualTo(acme.ledger().view().checkpoint());
        }
        assertThat(refusals(acme)).containsExactly(unknown.id().hash() + " " + Refusal.Code.UNKNOWN_ISSUER.number());
    }

    /**
     * What was refused, each once: an engine forgets a refused statement, since what is refused today may be registered once
     * its issuer is known; so a neighbour that still has it may bring it into one more block, where it is refused again.
     */
    private static SequencedSet<String> refusals(TestNetwork.Member member) {
        SequencedSet<String> refusals = new LinkedHashSet<>();
        try (Connection connection = member.pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select statement_id, code from refusal order by height, position")) {
            while (row.next()) {
                refusals.add(Hash.of(row.getBytes(1)) + " " + row.getInt(2));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return refusals;
    }

    /** A statement from the future waits, where others would refuse a block for it. */
    @Test
    void statement_ofAClockThatIsAhead_waitsAndStopsNothing() throws Exception {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        TestOrganisation early = new TestOrganisation("member1", network.origin, ahead);
        SignedStatement fromTheFuture = by(early);
        broadcast(fromTheFuture.bytes());

        for (int i = 0; i < 3; i++) {
            assertThat(TestNetwork.decided(network.members.get(i).register("record " + i)))
                    .isInstanceOf(Decision.Registered.class);
        }
        assertThat(refusals(acme)).isEmpty();
        assertThat(Arrays.equals(
                        fromTheFuture.bytes(),
                        acme.ledger()
                                .journal()
                                .entry(0)
                                .orElseThrow()
                                .statement()
                                .bytes()))
                .isFalse();
    }
}
