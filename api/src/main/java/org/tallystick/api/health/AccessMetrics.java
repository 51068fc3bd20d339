package org.tallystick.api.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.tallystick.api.access.ApiKeys;

/** What of access an operator wants to be woken for: a key that ends stops the system that uses it. */
@Singleton
final class AccessMetrics {
    /** The usual steps of such a warning. */
    private static final int[] DAYS = {7, 30, 90};

    private final ApiKeys keys;
    private final MeterRegistry registry;

    AccessMetrics(ApiKeys keys, MeterRegistry registry) {
        this.keys = keys;
        this.registry = registry;
    }

    void register(@Observes StartupEvent start) {
        for (int days : DAYS) {
            Duration within = Duration.ofDays(days);
            Gauge.builder("tallystick.keys.ending", keys, each -> each.ending(within))
                    .tag("days", Integer.toString(days))
                    .description("API keys that will have ended within so many days")
                    .register(registry);
        }
    }
}
