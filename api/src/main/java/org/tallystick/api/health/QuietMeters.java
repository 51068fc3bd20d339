package org.tallystick.api.health;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Meters that the framework registers and nobody can use. */
final class QuietMeters {
    /**
     * Quarkus registers it once for the group of threads that accept connections and once for the group that serves them,
     * without a tag that tells the two apart; Micrometer keeps the first and warns of the second at every start.
     */
    private static final String WORKERS = "netty.eventexecutor.workers";

    private QuietMeters() {}

    @Produces
    @Singleton
    static MeterFilter none() {
        return MeterFilter.deny(meter -> meter.getName().equals(WORKERS));
    }
}
