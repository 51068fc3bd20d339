package org.tallystick.ledger.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.testing.PatientEngine;
import org.tallystick.ledger.testing.TestLedger;

/** Submissions that meet others while no block comes. */
class OutboxTest {
    @TempDir
    Path folder;

    private TestLedger test;
    private PatientEngine engine;

    @BeforeEach
    void open() throws Exception {
        test = TestLedger.orderedBy(folder, dataSource -> {
            engine = new PatientEngine(dataSource);
            return engine;
        });
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static Submission.Records records(Optional<Submission.IdempotencyKey> key, String... bodies) {
        List<Submission.NewRecord> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(new Submission.NewRecord(
                    body.getBytes(StandardCharsets.UTF_8), "name-" + body, Submission.NameRule.SHARED));
        }
        return new Submission.Records(records, key, Optional.of("memo"));
    }

    private static Submission.Records records(String... bodies) {
        return records(Optional.empty(), bodies);
    }

    private static Optional<Submission.IdempotencyKey> key(String name, int request) {
        return Optional.of(new Submission.IdempotencyKey("clerk", name, Hash.sha256(new byte[] {(byte) request})));
    }

    private static Acceptance accepted(Registration registration) throws Exception {
        return registration.accepted().get(20, TimeUnit.SECONDS);
    }

    private Acceptance.Accepted store(Submission submission) throws Exception {
        return (Acceptance.Accepted) accepted(test.ledger().register(submission));
    }

    private static Decision decided(Registration registration) throws Exception {
        return registration.decided().get(20, TimeUnit.SECONDS);
    }

    @Test
    void retry_byTheSameKeyWhileUndecided_hasTheJobAtOnceAndItsDecisionLater() throws Exception {
        Acceptance.Accepted first = store(records(key("k", 1), "a"));

        Registration retry = test.ledger().register(records(key("k", 1), "a"));

        assertThat(accepted(retry)).isEqualTo(new Acceptance.Accepted(first.job(), true));
        assertThat(retry.decided()).isNotDone();
        engine.decide();
        assertThat(decided(retry)).isEqualTo(new Decision.Registered(first.job(), 0, List.of(new RecordAddress(0, 0))));
    }

    @Test
    void retry_byTheSameBytesWhileUndecided_hasTheJobAtOnceAndItsDecisionLater() throws Exception {
        Acceptance.Accepted first = store(records("a", "b"));
        Acceptance.Accepted keyed = store(records(key("k", 1), "c"));

        Registration retry = test.ledger().register(records("a", "b"));
        Registration withoutItsKey = test.ledger().register(records("c"));

        assertThat(accepted(retry)).isEqualTo(new Acceptance.Accepted(first.job(), true));
        assertThat(accepted(withoutItsKey)).isEqualTo(new Acceptance.Accepted(keyed.job(), true));
        engine.decide();
        assertThat(decided(retry))
                .isEqualTo(new Decision.Registered(
                        first.job(), 0, List.of(new RecordAddress(0, 0), new RecordAddress(0, 1))));
    }

    @Test
    void otherRequest_underAKeyThatIsUndecided_isTurnedDownAtOnce() throws Exception {
        store(records(key("k", 1), "a"));

        assertThat(accepted(test.ledger().register(records(key("k", 2), "b"))))
                .isEqualTo(new Acceptance.KeyReused("k"));
        assertThat(test.ledger().waiting()).isEqualTo(1);
    }

    @Test
    void sameBytes_underAnotherKey_waitForTheDecisionAndKeepTheirKey() throws Exception {
        store(records("a"));
        Registration keyed = test.ledger().register(records(key("k", 1), "a"));
        Registration retried = test.ledger().register(records(key("k", 1), "a"));

        engine.decide();

        Decision.NothingNew known = (Decision.NothingNew) decided(keyed);
        assertThat(known.records()).containsExactly(new RecordAddress(0, 0));
        assertThat(decided(retried)).isEqualTo(known);
        assertThat(accepted(test.ledger().register(records(key("k", 2), "b"))))
                .isEqualTo(new Acceptance.KeyReused("k"));
    }

    @Test
    void retries_whileNoBlockComes_takeNoPlaces_othersThatMeetItDo() throws Exception {
        Acceptance.Accepted first = store(records(key("k", 1), "a"));
        Acceptance.Accepted plain = store(records("b"));

        for (int i = 0; i < Queue.MAX_QUEUED + 1; i++) {
            assertThat(accepted(test.ledger().register(records(key("k", 1), "a"))))
                    .isEqualTo(new Acceptance.Accepted(first.job(), true));
            assertThat(accepted(test.ledger().register(records("b"))))
                    .isEqualTo(new Acceptance.Accepted(plain.job(), true));
        }
        assertThat(test.ledger().waiting()).isEqualTo(2);

        for (int i = 0; i < Queue.MAX_QUEUED; i++) {
            test.ledger().register(records("a", "with " + i));
        }
        assertThatThrownBy(() -> test.ledger().register(records("a", "one more")))
                .isInstanceOf(OverloadedException.class);
        assertThat(accepted(test.ledger().register(records(key("k", 1), "a"))))
                .isEqualTo(new Acceptance.Accepted(first.job(), true));
        // One that has a place and no answer yet is joined in its place.
        Registration waits = test.ledger().register(records("a", "with 7"));
        assertThat(waits.accepted()).isNotDone();
        assertThat(test.ledger().waiting()).isEqualTo(Queue.MAX_QUEUED + 2);
    }

    @Test
    void retry_afterARestart_joinsWhatTheEarlierProcessLeft() throws Exception {
        Acceptance.Accepted keyed = store(records(key("k", 1), "a"));
        Acceptance.Accepted plain = store(records("b", "c"));
        test.reopen();

        Registration byKey = test.ledger().register(records(key("k", 1), "a"));
        Registration byBytes = test.ledger().register(records("b", "c"));

        assertThat(accepted(byKey)).isEqualTo(new Acceptance.Accepted(keyed.job(), true));
        assertThat(accepted(byBytes)).isEqualTo(new Acceptance.Accepted(plain.job(), true));
        awaitSentAgain(2);
        engine.decide();
        assertThat(decided(byKey).job()).isEqualTo(keyed.job());
        assertThat(decided(byBytes)).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void partOfADocument_afterARestart_isNoRetryOfTheWhole() throws Exception {
        store(records("a"));
        engine.decide();
        // Of this one the rows hold "b" alone: "a" stands already.
        store(records("a", "b"));
        test.reopen();

        Registration part = test.ledger().register(records("b"));
        awaitSentAgain(1);
        engine.decide();

        assertThat(decided(part))
                .isInstanceOfSatisfying(
                        Decision.NothingNew.class,
                        known -> assertThat(known.records()).containsExactly(new RecordAddress(1, 0)));
    }

    private void awaitSentAgain(int statements) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (engine.waiting() < statements) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
