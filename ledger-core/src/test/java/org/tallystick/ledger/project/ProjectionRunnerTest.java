package org.tallystick.ledger.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.TestLedger;

class ProjectionRunnerTest {
    @TempDir
    Path folder;

    /** Takes an entry once, as a table with a primary key does. */
    private static final class Keyed implements Projection {
        final List<Long> indexes = new ArrayList<>();

        @Override
        public String name() {
            return "keyed";
        }

        @Override
        public boolean reads(ContentType contentType) {
            return true;
        }

        @Override
        public void apply(Connection connection, List<JournalEntry> entries) throws SQLException {
            for (JournalEntry entry : entries) {
                if (indexes.contains(entry.index())) {
                    throw new SQLException("duplicate key " + entry.index(), "23505");
                }
                indexes.add(entry.index());
            }
        }

        @Override
        public List<String> tables() {
            return List.of();
        }

        @Override
        public void reset(Connection connection) {
            indexes.clear();
        }
    }

    /** Its first COMMIT is done, and nobody hears of it. */
    private static DataSource losingAnAnswer(DataSource dataSource, AtomicInteger lost) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Connection connection = (Connection) method.invoke(dataSource, arguments);
                    return Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (self, call, given) -> {
                                try {
                                    Object answer = call.invoke(connection, given);
                                    if (call.getName().equals("commit") && lost.getAndIncrement() == 0) {
                                        throw new SQLException("the connection is gone", "08006");
                                    }
                                    return answer;
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
                });
    }

    private static void register(TestLedger test) throws Exception {
        test.ledger()
                .register(new Submission.Records(
                        List.of(new Submission.NewRecord(
                                "a".getBytes(StandardCharsets.UTF_8), "a", Submission.NameRule.SHARED)),
                        Optional.empty(),
                        Optional.empty()))
                .decided()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void apply_whoseCommitWasNotHeardOf_isNotDoneTwice() throws Exception {
        Keyed keyed = new Keyed();
        AtomicInteger commits = new AtomicInteger();
        try (TestLedger test = new TestLedger(folder)) {
            register(test);
            // It begins with the entry in its hands, so that its first transaction is the one that applies it.
            RecentEntries recent = new RecentEntries();
            recent.add(test.ledger().journal().entry(0).orElseThrow());
            ProjectionRunner runner = ProjectionRunner.start(
                    losingAnAnswer(test.dataSource(), commits), test.ledger().journal(), recent, keyed);

            assertThat(runner.passed(0).get(20, TimeUnit.SECONDS)).isEqualTo(1);

            runner.close();
            assertThat(commits.get()).isPositive();
            assertThat(keyed.indexes).containsExactly(0L);
        }
    }

    @Test
    void passed_thatIsCancelled_isForgotten_theOthersAreTold() throws Exception {
        Keyed keyed = new Keyed();
        try (TestLedger test = new TestLedger(folder, keyed)) {
            ProjectionRunner runner = test.ledger().projections().getFirst();
            CompletableFuture<Long> patient = runner.passed(0);
            for (int i = 0; i < 1_000; i++) {
                // As a request that waited for as long as it may.
                CompletableFuture<Void> impatient = test.ledger().projected(i % 3);
                assertThatThrownBy(() -> impatient.get(0, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                impatient.cancel(false);
            }
            assertThat(runner.waiting()).isEqualTo(1);

            register(test);

            assertThat(patient.get(20, TimeUnit.SECONDS)).isPositive();
            assertThat(runner.waiting()).isZero();
        }
    }
}
