package org.tallystick.ledger.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.SilentDatabase;
import org.tallystick.ledger.testing.TestLedger;

/** A block's COMMIT that nobody hears of, and a database that is away then. */
class UnansweredCommitTest {
    private static final Logger LOGGER = Logger.getLogger(UnansweredCommit.class.getName());

    @TempDir
    Path folder;

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private SilentDatabase database;
    private TestLedger test;

    @BeforeEach
    void open() throws Exception {
        LOGGER.addHandler(handler);
        test = TestLedger.seeing(folder, pool -> {
            database = new SilentDatabase(pool);
            return database.dataSource();
        });
    }

    @AfterEach
    void close() {
        database.comeBack();
        test.close();
        LOGGER.removeHandler(handler);
    }

    private Registration register(String body) {
        return test.ledger()
                .register(new Submission.Records(
                        List.of(new Submission.NewRecord(
                                body.getBytes(StandardCharsets.UTF_8), body, Submission.NameRule.SHARED)),
                        Optional.empty(),
                        Optional.empty()));
    }

    private void awaitFault() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        // The line comes with the look after the one that the fault is told from.
        while (test.ledger().commitFault().isEmpty() || logged.isEmpty()) {
            assertThat(System.nanoTime()).as("nobody is told").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void commit_thatHappened_isToldAndLoggedOnce_andTheSubmissionIsRegisteredOnceTheDatabaseIsBack() throws Exception {
        database.loseNextAnswer(SilentDatabase.Fate.HAPPENS);
        Registration waits = register("a");
        awaitFault();

        assertThat(test.ledger().commitFault().orElseThrow())
                .contains("the commit of block 1 has no answer")
                .contains("the database is away");
        assertThat(waits.decided()).isNotDone();
        // Some more looks at the database, and no more lines.
        Thread.sleep(Duration.ofSeconds(2));
        assertThat(logged).extracting(LogRecord::getLevel).containsExactly(Level.SEVERE);

        database.comeBack();
        assertThat(waits.decided().get(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Decision.Registered.class,
                        registered -> assertThat(registered.index()).isZero());
        assertThat(test.ledger().commitFault()).isEmpty();
        assertThat(logged).extracting(LogRecord::getLevel).containsExactly(Level.SEVERE, Level.INFO);
        assertThat(register("b").decided().get(30, TimeUnit.SECONDS)).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void commit_thatDidNotHappen_isToldToTheCallerOnceTheDatabaseIsBack() throws Exception {
        database.loseNextAnswer(SilentDatabase.Fate.DOES_NOT);
        Registration lost = register("a");
        awaitFault();

        database.comeBack();

        assertThatThrownBy(() -> lost.accepted().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StorageFailureException.class);
        assertThat(test.ledger().commitFault()).isEmpty();
        assertThat(register("a").decided().get(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Decision.Registered.class,
                        registered -> assertThat(registered.index()).isZero());
    }

    @Test
    void commit_thatIsAnsweredSoon_isNoFaultAndInNoLog() throws Exception {
        register("a").decided().get(30, TimeUnit.SECONDS);

        assertThat(test.ledger().commitFault()).isEmpty();
        assertThat(logged).isEmpty();
    }
}
