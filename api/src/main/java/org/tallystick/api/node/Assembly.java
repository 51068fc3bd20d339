package org.tallystick.api.node;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.tallystick.api.Settings;
import org.tallystick.api.access.ApiKeys;
import org.tallystick.api.access.People;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.capture.CaptureTrail;
import org.tallystick.api.keys.AdministratorKey;
import org.tallystick.api.network.Membership;
import org.tallystick.api.session.Sessions;
import org.tallystick.home.Home;
import org.tallystick.ledger.Ledger;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.query.Declarations;
import org.tallystick.provenance.query.EventQueries;
import org.tallystick.provenance.query.Standings;

/** Opens the parts of a node when the application starts, hands them to whoever asks, closes them when it stops. */
@Startup
@Singleton
final class Assembly {
    private static final Logger LOGGER = Logger.getLogger(Assembly.class);

    private final Home home;
    private final Clock clock = Clock.systemUTC();
    private final AuditTrail trail;
    private final ApiKeys keys;
    private final People people;
    private final Sessions sessions;
    private final Node node;
    private final EpcisSchema schema;
    private final DocumentLimits limits;

    Assembly(Settings settings, DataSource dataSource)
            throws SQLException, IOException, InterruptedException, TimeoutException {
        // Half a second of compiling a schema, while the database is asked.
        CompletableFuture<EpcisSchema> loading = CompletableFuture.supplyAsync(EpcisSchema::load);
        this.home = Home.at(settings.home());
        this.limits = DocumentLimits.DEFAULT.withDocumentBytes(settings.limits().captureBytes());
        AdministratorKey.makeFirst(dataSource, home, new SecureRandom(), clock.instant());
        int missing = CaptureTrail.complete(dataSource);
        if (missing > 0) {
            LOGGER.infof("%d captures that a kill kept out of the audit trail stand in it now", missing);
        }
        this.trail = AuditTrail.start(dataSource);
        this.keys = ApiKeys.open(dataSource, clock);
        this.people = People.open(dataSource, clock);
        this.sessions = Sessions.open(dataSource, keys, people, settings.session(), clock);
        this.node = open(settings, dataSource);
        this.schema = loading.join();
    }

    private Node open(Settings settings, DataSource dataSource)
            throws SQLException, IOException, InterruptedException, TimeoutException {
        Optional<Membership> membership = Membership.of(home);
        return membership.isPresent()
                ? Node.open(
                        home,
                        dataSource,
                        membership.get(),
                        Membership.program(settings.cometbft(), System.getenv()),
                        clock)
                : Node.open(home, dataSource, settings.organisation(), clock);
    }

    /** Requests have ended by now; what they began in the ledger ends here, and then what tells of them. */
    void close(@Observes ShutdownEvent stopping) {
        node.close();
        sessions.close();
        people.close();
        keys.close();
        trail.close();
    }

    @Produces
    @Singleton
    Clock clock() {
        return clock;
    }

    @Produces
    @Singleton
    Node node() {
        return node;
    }

    @Produces
    @Singleton
    Ledger ledger() {
        return node.ledger();
    }

    @Produces
    @Singleton
    CaptureReader captureReader() {
        return new CaptureReader(schema, limits, node.eventIdSecret());
    }

    @Produces
    @Singleton
    EventQueries eventQueries(DataSource dataSource) {
        return new EventQueries(dataSource);
    }

    @Produces
    @Singleton
    Standings standings(DataSource dataSource) {
        return new Standings(dataSource);
    }

    @Produces
    @Singleton
    Declarations declarations(DataSource dataSource) {
        return new Declarations(dataSource);
    }

    @Produces
    @Singleton
    Home home() {
        return home;
    }

    @Produces
    @Singleton
    AuditTrail trail() {
        return trail;
    }

    @Produces
    @Singleton
    ApiKeys keys() {
        return keys;
    }

    @Produces
    @Singleton
    People people() {
        return people;
    }

    @Produces
    @Singleton
    Sessions sessions() {
        return sessions;
    }
}
