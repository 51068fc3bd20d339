package org.tallystick.api.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.tallystick.api.network.Membership;
import org.tallystick.api.network.Network;
import org.tallystick.home.Home;
import org.tallystick.identity.organisation.Organisation;
import org.tallystick.identity.organisation.OrganisationKeys;
import org.tallystick.identity.organisation.OrganisationSigner;
import org.tallystick.identity.register.DidEntryHandler;
import org.tallystick.identity.register.DidKeyDirectory;
import org.tallystick.identity.resolve.DidProjection;
import org.tallystick.identity.resolve.RegisteredDids;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.CheckpointSigner;
import org.tallystick.ledger.commit.DifferingLedgerException;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.GovernanceHandler;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.SignatureCheck;
import org.tallystick.ledger.execute.StatementHandler;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.order.cometbft.CometBftEngine;
import org.tallystick.ledger.order.cometbft.CometBftProgram;
import org.tallystick.ledger.order.embedded.EmbeddedEngine;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.GovernancePayload;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.query.EventProjection;

/**
 * A node of one organisation: its home, its keys and its running ledger, put together without a framework so that the
 * application, the commands and the tests have the same one.
 *
 * <p>Alone, the first start makes, in this order, each step found again after a crash: the log key and origin, the secret of
 * generated event ids, the organisation's DID (entry 0) and the genesis statement that names the first trust policy
 * (entry 1). A log begins with two entries, since a COSE receipt cannot be written for a tree of one leaf.
 *
 * <p>As a member of a network, the keys and the DID's first entry are there before (see {@code api.network}), and the first
 * start waits until enough members are there to register it. The genesis statement is the same from everyone; whose comes
 * first is registered.
 */
public final class Node implements AutoCloseable {
    /** A block takes milliseconds; past this the database does not answer at all. */
    private static final long GENESIS_SECONDS = 60;

    /** Longer than a few blocks: who waits for so long waits for other members, and is told so again. */
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    private static final int EVENT_ID_SECRET_BYTES = 32;

    private static final System.Logger LOGGER = System.getLogger(Node.class.getName());

    private final LogKey logKey;
    private final Ledger ledger;
    private final OrganisationKeys organisationKeys;
    private final Organisation organisation;
    private final RegisteredDids dids;
    private final EventIdSecret eventIdSecret;
    private final Optional<Membership> membership;
    private final Optional<OthersCheckpoints> others;

    private Node(
            LogKey logKey,
            Ledger ledger,
            OrganisationKeys organisationKeys,
            Organisation organisation,
            RegisteredDids dids,
            EventIdSecret eventIdSecret,
            Optional<Membership> membership) {
        this.logKey = logKey;
        this.ledger = ledger;
        this.organisationKeys = organisationKeys;
        this.organisation = organisation;
        this.dids = dids;
        this.eventIdSecret = eventIdSecret;
        this.membership = membership;
        this.others = membership.map(place -> new OthersCheckpoints(ledger, place));
    }

    /**
     * @param name the organisation's name in its DID, used at the first start only: lower-case letters, digits, hyphens
     * @throws IOException also when the home is a network's member: what it decides alone would be no part of the network's
     *     ledger
     */
    public static Node open(Home home, DataSource dataSource, String name, Clock clock)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        return open(home, dataSource, name, clock, Optional.empty());
    }

    /** @param previousCheckpoint of a log that this one continues, named by its genesis when this is the first start */
    public static Node open(
            Home home, DataSource dataSource, String name, Clock clock, Optional<String> previousCheckpoint)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        if (Network.in(home).isPresent()) {
            throw new IOException(home + " is a member of a network, whose ledger is changed by its members together:"
                    + " start the node, then try again");
        }
        return open(
                home,
                dataSource,
                clock,
                Optional.empty(),
                new EmbeddedEngine(clock),
                node -> node.begin(name, previousCheckpoint));
    }

    /** Opens the node of a network's member; the first time, returns when enough members are there. */
    public static Node open(
            Home home, DataSource dataSource, Membership membership, CometBftProgram program, Clock clock)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        return open(
                home,
                dataSource,
                clock,
                Optional.of(membership),
                new CometBftEngine(membership.engine(program), dataSource, clock),
                node -> node.beginTogether(membership.network()));
    }

    /** The first start's last part, done again by every start until it is done. */
    private interface Beginning {
        void of(Node node) throws IOException, SQLException, InterruptedException, TimeoutException;
    }

    private static Node open(
            Home home,
            DataSource dataSource,
            Clock clock,
            Optional<Membership> membership,
            ConsensusEngine engine,
            Beginning beginning)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        SecureRandom random = new SecureRandom();
        PrivateFiles.createFolder(home.keys());
        LogKey logKey = LogKey.open(home.logKey(), random);
        EventIdSecret eventIdSecret = eventIdSecret(home.eventIdSecret(), random);
        OrganisationKeys keys = OrganisationKeys.open(home.organisationKeys(), random);
        RegisteredDids dids = new RegisteredDids(dataSource);
        Organisation.recover(keys, dids);
        Path signed = home.logKeySigned();
        if (Files.exists(signed) && new Journal(dataSource).origin().isEmpty()) {
            throw new DifferingLedgerException("the database is empty, but " + home.logKey()
                    + " has signed the checkpoints of a log: it must not sign another one; see `restore`");
        }
        VerifiedSignatures signatures = new VerifiedSignatures();
        CheckpointSigner signer = new CheckpointSigner(logKey.signer(), List.of());
        Ledger ledger = Ledger.open(new Ledger.Parts(
                dataSource,
                signer,
                new KeptCheckpoint(home.checkpoint()),
                policy(signatures, membership.map(Membership::network)),
                new OrganisationSigner(keys, logKey.origin(), clock, signatures),
                engine,
                projections(),
                membership.map(Membership::cosigners),
                clock));
        Node node = new Node(
                logKey, ledger, keys, new Organisation(keys, ledger, dids, clock), dids, eventIdSecret, membership);
        try {
            beginning.of(node);
            if (!Files.exists(signed)) {
                PrivateFiles.write(signed, (logKey.verifierKey() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | SQLException | InterruptedException | TimeoutException | RuntimeException e) {
            ledger.close();
            throw e;
        }
        node.others.ifPresent(OthersCheckpoints::start);
        return node;
    }

    /**
     * The rules of this release; what executes a block here executes it in `check` too.
     *
     * @param network who runs the ledger together; empty for a company alone
     */
    public static RegistrationPolicy policy(SignatureCheck signatures, Optional<Network> network) {
        List<StatementHandler> handlers = List.of(
                network.map(several -> new DidEntryHandler(several.admitted())).orElseGet(DidEntryHandler::new),
                network.map(several -> new GovernanceHandler(several.ledgerGenesis()))
                        .orElseGet(GovernanceHandler::new),
                new CaptureHandler());
        return new RegistrationPolicy(handlers, new DidKeyDirectory(), signatures);
    }

    /** The read models of this release. */
    public static List<Projection> projections() {
        return List.of(new DidProjection(), new EventProjection());
    }

    static EventIdSecret eventIdSecret(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            byte[] secret = new byte[EVENT_ID_SECRET_BYTES];
            random.nextBytes(secret);
            PrivateFiles.write(file, (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        PrivateFiles.requirePrivate(file);
        return new EventIdSecret(HexFormat.of().parseHex(Files.readString(file).strip()));
    }

    private void begin(String name, Optional<String> previousCheckpoint)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        require(organisation.start(Organisation.FIRST_HOST + name));
        if (GovernanceHandler.hasGenesis(ledger.view().state())) {
            return;
        }
        TrustPolicy first = policies().getFirst();
        Decision decision = register(new GovernancePayload.Genesis(
                1, first.identity(), RegistrationPolicy.NEWEST_RULES_VERSION, previousCheckpoint));
        if (!(decision instanceof Decision.Registered)) {
            throw new IllegalStateException("the genesis was not registered: " + decision);
        }
    }

    private void beginTogether(Network network)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        try (WaitForOthers others = new WaitForOthers(ledger, network.genesis().quorum())) {
            require(organisation.join(others));
        }
        if (!GovernanceHandler.hasGenesis(ledger.view().state())) {
            Decision decision = register(network.ledgerGenesis());
            // Another's came first, most likely in the same block.
            if (!GovernanceHandler.hasGenesis(ledger.view().state())) {
                throw new IllegalStateException("the genesis was not registered: " + decision);
            }
        }
    }

    private Decision register(GovernancePayload payload) throws IOException, InterruptedException, TimeoutException {
        try {
            return ledger.register(new Submission.Payload(
                            ContentType.GOVERNANCE, payload.bytes(), Optional.empty(), Optional.empty()))
                    .decided()
                    .get(GENESIS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the genesis could not be stored", e.getCause());
        }
    }

    /** Asked each second whether to go on; says what is waited for, and ends with the process. */
    private static final class WaitForOthers implements BooleanSupplier, AutoCloseable {
        private final Ledger ledger;
        private final int quorum;
        private final AtomicBoolean ending = new AtomicBoolean();
        private final Thread hook = new Thread(() -> ending.set(true), "tallystick-end-of-wait");
        private long told = System.nanoTime();

        WaitForOthers(Ledger ledger, int quorum) {
            this.ledger = ledger;
            this.quorum = quorum;
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public boolean getAsBoolean() {
            if (System.nanoTime() - told > TOLD_EVERY.toNanos()) {
                told = System.nanoTime();
                EngineStatus status = ledger.engine();
                LOGGER.log(
                        System.Logger.Level.INFO,
                        "waiting for the other members: a block needs " + quorum + ", connected with "
                                + status.network()
                                        .map(EngineStatus.Network::peers)
                                        .orElse(0)
                                + status.fault().map(why -> "; " + why).orElse(""));
            }
            return !ending.get();
        }

        @Override
        public void close() {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                ending.set(true); // the process ends already
            }
        }
    }

    private static void require(Organisation.Change change) {
        if (change instanceof Organisation.Change.Refused(var refusal)) {
            throw new IllegalStateException("the organisation's DID was refused: " + refusal);
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    public Organisation organisation() {
        return organisation;
    }

    public OrganisationKeys organisationKeys() {
        return organisationKeys;
    }

    public RegisteredDids dids() {
        return dids;
    }

    public EventIdSecret eventIdSecret() {
        return eventIdSecret;
    }

    /** The key that signs this log's checkpoints. */
    public VerifierKey logVerifierKey() {
        return logKey.verifierKey();
    }

    /** The trust policies of this log, number 1 first; the last one is in force. */
    public List<TrustPolicy> policies() {
        return List.of(membership
                .map(Membership::policy)
                .orElseGet(() -> TrustPolicy.ofLog(logKey.verifierKey(), TrustPolicy.Sizes.from(0))));
    }

    /** This node's place in a network; empty for a company alone. */
    public Optional<Membership> membership() {
        return membership;
    }

    /**
     * The newest checkpoint that satisfies the policy in force, which is what this node publishes: alone, the newest there
     * is; in a network, the newest that a quorum cosigned, one block behind; empty before there is one.
     */
    public Optional<SignedCheckpoint> published() {
        return membership.isPresent() ? ledger.cosignedCheckpoint() : Optional.of(ledger.checkpoint());
    }

    @Override
    public void close() {
        others.ifPresent(OthersCheckpoints::close);
        ledger.close();
    }
}
