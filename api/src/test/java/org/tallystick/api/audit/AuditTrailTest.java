package org.tallystick.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Outage;
import org.tallystick.postgres.testing.TestDatabase;

class AuditTrailTest {
    private final TestDatabase database = TestDatabase.fresh();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void addDurably_whileTheDatabaseTakesIt_isOnDisk() throws Exception {
        try (AuditTrail trail = AuditTrail.start(database.dataSource())) {
            assertThat(trail.addDurably(line("exported"), Duration.ofSeconds(20)))
                    .isTrue();
            assertThat(trail.page(Long.MAX_VALUE, 10, new AuditTrail.Question(null, null, null, null)))
                    .hasSize(1);
        }
    }

    @Test
    void addDurably_whileTheDatabaseIsAway_saysSoInTime_andTheLineIsWrittenAfterwards() throws Exception {
        Outage outage = new Outage(database.dataSource());
        try (AuditTrail trail = AuditTrail.start(outage.dataSource())) {
            outage.begin();
            long begin = System.nanoTime();

            assertThat(trail.addDurably(line("exported"), Duration.ofMillis(300)))
                    .isFalse();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            outage.end();
            assertThat(trail.addDurably(line("rotated"), Duration.ofSeconds(20)))
                    .isTrue();
            assertThat(trail.page(Long.MAX_VALUE, 10, new AuditTrail.Question(null, null, null, null)))
                    .extracting(numbered -> numbered.line().target())
                    .containsExactly("rotated", "exported");
        }
    }

    private static AuditLine line(String target) {
        return AuditLine.ofCommand(Instant.parse("2027-01-01T00:00:00Z"), "keys.manage", target);
    }
}
