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
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.tallystick.api.Settings;
import org.tallystick.api.access.ApiKeys;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.keys.AdministratorKey;
import org.tallystick.home.Home;
import org.tallystick.ledger.Ledger;

/** Opens the parts of a node when the application starts, hands them to whoever asks, closes them when it stops. */
@Startup
@Singleton
final class Assembly {
    private final Home home;
    private final Clock clock = Clock.systemUTC();
    private final AuditTrail trail;
    private final ApiKeys keys;
    private final Node node;

    Assembly(Settings settings, DataSource dataSource)
            throws SQLException, IOException, InterruptedException, TimeoutException {
        this.home = Home.at(settings.home());
        AdministratorKey.makeFirst(dataSource, home, new SecureRandom(), clock.instant());
        this.trail = AuditTrail.start(dataSource);
        this.keys = ApiKeys.open(dataSource, clock);
        this.node = Node.open(home, dataSource, settings.organisation(), clock);
    }

    /** Requests have ended by now; what they began in the ledger ends here, and then what tells of them. */
    void close(@Observes ShutdownEvent stopping) {
        node.close();
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
}
