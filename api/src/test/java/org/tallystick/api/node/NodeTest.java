package org.tallystick.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.home.Home;
import org.tallystick.ledger.commit.DifferingLedgerException;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;

class NodeTest {
    @TempDir
    Path folder;

    @Test
    void open_keysAloneWithAnEmptyDatabase_signNoSecondHistory() throws Exception {
        Home home = Home.at(folder);
        try (TestDatabase database = TestDatabase.fresh();
                AgroalDataSource pool = TestLedger.pool(database)) {
            Node.open(home, pool, "acme", Clock.systemUTC()).close();
        }
        Files.delete(home.checkpoint());
        try (TestDatabase database = TestDatabase.fresh();
                AgroalDataSource pool = TestLedger.pool(database)) {
            assertThatThrownBy(() -> Node.open(home, pool, "acme", Clock.systemUTC()))
                    .isInstanceOf(DifferingLedgerException.class)
                    .hasMessageContaining("log.key")
                    .hasMessageContaining("restore");
            assertThat(new Journal(pool).origin()).isEmpty();
        }
    }

    @Test
    void open_firstStart_registersDidAndGenesis_andALaterOneGoesOn() throws Exception {
        Home home = Home.at(folder);
        try (TestDatabase database = TestDatabase.fresh();
                AgroalDataSource pool = TestLedger.pool(database)) {
            String checkpoint;
            try (Node node = Node.open(home, pool, "acme", Clock.systemUTC())) {
                assertThat(node.ledger().view().size()).isEqualTo(2);
                assertThat(node.ledger()
                                .journal()
                                .entry(0)
                                .orElseThrow()
                                .statement()
                                .header()
                                .contentType())
                        .isEqualTo(ContentType.DID_LOG);
                assertThat(node.ledger()
                                .journal()
                                .entry(1)
                                .orElseThrow()
                                .statement()
                                .header()
                                .contentType())
                        .isEqualTo(ContentType.GOVERNANCE);
                node.ledger().projected(1).get(20, TimeUnit.SECONDS);
                assertThat(node.organisation().log().latest().did().toString()).contains("tallystick.localhost:acme");
                checkpoint = node.ledger().checkpoint().note();
            }
            try (Node node = Node.open(home, pool, "other", Clock.systemUTC())) {
                assertThat(node.ledger().checkpoint().note()).isEqualTo(checkpoint);
            }
        }
    }
}
