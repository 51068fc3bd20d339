package org.tallystick.identity.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.organisation.Organisation.Change;
import org.tallystick.identity.organisation.Organisation.Haste;
import org.tallystick.identity.register.DidEntryHandler;
import org.tallystick.identity.register.DidKeyDirectory;
import org.tallystick.identity.resolve.DidProjection;
import org.tallystick.identity.resolve.DidResolver;
import org.tallystick.identity.resolve.RegisteredDids;
import org.tallystick.identity.resolve.ResolutionResult;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.CheckpointSigner;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.order.embedded.EmbeddedEngine;
import org.tallystick.ledger.project.ProjectionRunner;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;

/** The organisation on a real ledger over a real PostgreSQL, which is stopped and started like a process. */
class OrganisationTest {
    private static final String HOME = "tallystick.localhost:acme";
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path temp;

    private final SecureRandom random = new SecureRandom();
    private TestDatabase database;
    private AgroalDataSource pool;
    private CheckpointSigner logKey;
    private RegisteredDids dids;
    private OrganisationKeys keys;
    private Ledger ledger;
    private Organisation organisation;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.fresh();
        pool = TestLedger.pool(database);
        dids = new RegisteredDids(pool);
        logKey = new CheckpointSigner(
                new NoteSigner(Origin.ofLedger(new byte[16]).name(), (Ed25519SigningKey)
                        SigningKey.generate(Algorithm.ED25519, random)),
                List.of());
        open();
    }

    private void open() throws Exception {
        keys = OrganisationKeys.open(temp.resolve("keys"), random);
        Organisation.recover(keys, dids);
        ledger = Ledger.open(new Ledger.Parts(
                pool,
                logKey,
                new KeptCheckpoint(temp.resolve("checkpoint")),
                new RegistrationPolicy(
                        List.of(new DidEntryHandler(), new CaptureHandler()),
                        new DidKeyDirectory(),
                        new VerifiedSignatures()),
                new OrganisationSigner(keys, Origin.ofLedger(new byte[16]), CLOCK, new VerifiedSignatures()),
                new EmbeddedEngine(CLOCK),
                List.of(new DidProjection()),
                CLOCK));
        organisation = new Organisation(keys, ledger, dids, CLOCK);
    }

    private void restart() throws Exception {
        ledger.close();
        open();
    }

    @AfterEach
    void close() {
        ledger.close();
        pool.close();
        database.close();
    }

    @Test
    void start_emptyLedger_makesTheDidItsFirstEntry() throws Exception {
        DidVersion first = made(organisation.start(HOME));
        assertThat(first.versionId().number()).isEqualTo(1);
        assertThat(ledger.view().size()).isEqualTo(1);
        assertThat(organisation.log().latest().line()).isEqualTo(first.line());
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void start_again_isTheSameDid() throws Exception {
        DidVersion first = made(organisation.start(HOME));
        restart();
        assertThat(made(organisation.start("tallystick.localhost:other")).line())
                .isEqualTo(first.line());
        assertThat(ledger.view().size()).isEqualTo(1);
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void start_killedBeforeTheFirstEntryWasHandedIn_registersThatOne() throws Exception {
        DidVersion made = keys.create(HOME, CLOCK.instant());
        restart();
        assertThat(made(organisation.start(HOME)).line()).isEqualTo(made.line());
        assertThat(ledger.view().size()).isEqualTo(1);
    }

    @Test
    void rotate_ordinary_newKeySignsFromThenOn() throws Exception {
        organisation.start(HOME);
        capture();
        DidVersion second = made(organisation.rotate(Haste.ORDINARY));
        assertThat(keys.signingKey().keyId().fragment()).isEqualTo("key-2");
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
        restart();
        assertThat(made(organisation.start(HOME)).line()).isEqualTo(second.line());
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void start_killedWithARotationPending_finishesIt() throws Exception {
        organisation.start(HOME);
        DidVersion pending = keys.rotate(CLOCK.instant());
        restart();
        assertThat(made(organisation.start(HOME)).line()).isEqualTo(pending.line());
        assertThat(keys.signingKey().keyId().fragment()).isEqualTo("key-2");
        assertThat(ledger.view().size()).isEqualTo(2);
    }

    @Test
    void start_killedAfterARotationWasRegistered_findsIt() throws Exception {
        organisation.start(HOME);
        DidVersion pending = keys.rotate(CLOCK.instant());
        byte[] payload = java.util.Arrays.copyOf(pending.line(), pending.line().length + 1);
        payload[pending.line().length] = '\n';
        ledger.register(new Submission.Payload(ContentType.DID_LOG, payload, Optional.empty(), Optional.empty()))
                .decided()
                .get(10, TimeUnit.SECONDS);
        // the keys have not been told
        assertThat(keys.signingKey().keyId().fragment()).isEqualTo("key-1");
        restart();
        assertThat(made(organisation.start(HOME)).line()).isEqualTo(pending.line());
        assertThat(ledger.view().size()).isEqualTo(2);
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void rotate_emergencyWhileStatementsWait_losesNone() throws Exception {
        organisation.start(HOME);
        List<java.util.concurrent.CompletableFuture<Decision>> decisions = new java.util.ArrayList<>();
        for (int i = 0; i < 200; i++) {
            decisions.add(submit());
            if (i == 100) {
                made(organisation.rotate(Haste.EMERGENCY));
            }
        }
        for (var decision : decisions) {
            assertThat(decision.get(10, TimeUnit.SECONDS)).isInstanceOf(Decision.Registered.class);
        }
    }

    @Test
    void move_toADomain_isResolvedUnderBothNames() throws Exception {
        DidVersion first = made(organisation.start(HOME));
        DidVersion moved = made(organisation.move("acme.example"));
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
        var resolver = new DidResolver(dids);
        for (DidVersion version : List.of(first, moved)) {
            ResolutionResult result = resolver.resolve(version.did().toString(), Map.of());
            assertThat(result.httpStatus()).isEqualTo(200);
            assertThat(result.didDocument()).isEqualTo(moved.document().resolved());
        }
        restart();
        assertThat(made(organisation.start(HOME)).line()).isEqualTo(moved.line());
    }

    @Test
    void start_lostLedger_entersANewOneWithTheWholeHistory() throws Exception {
        organisation.start(HOME);
        organisation.rotate(Haste.ORDINARY);
        DidVersion moved = made(organisation.move("acme.example"));
        DidLog history = organisation.log();
        DidVersion pending = keys.rotate(CLOCK.instant());
        loseTheLedger();

        assertThat(made(organisation.start(HOME)).line()).isEqualTo(pending.line());
        assertThat(ledger.view().size()).isEqualTo(2);
        assertThat(organisation.log().version(3).orElseThrow().line()).isEqualTo(moved.line());
        assertThat(new String(organisation.log().toJsonl())).startsWith(new String(history.toJsonl()));
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
    }

    @Test
    void start_lostLedgerAfterManyRotations_entersANewOneInParts() throws Exception {
        DidLog did = rotatedOften();
        assertThat(did.toJsonl()).hasSizeGreaterThan(2 * SignedStatement.SIZE_MAX_BYTES);
        loseTheLedger();

        assertThat(made(organisation.start(HOME)).line()).isEqualTo(did.latest().line());
        assertThat(organisation.log().toJsonl()).isEqualTo(did.toJsonl());
        assertThat(ledger.view().size()).as("parts").isBetween(3L, 4L);
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
        made(organisation.rotate(Haste.ORDINARY));
        restart();
        assertThat(made(organisation.start(HOME)).versionId().number()).isEqualTo(122);
    }

    @Test
    void start_killedBetweenTwoParts_goesOnWithTheNext() throws Exception {
        DidLog did = rotatedOften();
        DidVersion pending = keys.rotate(CLOCK.instant());
        loseTheLedger();
        var part = new java.io.ByteArrayOutputStream();
        for (DidVersion version : did.versions().subList(0, 30)) {
            part.writeBytes(version.line());
            part.write('\n');
        }
        ledger.register(new Submission.Payload(
                        ContentType.DID_LOG, part.toByteArray(), Optional.empty(), Optional.empty()))
                .decided()
                .get(10, TimeUnit.SECONDS);
        restart();

        assertThat(made(organisation.start(HOME)).line()).isEqualTo(pending.line());
        assertThat(organisation.log().versions()).hasSize(122);
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
    }

    /** 121 versions; only the first was ever registered here, since the times of the others must be seconds apart. */
    private DidLog rotatedOften() throws Exception {
        java.time.Instant begun = CLOCK.instant().minus(java.time.Duration.ofHours(1));
        keys.create(HOME, begun);
        made(organisation.start(HOME));
        DidLog did = organisation.log();
        for (int number = 2; number <= 121; number++) {
            java.time.Instant time = begun.plusSeconds(number);
            did = did.append(keys.rotate(time).line(), DidLogForm.LEDGER, time);
            keys.settle(did);
        }
        return did;
    }

    private void loseTheLedger() throws Exception {
        close();
        database = TestDatabase.fresh();
        pool = TestLedger.pool(database);
        dids = new RegisteredDids(pool);
        java.nio.file.Files.delete(temp.resolve("checkpoint"));
        open();
    }

    @Test
    void rotate_refused_leavesTheDidAsItWas() throws Exception {
        organisation.start(HOME);
        Clock ahead = Clock.offset(CLOCK, java.time.Duration.ofHours(1));
        Change change = new Organisation(keys, ledger, dids, ahead).rotate(Haste.ORDINARY);
        assertThat(change)
                .isInstanceOfSatisfying(
                        Change.Refused.class,
                        refused -> assertThat(refused.refusal().detail()).contains("VERSION_TIME_FUTURE"));
        assertThat(keys.pending()).isEmpty();
        assertThat(keys.held()).hasSize(3);
        assertThat(capture()).isInstanceOf(Decision.Registered.class);
        made(organisation.rotate(Haste.ORDINARY));
    }

    @Test
    void start_keysOfAnotherLedger_isRefused() throws Exception {
        organisation.start(HOME);
        ledger.close();
        keys = OrganisationKeys.open(temp.resolve("other"), random);
        keys.create(HOME, CLOCK.instant());
        ledger = Ledger.open(new Ledger.Parts(
                pool,
                logKey,
                new KeptCheckpoint(temp.resolve("checkpoint")),
                new RegistrationPolicy(List.of(new DidEntryHandler()), new DidKeyDirectory(), new VerifiedSignatures()),
                new OrganisationSigner(keys, Origin.ofLedger(new byte[16]), CLOCK, new VerifiedSignatures()),
                new EmbeddedEngine(CLOCK),
                List.of(new DidProjection()),
                CLOCK));
        organisation = new Organisation(keys, ledger, dids, CLOCK);
        assertThatThrownBy(() -> organisation.start(HOME)).isInstanceOf(KeysAheadOfLogException.class);
    }

    @Test
    void rebuild_projection_givesEqualRows() throws Exception {
        organisation.start(HOME);
        organisation.rotate(Haste.ORDINARY);
        capture();
        organisation.move("acme.example");
        List<String> before = rows();
        assertThat(before).hasSize(3);
        ledger.close();
        ProjectionRunner.rebuild(pool, ledger.journal(), new DidProjection(), position -> {});
        assertThat(rows()).isEqualTo(before);
        open();
    }

    @Test
    void find_rowChangedByHand_isNoAnswer() throws Exception {
        DidVersion first = made(organisation.start(HOME));
        DidLog log = dids.find(first.did().scid()).orElseThrow();
        assertThat(log.toJsonl()).endsWith((byte) '\n');
        assertThat(dids.find(org.tallystick.identity.did.Multihash.of(new byte[0])))
                .isEmpty();
        try (Connection connection = pool.getConnection();
                Statement update = connection.createStatement()) {
            update.execute("update did_entry set line = replace(encode(line, 'escape'), 'key-1', 'key-2')::bytea");
        }
        assertThatThrownBy(() -> dids.find(first.did().scid()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rebuild");
    }

    private List<String> rows() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement select = connection.createStatement();
                var rows = select.executeQuery("select did_entry::text from did_entry order by scid, version")) {
            List<String> texts = new java.util.ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private Decision capture() throws Exception {
        return submit().get(10, TimeUnit.SECONDS);
    }

    private java.util.concurrent.CompletableFuture<Decision> submit() {
        byte[] digest = new byte[Hash.LENGTH];
        random.nextBytes(digest);
        byte[] payload = new CapturePayload(1, Hash.of(digest), Optional.empty()).bytes();
        return ledger.register(new Submission.Payload(ContentType.CAPTURE, payload, Optional.empty(), Optional.empty()))
                .decided();
    }

    private static DidVersion made(Change change) {
        assertThat(change).isInstanceOf(Change.Made.class);
        return ((Change.Made) change).version();
    }

    @Test
    void sign_beforeTheDidIsRegistered_isRefused() throws Exception {
        keys.create(HOME, CLOCK.instant());
        var signer = new OrganisationSigner(keys, Origin.ofLedger(new byte[16]), CLOCK, new VerifiedSignatures());
        assertThat(signer.issuer().did()).startsWith("did:webvh:");
        var cti = new org.tallystick.ledger.statement.Cti(1, 2);
        assertThatThrownBy(() -> signer.sign(ContentType.CAPTURE, new byte[0], cti))
                .isInstanceOf(IllegalStateException.class);
        organisation.start(HOME);
        SignedStatement signed = signer.sign(ContentType.CAPTURE, new byte[0], cti);
        signed.verify(keys.signingKey().key().publicKey());
        assertThat(signed.header().keyId()).isEqualTo(keys.signingKey().keyId());
    }
}
