package org.tallystick.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tallystick.api.testing.Eventually.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.access.ApiKeys;
import org.tallystick.api.access.People;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.SilentDatabase;
import org.tallystick.ledger.testing.TestLedger;

class LedgerReadinessTest {
    @TempDir
    Path folder;

    private SilentDatabase database;

    @Test
    void readiness_whileACommitHasNoAnswer_isDownAndSaysWhy_andUpOnceItIsKnown() throws Exception {
        TestLedger test = TestLedger.seeing(folder, pool -> {
            database = new SilentDatabase(pool);
            return database.dataSource();
        });
        try (test;
                ApiKeys keys = ApiKeys.open(test.dataSource(), Clock.systemUTC());
                People people = People.open(test.dataSource(), Clock.systemUTC())) {
            LedgerReadiness readiness = new LedgerReadiness(test.ledger(), keys, people);
            assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(data(readiness)).containsEntry("commit", "answered");

            database.loseNextAnswer(SilentDatabase.Fate.HAPPENS);
            test.ledger()
                    .register(new Submission.Records(
                            List.of(new Submission.NewRecord(
                                    "a".getBytes(StandardCharsets.UTF_8), "a", Submission.NameRule.SHARED)),
                            Optional.empty(),
                            Optional.empty()));

            assertThat(within(() -> readiness.call().getStatus() == HealthCheckResponse.Status.DOWN))
                    .isTrue();
            assertThat(data(readiness)).containsEntry("commit", "the database has not answered");

            database.comeBack();
            assertThat(within(() -> readiness.call().getStatus() == HealthCheckResponse.Status.UP))
                    .isTrue();
        }
    }

    private static Map<String, Object> data(LedgerReadiness readiness) {
        return readiness.call().getData().orElseThrow();
    }
}
