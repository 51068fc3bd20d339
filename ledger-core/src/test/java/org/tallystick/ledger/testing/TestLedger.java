package org.tallystick.ledger.testing;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.CheckpointSigner;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.GovernanceHandler;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.embedded.EmbeddedEngine;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.postgres.SessionProperties;
import org.tallystick.postgres.testing.TestDatabase;

/** A whole ledger on a database of its own; it can be closed and opened again like a process. */
public final class TestLedger implements AutoCloseable {
    private final TestDatabase database = TestDatabase.fresh();
    private final AgroalDataSource pool;
    private final KeptCheckpoint kept;
    private final CheckpointSigner logKey;
    private final List<Projection> projections;
    private final TestOrganisation organisation;
    private final DataSource seen;
    private final Function<DataSource, ConsensusEngine> engines;
    private Ledger ledger;

    public TestLedger(Path folder, Projection... projections) throws SQLException, IOException {
        this(folder, UnaryOperator.identity(), embedded(), projections);
    }

    /** @param seen the database as the ledger sees it */
    public static TestLedger seeing(Path folder, UnaryOperator<DataSource> seen) throws SQLException, IOException {
        return new TestLedger(folder, seen, embedded());
    }

    /** @param engines makes one each time the ledger is opened */
    public static TestLedger orderedBy(Path folder, Function<DataSource, ConsensusEngine> engines)
            throws SQLException, IOException {
        return new TestLedger(folder, UnaryOperator.identity(), engines);
    }

    private TestLedger(
            Path folder,
            UnaryOperator<DataSource> seen,
            Function<DataSource, ConsensusEngine> engines,
            Projection... projections)
            throws SQLException, IOException {
        this.engines = engines;
        Origin origin = Origin.ofLedger(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        this.organisation = new TestOrganisation("acme", origin, Clock.systemUTC());
        this.logKey = new CheckpointSigner(
                new NoteSigner(
                        origin.name(), (Ed25519SigningKey) SigningKey.generate(Algorithm.ED25519, new SecureRandom())),
                List.of());
        this.kept = new KeptCheckpoint(folder.resolve("checkpoint"));
        this.pool = pool(database);
        this.seen = seen.apply(pool);
        this.projections = List.of(projections);
        this.ledger = open();
    }

    private static Function<DataSource, ConsensusEngine> embedded() {
        return dataSource -> new EmbeddedEngine(Clock.systemUTC());
    }

    public static AgroalDataSource pool(TestDatabase database) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(12)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .connectionFactoryConfiguration(factory -> {
                            SessionProperties.ALL.forEach(factory::jdbcProperty);
                            return factory.jdbcUrl(database.jdbcUrl())
                                    .principal(new NamePrincipal(database.user()))
                                    .credential(new SimplePassword(database.password()));
                        })));
    }

    private Ledger open() throws SQLException, IOException {
        return open(kept);
    }

    /** A second process on the same database, with a home of its own: what must never be. */
    public Ledger openAnother(Path file) throws SQLException, IOException {
        return open(new KeptCheckpoint(file));
    }

    private Ledger open(KeptCheckpoint keptIn) throws SQLException, IOException {
        return Ledger.open(new Ledger.Parts(
                seen,
                logKey,
                keptIn,
                new RegistrationPolicy(
                        List.of(new CaptureHandler(), new GovernanceHandler()), organisation, new VerifiedSignatures()),
                organisation,
                engines.apply(seen),
                projections,
                Clock.systemUTC()));
    }

    public Ledger ledger() {
        return ledger;
    }

    public TestOrganisation organisation() {
        return organisation;
    }

    public AgroalDataSource dataSource() {
        return pool;
    }

    public CheckpointSigner logKey() {
        return logKey;
    }

    /** Stops the ledger and starts another one over the same database and files. */
    public void reopen() throws SQLException, IOException {
        ledger.close();
        ledger = open();
    }

    @Override
    public void close() {
        ledger.close();
        pool.close();
        database.close();
    }
}
