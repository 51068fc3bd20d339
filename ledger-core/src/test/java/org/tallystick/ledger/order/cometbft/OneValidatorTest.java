package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Registration;

/** A ledger on a real CometBFT that has nobody to agree with: what one member's engine does, and what it survives. */
class OneValidatorTest {
    @TempDir
    Path folder;

    private TestNetwork network;
    private TestNetwork.Member member;

    @BeforeEach
    void open() throws Exception {
        network = new TestNetwork(folder, 1, TestNetwork.program());
        member = network.members.getFirst();
    }

    @AfterEach
    void close() {
        if (network != null) {
            network.close();
        }
    }

    @Test
    void statements_areDecidedAndTheChainGoesQuiet() throws Exception {
        member.open();
        Set<Long> indexes = new HashSet<>();
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            registrations.add(member.register("record " + i));
        }
        for (Registration registration : registrations) {
            indexes.add(((Decision.Registered) TestNetwork.decided(registration)).index());
        }

        assertThat(indexes).hasSize(300).contains(0L, 299L);
        assertThat(member.ledger().view().size()).isEqualTo(300);
        TestNetwork.await("cosigned", () -> member.ledger().cosignedCheckpoint().isPresent());
        requireEachOnce(300);
        TestNetwork.await("the proof block", () -> isQuiet());
        TestNetwork.await("all is well", () -> member.ledger().engine().fault().isEmpty());
    }

    @Test
    void restart_ofTheNode_goesOnWhereItWas() throws Exception {
        member.open();
        TestNetwork.decided(member.register("one"));
        member.close();
        assertThat(member.process()).isEmpty();

        member.open();
        TestNetwork.decided(member.register("two"));

        requireEachOnce(2);
    }

    @Test
    void killOfTheEngine_isRepairedByTheNode() throws Exception {
        member.open();
        TestNetwork.decided(member.register("one"));
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            registrations.add(member.register("record " + i));
            if (i == 50) {
                member.killEngine();
            }
        }
        for (Registration registration : registrations) {
            assertThat(TestNetwork.decided(registration)).isInstanceOf(Decision.Registered.class);
        }
        requireEachOnce(101);
    }

    /** The node dies at a point of a block, and both are started again: nothing that was accepted is lost, nothing twice. */
    @ParameterizedTest
    @EnumSource
    void crash_atEachPointOfABlock_losesNothingAndDoublesNothing(CrashingEngine.Point point) throws Exception {
        AtomicReference<CrashingEngine> crashing = new AtomicReference<>();
        member.open(engine -> {
            crashing.set(new CrashingEngine(engine, point, member::killEngine));
            return crashing.get();
        });
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            registrations.add(member.register("record " + i));
        }
        assertThat(crashing.get().dead.await(60, TimeUnit.SECONDS)).isTrue();
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < registrations.size(); i++) {
            if (registrations.get(i).accepted().isDone()
                    && !registrations.get(i).accepted().isCompletedExceptionally()) {
                accepted.add("record " + i);
            }
        }
        assertThat(accepted).isNotEmpty();
        TestNetwork.await(
                "the engine says why it stopped",
                () -> member.ledger().engine().fault().orElse("").contains("killed at height"));
        member.close();

        member.open();
        TestNetwork.await(
                "what was accepted is decided", () -> member.ledger().view().size() >= accepted.size());
        for (int i = 0; i < registrations.size(); i++) {
            assertThat(TestNetwork.decided(member.register("record " + i))).isNotInstanceOf(Decision.Refused.class);
        }
        requireEachOnce(40);
        TestNetwork.await("all is well", () -> member.ledger().engine().fault().isEmpty());
    }

    @Test
    void firstBlock_ofAGenesisOfLongAgo_holdsNoStatement() throws Exception {
        network.close();
        network = new TestNetwork(
                folder.resolve("old"), 1, TestNetwork.program(), Instant.now().minus(Duration.ofHours(1)));
        member = network.members.getFirst();
        member.open();

        Decision.Registered registered = (Decision.Registered) TestNetwork.decided(member.register("one"));

        JournalEntry entry = member.ledger().journal().entry(registered.index()).orElseThrow();
        assertThat(entry.height()).isGreaterThan(1);
        assertThat(Duration.between(entry.time(), Instant.now())).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void processLeftBehind_isEndedBeforeAnotherIsStarted() throws Exception {
        member.open();
        TestNetwork.decided(member.register("one"));
        member.close();
        // As a node leaves it that is killed while CometBFT is still looking for it.
        Process left = new ProcessBuilder(
                        TestNetwork.program().file().toString(),
                        "start",
                        "--home",
                        member.home.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Files.writeString(member.home.resolve("cometbft.pid"), Long.toString(left.pid()));
            member.open();

            assertThat(left.waitFor(60, TimeUnit.SECONDS)).isTrue();
            TestNetwork.decided(member.register("two"));
            requireEachOnce(2);
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void port_ofAnother_isSaidToBeTheReason() throws Exception {
        try (ServerSocket taken = new ServerSocket(member.p2pPort, 1, InetAddress.getLoopbackAddress())) {
            member.open();
            TestNetwork.await(
                    "the fault names the port",
                    () -> member.ledger().engine().fault().orElse("").contains(Integer.toString(taken.getLocalPort())));
            Registration waiting = member.register("one");
            waiting.accepted().get(60, TimeUnit.SECONDS);
            assertThat(waiting.decided().isDone()).isFalse();
            taken.close();

            TestNetwork.decided(waiting);
        }
    }

    @Test
    void program_thatIsNotThere_isSaidWithHowToInstallIt() throws Exception {
        Sidecar sidecar = new Sidecar(
                new CometBftSettings(
                        new CometBftProgram(folder.resolve("no-such-program")),
                        member.home,
                        network.genesis,
                        "acme",
                        "127.0.0.1",
                        1,
                        2,
                        List.of(),
                        Duration.ofSeconds(1)),
                () -> {});
        try (sidecar) {
            sidecar.start();
            TestNetwork.await(
                    "the fault",
                    () -> sidecar.fault().orElse("").contains("go install")
                            && sidecar.fault().orElse("").contains("no-such-program"));
        }
    }

    @Test
    void home_ofAnotherChain_isRefused() throws Exception {
        member.open();
        member.close();
        Path genesis = member.home.resolve("config/genesis.json");
        Files.writeString(genesis, Files.readString(genesis).replace("test-chain", "best-chain"));

        assertThatThrownBy(member::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("another chain");
    }

    private boolean isQuiet() {
        long before = member.ledger().engine().height();
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return member.ledger().engine().height() == before;
    }

    private void requireEachOnce(int count) throws Exception {
        try (Connection connection = member.pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*), count(distinct r.bytes), (select size from chain),"
                                + " (select count(*) from submission where state = 0)"
                                + " from record r join entry e using (cti, issuer)")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(count);
            assertThat(row.getInt(2)).isEqualTo(count);
            assertThat(row.getInt(3)).isEqualTo(count);
            assertThat(row.getInt(4)).isZero();
        }
    }
}
