package org.tallystick.ledger.order.cometbft;

import static org.junit.jupiter.api.Assumptions.abort;

import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.CheckpointSigner;
import org.tallystick.ledger.commit.Cosigners;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.GovernanceHandler;
import org.tallystick.ledger.execute.KeyDirectory;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.SignerKey;
import org.tallystick.ledger.execute.StateView;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.ledger.testing.TestOrganisation;
import org.tallystick.postgres.testing.TestDatabase;

/** Organisations that run one ledger together: each with a database, an organisation's key, a log key and a CometBFT of its own. */
final class TestNetwork implements AutoCloseable {
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final Duration BLOCK_PAUSE = Duration.ofMillis(200);

    final Origin origin = Origin.ofLedger(new byte[] {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5});
    final List<Member> members = new ArrayList<>();
    final Genesis genesis;

    private final Path folder;
    private final CometBftProgram program;

    /** The program, or the end of the test: skipped where CometBFT is absent, failed where it must be there. */
    static CometBftProgram program() {
        Optional<CometBftProgram> found = CometBftProgram.find(System.getenv());
        if (found.isPresent()) {
            return found.get();
        }
        if ("required".equals(System.getProperty("stock.tools"))) {
            throw new AssertionError(CometBftProgram.absent());
        }
        if (SAID.compareAndSet(false, true)) {
            // The build shows no reasons of skipped tests.
            System.out.println("[skipped] " + CometBftProgram.absent());
        }
        return abort(CometBftProgram.absent());
    }

    TestNetwork(Path folder, int size, CometBftProgram program) throws Exception {
        this(folder, size, program, Instant.now());
    }

    /** @param genesisTime the first block's */
    TestNetwork(Path folder, int size, CometBftProgram program, Instant genesisTime) throws Exception {
        this.folder = folder;
        this.program = program;
        List<Genesis.Validator> validators = new ArrayList<>();
        List<VerifierKey> cosigners = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Member member = new Member("member" + i);
            members.add(member);
            validators.add(new Genesis.Validator(member.name, member.identity.voteKey()));
            cosigners.add(member.cosigner.verifierKey());
        }
        genesis = new Genesis(
                "test-chain",
                genesisTime.truncatedTo(ChronoUnit.MILLIS),
                1,
                validators,
                new Genesis.AppState(
                        new Checkpoint(origin.name(), 0, MerkleTree.emptyRoot()),
                        LedgerState.empty().root(),
                        cosigners));
    }

    void openAll() throws Exception {
        for (Member member : members) {
            member.open();
        }
    }

    /** Every organisation's key, which here is known without a DID log. */
    private final KeyDirectory keys = new KeyDirectory() {
        @Override
        public SignerKey find(Issuer issuer, KeyId keyId, StateView state) {
            for (Member member : members) {
                if (member.organisation.issuer().equals(issuer)) {
                    return member.organisation.find(issuer, keyId, state);
                }
            }
            return SignerKey.refused(Refusal.Code.UNKNOWN_ISSUER, issuer.did());
        }
    };

    final class Member {
        final String name;
        final TestDatabase database = TestDatabase.fresh();
        final AgroalDataSource pool = TestLedger.pool(database);
        final TestOrganisation organisation;
        final CheckpointSigner logKey;
        final Cosigner cosigner;
        final KeptCheckpoint kept;
        final Path home;
        final NodeIdentity identity;
        final int p2pPort = freePort();
        final int rpcPort = freePort();
        private Ledger ledger;

        Member(String name) throws SQLException, IOException {
            this.name = name;
            this.organisation = new TestOrganisation(name, origin, Clock.systemUTC());
            this.logKey = new CheckpointSigner(new NoteSigner(origin.name(), newKey()), List.of());
            this.cosigner = new Cosigner(name + ".example/cosigner", newKey());
            this.kept = new KeptCheckpoint(folder.resolve(name + "-checkpoint"));
            this.home = folder.resolve(name);
            this.identity = NodeIdentity.loadOrCreate(home);
        }

        private static Ed25519SigningKey newKey() {
            return (Ed25519SigningKey) SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        }

        CometBftSettings settings() {
            return new CometBftSettings(
                    program,
                    home,
                    genesis,
                    name,
                    "127.0.0.1",
                    p2pPort,
                    rpcPort,
                    members.stream()
                            .filter(other -> other != this)
                            .map(other ->
                                    new CometBftSettings.Peer(other.identity.nodeId(), "127.0.0.1", other.p2pPort))
                            .toList(),
                    BLOCK_PAUSE);
        }

        void open() throws Exception {
            open(engine -> engine);
        }

        /** @param around what the ledger takes for its engine */
        void open(UnaryOperator<ConsensusEngine> around) throws Exception {
            ledger = Ledger.open(new Ledger.Parts(
                    pool,
                    logKey,
                    kept,
                    new RegistrationPolicy(
                            List.of(new CaptureHandler(), new GovernanceHandler()), keys, new VerifiedSignatures()),
                    organisation,
                    around.apply(new CometBftEngine(settings(), pool, Clock.systemUTC())),
                    List.of(),
                    Optional.of(
                            new Cosigners(List.of(cosigner), genesis.appState().cosigners(), genesis.quorum())),
                    Clock.systemUTC()));
        }

        Ledger ledger() {
            return ledger;
        }

        /** Its CometBFT, while that runs. */
        Optional<ProcessHandle> process() {
            try {
                return ProcessHandle.of(Long.parseLong(
                                Files.readString(home.resolve("cometbft.pid")).strip()))
                        .filter(ProcessHandle::isAlive);
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        void killEngine() {
            ProcessHandle running = process().orElseThrow();
            running.destroyForcibly();
            running.onExit().join();
        }

        Registration register(String body) {
            return ledger.register(new Submission.Records(
                    List.of(new Submission.NewRecord(
                            body.getBytes(StandardCharsets.UTF_8), body, Submission.NameRule.SHARED)),
                    Optional.empty(),
                    Optional.empty()));
        }

        void close() {
            if (ledger != null) {
                ledger.close();
                ledger = null;
            }
        }
    }

    static Decision decided(Registration registration)
            throws InterruptedException, ExecutionException, TimeoutException {
        return registration.decided().get(60, TimeUnit.SECONDS);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not after a minute: " + what);
            }
            Thread.sleep(20);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        members.forEach(Member::close);
        for (Member member : members) {
            member.pool.close();
            member.database.close();
        }
    }
}
