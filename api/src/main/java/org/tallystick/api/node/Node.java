package org.tallystick.api.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
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
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.GovernanceHandler;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.SignatureCheck;
import org.tallystick.ledger.execute.StatementHandler;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.note.VerifierKey;
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
 * <p>The first start makes, in this order, each step found again after a crash: the log key and origin, the secret of
 * generated event ids, the organisation's DID (entry 0) and the genesis statement that names the first trust policy
 * (entry 1). A log begins with two entries, since a COSE receipt cannot be written for a tree of one leaf.
 */
public final class Node implements AutoCloseable {
    /** The first home of a DID, until it moves to a real domain: no port, and a host that never leaves the machine. */
    private static final String FIRST_DID_HOST = "tallystick.localhost:";

    /** A block takes milliseconds; past this the database does not answer at all. */
    private static final long GENESIS_SECONDS = 60;

    private static final int EVENT_ID_SECRET_BYTES = 32;

    private final LogKey logKey;
    private final Ledger ledger;
    private final OrganisationKeys organisationKeys;
    private final Organisation organisation;
    private final RegisteredDids dids;
    private final EventIdSecret eventIdSecret;

    private Node(
            LogKey logKey,
            Ledger ledger,
            OrganisationKeys organisationKeys,
            Organisation organisation,
            RegisteredDids dids,
            EventIdSecret eventIdSecret) {
        this.logKey = logKey;
        this.ledger = ledger;
        this.organisationKeys = organisationKeys;
        this.organisation = organisation;
        this.dids = dids;
        this.eventIdSecret = eventIdSecret;
    }

    /**
     * @param name the organisation's name in its DID, used at the first start only: lower-case letters, digits, hyphens
     */
    public static Node open(Home home, DataSource dataSource, String name, Clock clock)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        return open(home, dataSource, name, clock, Optional.empty());
    }

    /** @param previousCheckpoint of a log that this one continues, named by its genesis when this is the first start */
    public static Node open(
            Home home, DataSource dataSource, String name, Clock clock, Optional<String> previousCheckpoint)
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
                policy(signatures),
                new OrganisationSigner(keys, logKey.origin(), clock, signatures),
                new EmbeddedEngine(clock),
                projections(),
                clock));
        Node node = new Node(logKey, ledger, keys, new Organisation(keys, ledger, dids, clock), dids, eventIdSecret);
        try {
            node.begin(name, previousCheckpoint);
            if (!Files.exists(signed)) {
                PrivateFiles.write(signed, (logKey.verifierKey() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | SQLException | InterruptedException | TimeoutException | RuntimeException e) {
            ledger.close();
            throw e;
        }
        return node;
    }

    /** The rules of this release; what executes a block here executes it in `check` too. */
    public static RegistrationPolicy policy(SignatureCheck signatures) {
        List<StatementHandler> handlers = List.of(new DidEntryHandler(), new GovernanceHandler(), new CaptureHandler());
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
        require(organisation.start(FIRST_DID_HOST + name));
        if (GovernanceHandler.hasGenesis(ledger.view().state())) {
            return;
        }
        TrustPolicy first = policies().getFirst();
        GovernancePayload.Genesis genesis = new GovernancePayload.Genesis(
                1, first.identity(), RegistrationPolicy.NEWEST_RULES_VERSION, previousCheckpoint);
        try {
            Decision decision = ledger.register(new Submission.Payload(
                            ContentType.GOVERNANCE, genesis.bytes(), Optional.empty(), Optional.empty()))
                    .decided()
                    .get(GENESIS_SECONDS, TimeUnit.SECONDS);
            if (!(decision instanceof Decision.Registered)) {
                throw new IllegalStateException("the genesis was not registered: " + decision);
            }
        } catch (ExecutionException e) {
            throw new IOException("the genesis could not be stored", e.getCause());
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
        List<TrustPolicy> policies = new ArrayList<>();
        policies.add(TrustPolicy.ofLog(logKey.verifierKey(), TrustPolicy.Sizes.from(0)));
        return policies;
    }

    @Override
    public void close() {
        ledger.close();
    }
}
