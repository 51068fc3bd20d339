package org.tallystick.api.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.project.ProjectionRunner;

/** The ledger's numbers in {@code /q/metrics}. */
@Singleton
final class LedgerMetrics {
    private final Ledger ledger;
    private final MeterRegistry registry;

    LedgerMetrics(Ledger ledger, MeterRegistry registry) {
        this.ledger = ledger;
        this.registry = registry;
    }

    void register(@Observes StartupEvent start) {
        Gauge.builder("tallystick.log.size", ledger, each -> each.view().size())
                .description("Entries in the log")
                .register(registry);
        Gauge.builder("tallystick.outbox.waiting", ledger, Ledger::waiting)
                .description("Submissions that are not decided yet")
                .register(registry);
        Gauge.builder(
                        "tallystick.engine.fault",
                        ledger,
                        each -> each.engine().fault().isPresent() ? 1 : 0)
                .description("1 while the engine decides nothing")
                .register(registry);
        Gauge.builder(
                        "tallystick.commit.fault",
                        ledger,
                        each -> each.commitFault().isPresent() ? 1 : 0)
                .description("1 while the database does not say what became of the last block")
                .register(registry);
        Gauge.builder(
                        "tallystick.outbox.fault",
                        ledger,
                        each -> each.outboxFault().isPresent() ? 1 : 0)
                .description("1 while no submission reaches the engine")
                .register(registry);
        for (ProjectionRunner projection : ledger.projections()) {
            Gauge.builder(
                            "tallystick.projection.fault",
                            projection,
                            each -> each.fault().isPresent() ? 1 : 0)
                    .tag("projection", projection.name())
                    .description("1 while the read model cannot go on")
                    .register(registry);
            Gauge.builder("tallystick.projection.position", projection, ProjectionRunner::position)
                    .tag("projection", projection.name())
                    .description("Entries that the read model has applied")
                    .register(registry);
        }
    }
}
