package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.testing.TestOrganisation;

class SubmissionsTest {
    private final TestOrganisation acme = new TestOrganisation("acme", FakeMachine.ORIGIN, Clock.systemUTC());
    private final Submissions submissions = new Submissions();

    private SignedStatement statement(int number, int payloadLength) {
        byte[] cti = new byte[16];
        cti[0] = (byte) number;
        cti[1] = (byte) (number >> 8);
        byte[] payload = new byte[payloadLength];
        Arrays.fill(payload, (byte) number);
        return acme.sign(ContentType.CAPTURE, payload, Cti.of(cti));
    }

    private List<SignedStatement> statements(int count, int payloadLength) {
        return IntStream.range(0, count)
                .mapToObj(number -> statement(number, payloadLength))
                .toList();
    }

    private static BlockResult block(List<SignedStatement> statements) {
        List<BlockResult.Decision> decisions = new ArrayList<>();
        statements.forEach(statement -> decisions.add(new BlockResult.Decision(statement, new Outcome.Registered(0))));
        return new BlockResult(
                new DecidedBlock(1, Instant.EPOCH.plusMillis(1), List.of()),
                decisions,
                List.of(),
                Frontier.empty().append(List.of()),
                LedgerView.empty(FakeMachine.ORIGIN),
                Frontier.empty().root());
    }

    private static List<byte[]> bytes(List<Submissions.Due> taken) {
        return taken.stream().map(Submissions.Due::bytes).toList();
    }

    @Test
    void take_ofManyFresh_keepsTheirOrderAndFitsARequest() throws Exception {
        List<SignedStatement> all = statements(250, 10);
        submissions.add(all);

        List<byte[]> taken = new ArrayList<>();
        for (int count : List.of(100, 100, 50)) {
            List<Submissions.Due> batch = submissions.take();
            assertThat(batch).hasSize(count);
            taken.addAll(bytes(batch));
        }
        assertThat(taken)
                .containsExactlyElementsOf(
                        all.stream().map(SignedStatement::bytes).toList());
    }

    @Test
    void take_ofLargeOnes_staysBelowTheBodyThatCometBftTakes() throws Exception {
        submissions.add(statements(60, 60_000));

        List<Submissions.Due> batch = submissions.take();

        assertThat(batch).hasSize(46);
        assertThat(batch.stream().mapToInt(one -> one.bytes().length).sum()).isLessThan(CometBftRpc.MAX_BATCH_BYTES);
    }

    @Test
    void add_whatIsHereAlready_isHandedOverOnce() throws Exception {
        List<SignedStatement> one = statements(1, 10);
        submissions.add(one);
        assertThat(submissions.take()).hasSize(1);
        submissions.add(one);
        submissions.add(List.of(statement(7, 10)));

        assertThat(bytes(submissions.take())).containsExactly(statementBytes(7));
        assertThat(submissions.size()).isEqualTo(2);
    }

    private byte[] statementBytes(int number) {
        return statement(number, 10).bytes();
    }

    @Test
    void undecided_isHandedOverAgain_decidedIsNot() throws Exception {
        List<SignedStatement> two = statements(2, 10);
        submissions.add(two);
        for (Submissions.Due due : submissions.take()) {
            submissions.handed(due.statement(), CometBftRpc.Handed.LATER);
        }
        submissions.decided(block(two.subList(0, 1)));

        assertThat(bytes(submissions.take())).containsExactly(two.get(1).bytes());
        assertThat(submissions.size()).isEqualTo(1);
    }

    @Test
    void lost_handsOverAtOnceWhatIsUndecided() throws Exception {
        List<SignedStatement> two = statements(2, 10);
        submissions.add(two);
        for (Submissions.Due due : submissions.take()) {
            submissions.handed(due.statement(), CometBftRpc.Handed.TAKEN);
        }
        submissions.decided(block(two.subList(0, 1)));
        long began = System.nanoTime();

        submissions.lost();

        assertThat(bytes(submissions.take())).containsExactly(two.get(1).bytes());
        // Without it nothing would be due for five seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void awaitRoom_whenFull_waitsForADecision() throws Exception {
        List<SignedStatement> many = IntStream.range(0, 1_100)
                .mapToObj(number -> statement(number, 61_000))
                .toList();
        submissions.add(many);
        assertThat(submissions.awaitRoom(Duration.ofMillis(1))).isFalse();

        submissions.decided(block(many.subList(0, 50)));

        assertThat(submissions.awaitRoom(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void close_letsEveryoneGo() throws Exception {
        Thread closing = Thread.ofVirtual().start(submissions::close);
        assertThat(submissions.take()).isEmpty();
        closing.join();
        assertThat(submissions.awaitRoom(Duration.ofSeconds(30))).isFalse();
    }
}
