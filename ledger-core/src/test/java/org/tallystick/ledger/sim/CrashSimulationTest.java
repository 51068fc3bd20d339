package org.tallystick.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.TiledTree;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.submit.Acceptance;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.ledger.testing.TestOrganisation;
import org.tallystick.postgres.testing.TestDatabase;

/**
 * Lives of a ledger, each with several deaths. The seed fixes what is handed in, when keys rotate, when the process dies
 * and what blocks hold; the interleaving of the ledger's own threads stays the machine's. Whatever the schedule: what was accepted is registered once, a caller who
 * got no answer may ask again, and no two checkpoints of one size are ever signed.
 */
class CrashSimulationTest {
    private static final int SEEDS = 6;
    private static final int CAMPAIGN_SEEDS = 500;

    @TempDir
    Path folder;

    @Test
    void someSeeds_keepTheInvariants() throws Exception {
        Integer only = Integer.getInteger("tallystick.sim.seed");
        int[] seeds = only == null ? IntStream.range(0, SEEDS).toArray() : new int[] {only};
        for (int seed : seeds) {
            new Life(seed).live();
        }
    }

    @Test
    @Tag("campaign")
    void manySeeds_keepTheInvariants() throws Exception {
        for (int seed = SEEDS; seed < CAMPAIGN_SEEDS; seed++) {
            new Life(seed).live();
        }
    }

    /** One seed. */
    private final class Life {
        private final int seed;
        private final RandomGenerator random;
        private final Origin origin = Origin.ofLedger(new byte[16]);
        private final TestOrganisation organisation = new TestOrganisation("acme", origin, Clock.systemUTC());
        private final CheckpointSigner logKey;
        private final KeptCheckpoint kept;
        /** Every checkpoint anyone saw: at most one root a size. */
        private final Map<Long, Hash> roots = new HashMap<>();

        private final Set<String> accepted = new HashSet<>();

        Life(int seed) {
            this.seed = seed;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            this.logKey = new CheckpointSigner(
                    new NoteSigner(origin.name(), (Ed25519SigningKey)
                            SigningKey.generate(Algorithm.ED25519, new SecureRandom())),
                    List.of());
            this.kept = new KeptCheckpoint(folder.resolve("checkpoint-" + seed));
        }

        void live() throws Exception {
            try (TestDatabase database = TestDatabase.fresh();
                    AgroalDataSource pool = TestLedger.pool(database)) {
                int lives = random.nextInt(3, 6);
                List<String> bodies = new ArrayList<>();
                for (int life = 0; life < lives; life++) {
                    for (int i = 0; i < 12; i++) {
                        bodies.add("record " + random.nextInt(40));
                    }
                    MortalDataSource mortal = new MortalDataSource(
                            pool,
                            random.nextInt(1, 25),
                            MortalDataSource.Death.values()[random.nextInt(MortalDataSource.Death.values().length)]);
                    process(mortal, bodies);
                }
                MortalDataSource last =
                        new MortalDataSource(pool, Integer.MAX_VALUE, MortalDataSource.Death.BEFORE_COMMIT);
                process(last, bodies);
                assertThat(accepted).as(context()).containsAll(bodies);
                verify(pool);
            }
        }

        /** One process: hands in all that is not known to be accepted, until it is decided or the process dies. */
        private void process(MortalDataSource mortal, List<String> bodies) throws Exception {
            ScatteringEngine engine = new ScatteringEngine(mortal, new Random(random.nextLong()));
            Ledger ledger;
            try {
                ledger = open(mortal, engine);
            } catch (SQLException e) {
                assertThat(mortal.isDead() && Thread.interrupted())
                        .as(context())
                        .isTrue();
                return;
            }
            ledger.listen(block -> saw(block.checkpoint()));
            saw(ledger.checkpoint());
            Map<String, Registration> registrations = new HashMap<>();
            for (String body : bodies) {
                registrations.putIfAbsent(body, ledger.register(submission(body)));
                if (random.nextInt(15) == 0) {
                    organisation.rotate();
                }
            }
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!mortal.isDead() && !allDecided(registrations)) {
                assertThat(System.nanoTime()).as(context() + " never ends").isLessThan(end);
                try {
                    if (engine.isIdle()) {
                        Thread.sleep(1);
                    } else {
                        engine.decideOne();
                    }
                } catch (StorageFailureException | IllegalStateException | InterruptedException e) {
                    if (!mortal.isDead()) {
                        throw new AssertionError(context(), e);
                    }
                }
            }
            mortal.kill();
            boolean interruptedByDeath = Thread.interrupted();
            assertThat(interruptedByDeath).as(context()).isTrue();
            ledger.close();
            registrations.forEach((body, registration) -> {
                if (answer(registration.accepted(), Acceptance.class) instanceof Acceptance.Accepted) {
                    accepted.add(body);
                }
            });
        }

        private boolean allDecided(Map<String, Registration> registrations) {
            return registrations.values().stream()
                    .allMatch(registration -> registration.decided().isDone());
        }

        private Ledger open(MortalDataSource mortal, ScatteringEngine engine) throws Exception {
            return Ledger.open(new Ledger.Parts(
                    mortal,
                    logKey,
                    kept,
                    new RegistrationPolicy(List.of(new CaptureHandler()), organisation, new VerifiedSignatures()),
                    organisation,
                    engine,
                    List.of(),
                    Clock.systemUTC()));
        }

        private Submission submission(String body) {
            return new Submission.Records(
                    List.of(new Submission.NewRecord(
                            body.getBytes(StandardCharsets.UTF_8), body, Submission.NameRule.SHARED)),
                    random.nextBoolean()
                            ? Optional.of(new Submission.IdempotencyKey(
                                    "clerk", body, Hash.sha256(body.getBytes(StandardCharsets.UTF_8))))
                            : Optional.empty(),
                    Optional.empty());
        }

        private void saw(SignedCheckpoint checkpoint) {
            Hash before = roots.putIfAbsent(
                    checkpoint.checkpoint().size(), checkpoint.checkpoint().root());
            assertThat(before == null || before.equals(checkpoint.checkpoint().root()))
                    .as(context() + ": two histories at size "
                            + checkpoint.checkpoint().size())
                    .isTrue();
        }

        private void verify(AgroalDataSource pool) throws Exception {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                try (ResultSet row = statement.executeQuery(
                        "select convert_from(r.bytes, 'UTF8'), count(*) from record r join entry e using (cti, issuer)"
                                + " group by 1 having count(*) <> 1")) {
                    assertThat(row.next())
                            .as(context() + ": a record is there twice")
                            .isFalse();
                }
                try (ResultSet row = statement.executeQuery(
                        "select count(distinct r.bytes) from record r" + " join entry e using (cti, issuer)")) {
                    row.next();
                    assertThat(row.getInt(1)).as(context()).isEqualTo(accepted.size());
                }
                try (ResultSet row = statement.executeQuery("select count(*) from submission where state = 0")) {
                    row.next();
                    assertThat(row.getInt(1)).as(context() + ": still waiting").isZero();
                }
            }
            try (Ledger ledger = open(
                    new MortalDataSource(pool, Integer.MAX_VALUE, MortalDataSource.Death.BEFORE_COMMIT),
                    new ScatteringEngine(pool, new Random(seed)))) {
                for (Map.Entry<Long, Hash> seen : roots.entrySet()) {
                    assertThat(new TiledTree(seen.getKey(), ledger.journal().tiles()).root())
                            .as(context() + ": size " + seen.getKey() + " was signed")
                            .isEqualTo(seen.getValue());
                }
            }
        }

        private String context() {
            return "seed " + seed;
        }
    }

    private static <T> T answer(CompletableFuture<T> future, Class<T> type) {
        try {
            return type.cast(future.get(0, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
