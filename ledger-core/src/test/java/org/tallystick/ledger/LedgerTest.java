package org.tallystick.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.commit.DifferingLedgerException;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.TiledTree;
import org.tallystick.ledger.order.EngineStoppedException;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.project.ProjectionRunner;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.Acceptance;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Job;
import org.tallystick.ledger.submit.OverloadedException;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.TestLedger;

/** The stages together, on a real PostgreSQL. */
class LedgerTest {
    @TempDir
    Path folder;

    private final Counting counting = new Counting();
    private TestLedger test;

    /** Remembers what it was given, in memory: enough to see order and completeness. */
    private static final class Counting implements Projection {
        final List<Long> indexes = new ArrayList<>();
        volatile boolean isRefusing;
        final List<JournalEntry> given = new ArrayList<>();

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public boolean reads(ContentType contentType) {
            return contentType.equals(ContentType.CAPTURE);
        }

        @Override
        public synchronized void apply(Connection connection, List<JournalEntry> entries) {
            if (isRefusing) {
                throw new IllegalStateException("an entry that nobody foresaw");
            }
            entries.forEach(entry -> indexes.add(entry.index()));
            given.addAll(entries);
        }

        @Override
        public List<String> tables() {
            return List.of();
        }

        @Override
        public synchronized void reset(Connection connection) {
            indexes.clear();
        }
    }

    @BeforeEach
    void open() throws Exception {
        test = new TestLedger(folder, counting);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static Submission.Records records(String... bodies) {
        return records(Submission.NameRule.SHARED, Optional.empty(), bodies);
    }

    private static Submission.Records records(
            Submission.NameRule rule, Optional<Submission.IdempotencyKey> key, String... bodies) {
        List<Submission.NewRecord> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(new Submission.NewRecord(
                    body.getBytes(StandardCharsets.UTF_8), "name-" + body.split(" ", 2)[0], rule));
        }
        return new Submission.Records(records, key, Optional.of("memo"));
    }

    private Decision decide(Submission submission) throws Exception {
        return test.ledger().register(submission).decided().get(10, TimeUnit.SECONDS);
    }

    @Test
    void register_records_areCommittedProvableAndProjected() throws Exception {
        Decision.Registered registered = (Decision.Registered) decide(records("a 1", "b 2", "c 3"));

        assertThat(registered.index()).isZero();
        assertThat(registered.records())
                .containsExactly(new RecordAddress(0, 0), new RecordAddress(0, 1), new RecordAddress(0, 2));
        JournalEntry entry = test.ledger().journal().entry(0).orElseThrow();
        CapturePayload payload = CapturePayload.parse(entry.statement().payload());
        List<Hash> digests = entry.records().stream()
                .map(record -> (JournalRecord.Present) record)
                .map(record -> RecordSalt.of(record.salt()).digest(record.bytes()))
                .toList();
        assertThat(payload.root()).isEqualTo(RecordTree.of(digests).root());
        assertThat(((JournalRecord.Present) entry.records().get(1)).bytes())
                .isEqualTo("b 2".getBytes(StandardCharsets.UTF_8));

        TiledTree tree = new TiledTree(1, test.ledger().journal().tiles());
        tree.inclusion(0)
                .verify(
                        entry.statement().leafHash(),
                        test.ledger().checkpoint().checkpoint().root());
        test.ledger().projected(0).get(10, TimeUnit.SECONDS);
        assertThat(counting.indexes).containsExactly(0L);
    }

    @Test
    void projection_thatKeepsUp_isGivenWhatTheJournalHolds() throws Exception {
        decide(records("a 1", "b 2", "a 1"));
        Decision.Registered last = (Decision.Registered) decide(records("b 2", "c 3", "d 4", "c 3"));
        test.ledger().projected(last.index()).get(10, TimeUnit.SECONDS);

        assertThat(counting.given).hasSize(2);
        for (JournalEntry given : counting.given) {
            assertThat(given)
                    .usingRecursiveComparison()
                    .isEqualTo(test.ledger().journal().entry(given.index()).orElseThrow());
        }
    }

    @Test
    void register_sameRecordAgain_namesTheFirstPositionAndLogsNothing() throws Exception {
        decide(records("a 1", "b 2"));

        Decision again = decide(records("b 2", "a 1"));
        Decision mixed = decide(records("c 3", "a 1", "c 3"));

        assertThat(again).isInstanceOf(Decision.NothingNew.class);
        assertThat(((Decision.NothingNew) again).records())
                .containsExactly(new RecordAddress(0, 1), new RecordAddress(0, 0));
        assertThat(((Decision.Registered) mixed).records())
                .containsExactly(new RecordAddress(1, 0), new RecordAddress(0, 0), new RecordAddress(1, 0));
        assertThat(test.ledger().view().size()).isEqualTo(2);
    }

    @Test
    void register_manyWithTheSameRecordAtOnce_logsItOnce() throws Exception {
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            registrations.add(test.ledger().register(records("same " + i % 10)));
        }

        Set<RecordAddress> addresses = new HashSet<>();
        for (Registration registration : registrations) {
            switch (registration.decided().get(10, TimeUnit.SECONDS)) {
                case Decision.Registered registered -> addresses.addAll(registered.records());
                case Decision.NothingNew known -> addresses.addAll(known.records());
                case Decision.Refused refused -> throw new AssertionError(refused);
            }
        }
        assertThat(addresses).hasSize(10);
        assertThat(test.ledger().view().size()).isEqualTo(10);
    }

    @Test
    void register_uniqueNameTwice_isTurnedDownUnlessTheBytesAreTheSame() throws Exception {
        decide(records(Submission.NameRule.UNIQUE, Optional.empty(), "a 1"));

        Registration other = test.ledger().register(records(Submission.NameRule.UNIQUE, Optional.empty(), "a 2"));
        Decision same = decide(records(Submission.NameRule.UNIQUE, Optional.empty(), "a 1"));
        Decision shared = decide(records("a 3"));

        assertThat(other.accepted().get(10, TimeUnit.SECONDS))
                .isEqualTo(new Acceptance.NameTaken(0, "name-a", new RecordAddress(0, 0)));
        assertThat(same).isInstanceOf(Decision.NothingNew.class);
        assertThat(shared).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void register_idempotencyKeyAgain_joinsTheFirstOrIsTurnedDown() throws Exception {
        Submission.IdempotencyKey key = new Submission.IdempotencyKey("clerk", "k1", Hash.sha256(new byte[] {1}));
        Decision first = decide(records(Submission.NameRule.SHARED, Optional.of(key), "a 1"));

        Registration retry = test.ledger().register(records(Submission.NameRule.SHARED, Optional.of(key), "a 1"));
        Registration other = test.ledger()
                .register(records(
                        Submission.NameRule.SHARED,
                        Optional.of(new Submission.IdempotencyKey("clerk", "k1", Hash.sha256(new byte[] {2}))),
                        "b 1"));
        Registration otherScope = test.ledger()
                .register(records(
                        Submission.NameRule.SHARED,
                        Optional.of(new Submission.IdempotencyKey("erp", "k1", Hash.sha256(new byte[] {2}))),
                        "b 1"));

        assertThat(retry.accepted().get(10, TimeUnit.SECONDS)).isEqualTo(new Acceptance.Accepted(first.job(), true));
        assertThat(retry.decided().get(10, TimeUnit.SECONDS)).isEqualTo(first);
        assertThat(other.accepted().get(10, TimeUnit.SECONDS)).isEqualTo(new Acceptance.KeyReused("k1"));
        assertThat(otherScope.decided().get(10, TimeUnit.SECONDS)).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void job_afterReopening_tellsTheSameDecision() throws Exception {
        decide(records("a 1"));
        Decision mixed = decide(records("b 2", "a 1"));
        test.reopen();

        Job job = test.ledger().job(mixed.job()).orElseThrow();

        assertThat(job.decision()).contains(mixed);
        assertThat(job.memo()).contains("memo");
    }

    @Test
    void reopen_ledger_goesOnWhereItWas() throws Exception {
        for (int i = 0; i < 300; i++) {
            decide(records("r " + i));
        }
        var before = test.ledger().checkpoint();
        test.reopen();

        assertThat(test.ledger().checkpoint()).isEqualTo(before);
        Decision.Registered next = (Decision.Registered) decide(records("r 300"));
        assertThat(next.index()).isEqualTo(300);
        new TiledTree(301, test.ledger().journal().tiles())
                .consistency(300)
                .verify(
                        before.checkpoint().root(),
                        test.ledger().checkpoint().checkpoint().root());
    }

    @Test
    void register_keyRotatedBetweenSigningAndDeciding_isSignedAgainUnderTheSameJob() throws Exception {
        // Whatever interleaving the rotation meets, every job ends registered once.
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            registrations.add(test.ledger().register(records("r " + i)));
            if (i % 100 == 50) {
                test.organisation().rotate();
            }
        }

        for (Registration registration : registrations) {
            assertThat(registration.decided().get(10, TimeUnit.SECONDS)).isInstanceOf(Decision.Registered.class);
        }
        assertThat(test.ledger().view().size()).isEqualTo(400);
        assertThat(test.ledger().waiting()).isZero();
    }

    @Test
    void commit_chainRowChangedByHand_stopsBeforeSigning() throws Exception {
        decide(records("a 1"));
        execute("update chain set size = 7");
        String before = test.ledger().checkpoint().note();

        Registration refused = test.ledger().register(records("b 2"));

        assertThatThrownBy(() -> refused.decided().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StorageFailureException.class)
                .hasMessageContaining("another writer");
        assertThat(test.ledger().checkpoint().note()).isEqualTo(before);
        assertThat(test.ledger().engine().fault()).isPresent();
    }

    @Test
    void project_modelThatThrows_saysSoAndGoesOnOnceItDoesNot() throws Exception {
        counting.isRefusing = true;
        Decision.Registered registered = (Decision.Registered)
                test.ledger().register(records("a")).decided().get(10, TimeUnit.SECONDS);
        ProjectionRunner runner = test.ledger().projections().getFirst();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (runner.fault().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
        assertThat(runner.fault().orElseThrow()).contains("counting").contains("nobody foresaw");

        counting.isRefusing = false;
        test.ledger().projected(registered.index()).get(10, TimeUnit.SECONDS);
        assertThat(counting.indexes).contains(registered.index());
    }

    @Test
    void register_whatCannotBeSigned_failsAndTheNextIsRegistered() throws Exception {
        byte[] tooLong = new byte[SignedStatement.SIZE_MAX_BYTES];
        Registration never = test.ledger()
                .register(new Submission.Payload(ContentType.CAPTURE, tooLong, Optional.empty(), Optional.empty()));
        assertThatThrownBy(() -> never.decided().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StorageFailureException.class)
                .hasMessageContaining("cannot be signed");
        assertThat(test.ledger().register(records("next")).decided().get(10, TimeUnit.SECONDS))
                .isInstanceOf(Decision.Registered.class);
        assertThat(test.ledger().outboxFault()).isEmpty();
        assertThat(test.ledger().waiting()).isZero();
    }

    @Test
    void register_outboxEndedByTheMachine_letsEveryoneGoAndSaysSo() throws Exception {
        test.organisation().breakNext(new OutOfMemoryError("as if"));
        Registration lost = test.ledger().register(records("a"));
        assertThatThrownBy(() -> lost.decided().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StorageFailureException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> test.ledger().register(records("b"))).isInstanceOf(OverloadedException.class);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (test.ledger().outboxFault().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
        test.reopen();
        assertThat(test.ledger().register(records("a")).decided().get(10, TimeUnit.SECONDS))
                .isInstanceOf(Decision.Registered.class);
    }

    @Test
    void commit_secondLedgerOnTheDatabase_stopsSayingSoAndTheFirstGoesOn() throws Exception {
        test.ledger().register(records("before")).decided().get(10, TimeUnit.SECONDS);
        try (Ledger second = test.openAnother(folder.resolve("another"))) {
            test.ledger().register(records("of the first")).decided().get(10, TimeUnit.SECONDS);
            SignedCheckpoint newest = test.ledger().checkpoint();

            Registration late = second.register(records("of the second"));
            assertThatThrownBy(() -> late.decided().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(EngineStoppedException.class)
                    .hasMessageContaining("another writer");
            assertThat(second.engine().fault().orElseThrow()).contains("another writer");
            assertThat(second.checkpoint().checkpoint().size())
                    .isLessThan(newest.checkpoint().size());
            assertThat(test.ledger().register(records("after")).decided().get(10, TimeUnit.SECONDS))
                    .isInstanceOf(Decision.Registered.class);
        }
        test.reopen();
        assertThat(test.ledger().register(records("later")).decided().get(10, TimeUnit.SECONDS))
                .isInstanceOf(Decision.Registered.class);
    }

    @Test
    void open_tileChangedByHand_isRefused() throws Exception {
        decide(records("a 1"));
        decide(records("b 2"));
        execute("update tile set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1)");

        assertThatThrownBy(test::reopen)
                .isInstanceOf(DifferingLedgerException.class)
                .hasMessageContaining("root of the tree");
    }

    @Test
    void open_databaseSetBack_isRefused() throws Exception {
        decide(records("a 1"));
        execute("create table older as table chain");
        decide(records("b 2"));
        execute(
                "delete from chain; insert into chain table older; delete from block where height = 2; delete from checkpoint where size = 2;"
                        + " delete from entry where index = 1; update tile set hashes = substring(hashes for 32)");

        assertThatThrownBy(test::reopen)
                .isInstanceOf(DifferingLedgerException.class)
                .hasMessageContaining("the database was set back");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = test.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
