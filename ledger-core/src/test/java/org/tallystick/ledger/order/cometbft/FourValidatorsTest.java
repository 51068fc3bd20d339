package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Registration;

/** Four organisations and four real CometBFTs: what holds when all are there, and when one is not. */
class FourValidatorsTest {
    @TempDir
    Path folder;

    private TestNetwork network;

    @BeforeEach
    void open() throws Exception {
        network = new TestNetwork(folder, 4, TestNetwork.program());
    }

    @AfterEach
    void close() {
        if (network != null) {
            network.close();
        }
    }

    @Test
    void members_haveOneLedger_cosignIt_andGoOnWithoutOneOfThem() throws Exception {
        network.openAll();
        registerThrough(network.members, "first", 25);
        requireOneLedger(network.members, 100);

        // The quorum at once: one block after a checkpoint, without another statement.
        for (TestNetwork.Member member : network.members) {
            TestNetwork.await(
                    member.name + " has the quorum",
                    () -> sizeOf(member.ledger()
                                            .cosignedCheckpoint()
                                            .orElse(member.ledger().checkpoint()))
                                    == 100
                            && cosigners(member.ledger().checkpoint().note()) >= network.genesis.quorum());
        }
        requireAllFourOnSomeCheckpoint();

        TestNetwork.Member dead = network.members.get(3);
        List<TestNetwork.Member> others = network.members.subList(0, 3);
        dead.close();
        long before = others.getFirst().ledger().view().size();
        registerThrough(others, "second", 10);
        requireOneLedger(others, before + 30);

        // Two of four away: nothing is decided, what is accepted waits.
        TestNetwork.Member second = others.get(2);
        second.close();
        Registration waiting = others.getFirst().register("while two are away");
        waiting.accepted().get(60, TimeUnit.SECONDS);
        second.open();
        assertThat(TestNetwork.decided(waiting)).isInstanceOf(Decision.Registered.class);

        dead.open();
        TestNetwork.await(
                "the fourth has caught up",
                () -> dead.ledger().view().size()
                        == others.getFirst().ledger().view().size());
        registerThrough(network.members, "third", 5);
        requireOneLedger(network.members, before + 51);
        for (TestNetwork.Member member : network.members) {
            TestNetwork.await(
                    "all is well", () -> member.ledger().engine().fault().isEmpty());
            TestNetwork.await(
                    member.name + " sees the others",
                    () -> member.ledger()
                            .engine()
                            .network()
                            .filter(seen -> seen.chainId().equals("test-chain")
                                    && seen.peers() == 3
                                    && seen.validators() == 4
                                    && seen.engineHeight()
                                            >= member.ledger().engine().height()
                                    && !seen.catchingUp())
                            .isPresent());
        }
    }

    private static long sizeOf(SignedCheckpoint signed) {
        return signed.checkpoint().size();
    }

    /** So many members' cosignatures on the note hold. */
    private int cosigners(String note) {
        try {
            return new NoteVerifier(network.genesis.appState().cosigners())
                    .verify(SignedNote.parse(note))
                    .size();
        } catch (Exception e) {
            return 0;
        }
    }

    private static void registerThrough(List<TestNetwork.Member> members, String name, int each) throws Exception {
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (TestNetwork.Member member : members) {
                registrations.add(member.register(name + " " + i + " of " + member.name));
            }
        }
        for (Registration registration : registrations) {
            assertThat(TestNetwork.decided(registration)).isInstanceOf(Decision.Registered.class);
        }
    }

    /** The same entries, and at each size that two of them had one root. */
    private static void requireOneLedger(List<TestNetwork.Member> members, long size) throws Exception {
        for (TestNetwork.Member member : members) {
            TestNetwork.await(
                    member.name + " has " + size + " entries",
                    () -> member.ledger().view().size() >= size);
        }
        TreeMap<Long, String> entries = new TreeMap<>();
        TreeMap<Long, String> roots = new TreeMap<>();
        for (TestNetwork.Member member : members) {
            requireAgrees(member, entries, "select index, statement from entry");
            requireAgrees(member, roots, "select size, root from block");
            assertThat(member.ledger().view().size()).isEqualTo(size);
        }
        assertThat(entries).hasSize((int) size);
    }

    private static void requireAgrees(TestNetwork.Member member, TreeMap<Long, String> all, String query)
            throws SQLException {
        try (Connection connection = member.pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                String value = HexFormat.of().formatHex(row.getBytes(2));
                assertThat(all.merge(row.getLong(1), value, (first, same) -> first))
                        .as(member.name + ": " + query + " at " + row.getLong(1))
                        .isEqualTo(value);
            }
        }
    }

    /** All four after the next block: the bundle holds what the proposer had by then, which is all but under load. */
    private void requireAllFourOnSomeCheckpoint() throws Exception {
        for (int attempt = 0; attempt < 20; attempt++) {
            TestNetwork.decided(network.members.getFirst().register("one more " + attempt));
            long size = network.members.getFirst().ledger().view().size();
            for (TestNetwork.Member member : network.members) {
                TestNetwork.await(
                        member.name + " is there", () -> member.ledger().view().size() >= size);
            }
            if (fewestOnAnyNote() == 4) {
                return;
            }
        }
        throw new AssertionError("after twenty blocks no checkpoint has all four cosignatures on every node");
    }

    /** Of the note that has the most of them everywhere, what the member with the fewest has. */
    private int fewestOnAnyNote() throws SQLException {
        TreeMap<Long, Integer> fewest = new TreeMap<>();
        for (TestNetwork.Member member : network.members) {
            try (Connection connection = member.pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select size, note from checkpoint where size > 0")) {
                while (row.next()) {
                    fewest.merge(row.getLong(1), cosigners(row.getString(2)), Math::min);
                }
            }
        }
        return fewest.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
