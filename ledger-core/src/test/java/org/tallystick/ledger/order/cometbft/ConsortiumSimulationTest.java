package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.agroal.api.AgroalDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.CheckpointSigner;
import org.tallystick.ledger.commit.Cosigners;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.KeyDirectory;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.SignerKey;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.order.cometbft.abci.Abci;
import org.tallystick.ledger.sim.MortalDataSource;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.ledger.testing.TestOrganisation;
import org.tallystick.postgres.testing.TestDatabase;

/**
 * Four whole ledgers under one seeded scheduler that decides blocks as a consensus would, in a time of its own: nights pass,
 * clocks differ, votes come late or not at all, and members die at a commit and come back to repeat what they missed. The
 * seed fixes all of that; the threads of each ledger stay the machine's.
 *
 * <p>Whatever the schedule: every member accepts what a member proposes; all have one root at each size; what was accepted is
 * registered once; only what is committed is ever cosigned.
 */
class ConsortiumSimulationTest {
    private static final int SEEDS = 2;
    private static final int CAMPAIGN_SEEDS = 200;
    private static final int MEMBERS = 4;
    private static final int QUORUM = 3;
    private static final int ROUNDS = 25;

    @TempDir
    Path folder;

    @Test
    void someSeeds_keepTheInvariants() throws Exception {
        Integer only = Integer.getInteger("tallystick.sim.seed");
        int[] seeds = only == null ? IntStream.range(0, SEEDS).toArray() : new int[] {only};
        int deaths = 0;
        for (int seed : seeds) {
            deaths += new Life(seed).live();
        }
        assertThat(deaths).as("members that died").isPositive();
    }

    @Test
    @Tag("campaign")
    void manySeeds_keepTheInvariants() throws Exception {
        for (int seed = SEEDS; seed < CAMPAIGN_SEEDS; seed++) {
            new Life(seed).live();
        }
    }

    /** A block that was decided, with the votes for it. */
    private record Block(
            List<ByteString> transactions, Instant time, List<Instant> voteTimes, List<ByteString> extensions) {}

    /** One seed. */
    private final class Life {
        private final int seed;
        private final RandomGenerator random;
        private final Origin origin = Origin.ofLedger(new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});
        private final List<Member> members = new ArrayList<>();
        private final List<Block> chain = new ArrayList<>();
        private final Map<Long, ByteString> appHashes = new HashMap<>();
        /** Statements on their way, as every member's engine has them. */
        private final Map<ByteString, Boolean> pool = new LinkedHashMap<>();

        private final Map<Long, Hash> roots = new ConcurrentHashMap<>();
        private final Map<String, Member> accepted = new HashMap<>();
        private volatile Instant now = Instant.parse("2026-11-24T06:00:00Z");
        private final Genesis genesis;
        private int bodies;
        private int deaths;

        Life(int seed) throws Exception {
            this.seed = seed;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            List<Genesis.Validator> validators = new ArrayList<>();
            List<VerifierKey> cosigners = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                Member member = new Member(i);
                members.add(member);
                validators.add(new Genesis.Validator(member.name, GenesisTest.key(i)));
                cosigners.add(member.cosigner.verifierKey());
            }
            genesis = new Genesis(
                    "sim",
                    now,
                    1,
                    validators,
                    new Genesis.AppState(
                            new Checkpoint(origin.name(), 0, MerkleTree.emptyRoot()),
                            LedgerState.empty().root(),
                            cosigners));
        }

        /** Answers how many times a member died. */
        int live() throws Exception {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    for (int i = random.nextInt(4); i > 0; i--) {
                        submit();
                    }
                    decideOne();
                    pass();
                }
                members.forEach(member -> member.mayDie = false);
                long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
                while (!isSettled()) {
                    assertThat(System.nanoTime()).as(context() + " never ends").isLessThan(end);
                    decideOne();
                    pass();
                    Thread.sleep(5);
                }
                verify();
                return deaths;
            } finally {
                members.forEach(Member::end);
            }
        }

        /** A second or so; sometimes a night. */
        private void pass() {
            now = random.nextInt(12) == 0
                    ? now.plus(Duration.ofHours(random.nextInt(1, 9)))
                    : now.plusMillis(random.nextInt(100, 4_000));
        }

        private void submit() {
            Member member = members.get(random.nextInt(MEMBERS));
            if (member.ledger == null) {
                return;
            }
            String body = "record " + bodies++;
            member.registrations.put(
                    body,
                    member.ledger.register(new Submission.Records(
                            List.of(new Submission.NewRecord(
                                    body.getBytes(StandardCharsets.UTF_8), body, Submission.NameRule.SHARED)),
                            Optional.empty(),
                            Optional.empty())));
        }

        private boolean isSettled() throws Exception {
            for (Member member : members) {
                if (member.ledger == null || member.ledger.waiting() > 0) {
                    return false;
                }
            }
            synchronized (pool) {
                return pool.isEmpty();
            }
        }

        /** One height: whoever is there and has all blocks before proposes, votes, and commits. */
        private void decideOne() throws Exception {
            for (Member member : members) {
                if (member.ledger == null && (!member.mayDie || random.nextInt(4) == 0 || alive() < QUORUM)) {
                    member.open();
                }
            }
            members.forEach(Member::catchUp);
            List<Member> there =
                    members.stream().filter(member -> member.ledger != null).toList();
            if (there.size() < QUORUM) {
                return;
            }
            long height = chain.size() + 1;
            Member proposer = there.get(random.nextInt(there.size()));
            Instant time = blockTime();
            List<ByteString> transactions = proposer.answer(prepare(height, time))
                    .map(answer -> answer.getPrepareProposal().getTxsList())
                    .orElse(List.of());
            if (proposer.ledger == null) {
                return;
            }
            List<Member> voters = new ArrayList<>();
            List<ByteString> extensions = new ArrayList<>();
            for (Member member : there) {
                Optional<Abci.Response> processed = member.answer(Abci.Request.newBuilder()
                        .setProcessProposal(Abci.RequestProcessProposal.newBuilder()
                                .setHeight(height)
                                .setTime(timestamp(time))
                                .addAllTxs(transactions)));
                if (processed.isEmpty()) {
                    continue;
                }
                assertThat(processed.get().getProcessProposal().getStatus())
                        .as(context() + ": " + member.name + " votes for what " + proposer.name + " proposes at "
                                + height)
                        .isEqualTo(Abci.ResponseProcessProposal.ProposalStatus.ACCEPT);
                member.answer(Abci.Request.newBuilder()
                                .setExtendVote(
                                        Abci.RequestExtendVote.newBuilder().setHeight(height)))
                        .map(answer -> answer.getExtendVote().getVoteExtension())
                        .ifPresent(extension -> {
                            requireCommitted(member, extension);
                            voters.add(member);
                            extensions.add(extension);
                        });
            }
            if (voters.size() < QUORUM) {
                return;
            }
            for (Member member : voters) {
                for (ByteString extension : extensions) {
                    if (random.nextInt(3) > 0) {
                        member.answer(Abci.Request.newBuilder()
                                .setVerifyVoteExtension(Abci.RequestVerifyVoteExtension.newBuilder()
                                        .setHeight(height)
                                        .setVoteExtension(extension)));
                    }
                }
            }
            chain.add(new Block(
                    transactions,
                    time,
                    voters.stream()
                            .map(voter -> max(voter.clock.instant(), time.plusMillis(1)))
                            .sorted()
                            .toList(),
                    extensions));
            synchronized (pool) {
                transactions.forEach(pool::remove);
            }
            voters.forEach(Member::catchUp);
        }

        private void requireCommitted(Member member, ByteString extension) {
            if (extension.isEmpty()) {
                return;
            }
            try {
                assertThat(SignedNote.parse(extension.toByteArray()).text())
                        .as(context() + ": what is cosigned is committed")
                        .isEqualTo(member.ledger.view().checkpoint().text());
            } catch (org.tallystick.ledger.note.MalformedNoteException e) {
                throw new AssertionError(context(), e);
            }
        }

        private Abci.Request.Builder prepare(long height, Instant time) {
            Abci.RequestPrepareProposal.Builder request = Abci.RequestPrepareProposal.newBuilder()
                    .setHeight(height)
                    .setTime(timestamp(time))
                    .setMaxTxBytes(random.nextInt(5) == 0 ? 2_000 : 4_000_000);
            synchronized (pool) {
                // Some are lost: the outbox sends them again.
                pool.keySet().removeIf(statement -> random.nextInt(30) == 0);
                request.addAllTxs(pool.keySet());
            }
            if (!chain.isEmpty()) {
                List<ByteString> extensions = chain.getLast().extensions();
                for (int i = 0; i < extensions.size(); i++) {
                    if (i < QUORUM || random.nextBoolean()) {
                        request.getLocalLastCommitBuilder()
                                .addVotes(Abci.ExtendedVoteInfo.newBuilder().setVoteExtension(extensions.get(i)));
                    }
                }
            }
            return Abci.Request.newBuilder().setPrepareProposal(request);
        }

        /** The median of the votes for the block before; so after a night it is last night's. */
        private Instant blockTime() {
            if (chain.isEmpty()) {
                return genesis.time();
            }
            List<Instant> votes = chain.getLast().voteTimes();
            return votes.get(votes.size() / 2);
        }

        private int alive() {
            return (int)
                    members.stream().filter(member -> member.ledger != null).count();
        }

        private void verify() throws Exception {
            for (Member member : members) {
                assertThat(member.ledger.view().checkpoint())
                        .as(context())
                        .isEqualTo(members.getFirst().ledger.view().checkpoint());
                member.query("select size, root from block", row -> {
                    Hash root = Hash.of(row.getBytes(2));
                    assertThat(roots.merge(row.getLong(1), root, (first, same) -> first))
                            .as(context() + ": root at size " + row.getLong(1))
                            .isEqualTo(root);
                });
                Map<String, Integer> times = new HashMap<>();
                member.query(
                        "select convert_from(r.bytes, 'UTF8') from record r join entry e using (cti, issuer)",
                        row -> times.merge(row.getString(1), 1, Integer::sum));
                accepted.forEach((body, by) -> {
                    if (by == member) {
                        assertThat(times.get(body)).as(context() + ": " + body).isEqualTo(1);
                    }
                });
                member.query(
                        "select count(*) from submission where state = 0",
                        row -> assertThat(row.getInt(1)).as(context()).isZero());
            }
            assertThat(accepted).as(context()).isNotEmpty();
            assertThat(members.getFirst().ledger.view().size()).as(context()).isGreaterThanOrEqualTo(accepted.size());
        }

        private String context() {
            return "seed " + seed;
        }

        private final class Member {
            final String name;
            final TestDatabase database = TestDatabase.fresh();
            final AgroalDataSource pool = TestLedger.pool(database);
            final Clock clock;
            final TestOrganisation organisation;
            final CheckpointSigner logKey;
            final Cosigner cosigner;
            final KeptCheckpoint kept;
            final ExecutorService thread;
            final Map<String, Registration> registrations = new HashMap<>();
            boolean mayDie = true;
            MortalDataSource mortal;
            AbciApplication application;
            Ledger ledger;

            Member(int number) throws SQLException {
                this.name = "member" + number;
                // In every second life one clock is ten minutes ahead: what it signs is from the future to the others.
                Duration offset = Duration.ofSeconds(number == 3 && seed % 2 == 1 ? 600 : random.nextInt(-20, 20));
                this.clock = new Clock() {
                    @Override
                    public Instant instant() {
                        return now.plus(offset);
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        throw new UnsupportedOperationException();
                    }
                };
                this.organisation = new TestOrganisation(name, origin, clock);
                this.logKey = new CheckpointSigner(new NoteSigner(origin.name(), newKey()), List.of());
                this.cosigner = new Cosigner(name + ".example/cosigner", newKey());
                this.kept = new KeptCheckpoint(folder.resolve("kept-" + seed + "-" + name));
                this.thread = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("sim-" + name).factory());
            }

            private static Ed25519SigningKey newKey() {
                return (Ed25519SigningKey) SigningKey.generate(Algorithm.ED25519, new SecureRandom());
            }

            /** In its own thread, which is the one that its death interrupts. */
            void open() throws Exception {
                int commits = mayDie && random.nextInt(4) > 0 ? random.nextInt(3, 16) : Integer.MAX_VALUE;
                MortalDataSource.Death death =
                        MortalDataSource.Death.values()[random.nextInt(MortalDataSource.Death.values().length)];
                try {
                    ledger = thread.submit(() -> {
                                mortal = new MortalDataSource(pool, commits, death);
                                return Ledger.open(new Ledger.Parts(
                                        mortal,
                                        logKey,
                                        kept,
                                        new RegistrationPolicy(
                                                List.of(new CaptureHandler()), keys(), new VerifiedSignatures()),
                                        organisation,
                                        new Engine(),
                                        List.of(),
                                        Optional.of(new Cosigners(
                                                List.of(cosigner),
                                                genesis.appState().cosigners(),
                                                QUORUM)),
                                        clock));
                            })
                            .get();
                } catch (ExecutionException e) {
                    if (!mortal.isDead()) {
                        throw e;
                    }
                    return;
                }
                ledger.listen(block -> saw(block.checkpoint()));
                if (answer(Abci.Request.newBuilder()
                                .setInfo(Abci.RequestInfo.newBuilder().setAbciVersion(AbciApplication.ABCI_VERSION)))
                        .map(info -> info.getInfo().getLastBlockHeight() == 0)
                        .orElse(false)) {
                    answer(Abci.Request.newBuilder()
                            .setInitChain(Abci.RequestInitChain.newBuilder()
                                    .setChainId(genesis.chainId())
                                    .setInitialHeight(1)
                                    .setAppStateBytes(ByteString.copyFromUtf8(
                                            genesis.appState().text()))));
                }
            }

            private KeyDirectory keys() {
                return (issuer, keyId, state) -> members.stream()
                        .filter(member -> member.organisation.issuer().equals(issuer))
                        .findFirst()
                        .map(member -> member.organisation.find(issuer, keyId, state))
                        .orElseGet(() -> SignerKey.refused(Refusal.Code.UNKNOWN_ISSUER, issuer.did()));
            }

            private void saw(SignedCheckpoint signed) {
                Hash before = roots.putIfAbsent(
                        signed.checkpoint().size(), signed.checkpoint().root());
                if (before != null && !before.equals(signed.checkpoint().root())) {
                    throw new IllegalStateException(
                            "two histories at size " + signed.checkpoint().size());
                }
            }

            /** Asks as CometBFT does; empty when the member died of it. */
            Optional<Abci.Response> answer(Abci.Request.Builder request) {
                if (ledger == null) {
                    return Optional.empty();
                }
                Future<Abci.Response> answer = thread.submit(() -> application.answer(request.build()));
                long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                for (; ; ) {
                    try {
                        return Optional.of(answer.get(50, TimeUnit.MILLISECONDS));
                    } catch (TimeoutException e) {
                        assertThat(System.nanoTime()).as(context() + " " + name).isLessThan(end);
                        if (mortal.isDead()) {
                            application.close(); // its database will not come back for it
                        }
                    } catch (ExecutionException e) {
                        if (!mortal.isDead()) {
                            throw new AssertionError(context() + " " + name, e.getCause());
                        }
                        die();
                        return Optional.empty();
                    } catch (InterruptedException e) {
                        throw new AssertionError(context() + " " + name, e);
                    }
                }
            }

            /** Repeats the blocks that it has not committed, as CometBFT does when the two meet again. */
            void catchUp() {
                while (ledger != null && ledger.view().height() < chain.size()) {
                    long height = ledger.view().height() + 1;
                    Block block = chain.get((int) height - 1);
                    Optional<Abci.Response> finalized = answer(Abci.Request.newBuilder()
                            .setFinalizeBlock(Abci.RequestFinalizeBlock.newBuilder()
                                    .setHeight(height)
                                    .setTime(timestamp(block.time()))
                                    .addAllTxs(block.transactions())));
                    if (finalized.isEmpty()) {
                        return;
                    }
                    ByteString appHash = finalized.get().getFinalizeBlock().getAppHash();
                    assertThat(appHashes.merge(height, appHash, (first, same) -> first))
                            .as(context() + ": app hash of " + name + " at " + height)
                            .isEqualTo(appHash);
                    answer(Abci.Request.newBuilder().setCommit(Abci.RequestCommit.getDefaultInstance()));
                }
                if (ledger != null && mortal.isDead()) {
                    die();
                }
            }

            private void die() {
                deaths++;
                mortal.kill();
                noteAccepted();
                application.close();
                ledger.close();
                ledger = null;
            }

            private void noteAccepted() {
                registrations.forEach((body, registration) -> {
                    if (registration.accepted().isDone()
                            && !registration.accepted().isCompletedExceptionally()) {
                        accepted.put(body, this);
                    }
                });
                registrations.clear();
            }

            void query(String sql, Row row) throws SQLException {
                noteAccepted();
                try (Connection connection = pool.getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        row.take(rows);
                    }
                }
            }

            void end() {
                if (ledger != null) {
                    application.close();
                    ledger.close();
                }
                thread.shutdownNow();
                pool.close();
                database.close();
            }

            /** Stores first, then hands to everyone; blocks come from the scheduler. */
            private final class Engine implements ConsensusEngine {
                @Override
                public void attach(LedgerStateMachine machine) {
                    application = new AbciApplication(machine, genesis, clock, new Silent());
                }

                @Override
                public void submit(Batch batch) {
                    try (Connection connection = mortal.getConnection()) {
                        connection.setAutoCommit(false);
                        batch.rows().write(connection, Map.of());
                        connection.commit();
                        connection.setAutoCommit(true);
                    } catch (SQLException e) {
                        batch.rows().notStored(new StorageFailureException("not stored", e));
                        return;
                    }
                    batch.rows().stored();
                    synchronized (Life.this.pool) {
                        for (SignedStatement statement : batch.statements()) {
                            Life.this.pool.put(ByteString.copyFrom(statement.bytes()), true);
                        }
                    }
                }

                @Override
                public EngineStatus status() {
                    return new EngineStatus("simulated", 0, Optional.empty());
                }

                @Override
                public void close() {}
            }
        }
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private static final class Silent implements AbciApplication.Observer {
        @Override
        public void decided(BlockResult result) {}

        @Override
        public void rejected(byte[] transaction, String reason) {}

        @Override
        public void outage(Optional<String> reason) {}

        @Override
        public void halted(Throwable reason) {}
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
