package org.tallystick.api.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;
import org.tallystick.api.node.Node;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.project.ProjectionRunner;

/** The ledger's numbers in {@code /q/metrics}. */
@Singleton
final class LedgerMetrics {
    private final Node node;
    private final Ledger ledger;
    private final MeterRegistry registry;

    LedgerMetrics(Node node, MeterRegistry registry) {
        this.node = node;
        this.ledger = node.ledger();
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
        node.membership()
                .ifPresent(place -> registerNetwork(place.network().members().size()));
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

    /** What a member's operator looks at first. */
    private void registerNetwork(int members) {
        Gauge.builder("tallystick.network.members", () -> members)
                .description("Members of the network, this one among them")
                .register(registry);
        Gauge.builder("tallystick.network.peers", ledger, each -> of(each, EngineStatus.Network::peers))
                .description("Members' engines that this one is connected with")
                .register(registry);
        Gauge.builder(
                        "tallystick.network.catching.up",
                        ledger,
                        each -> of(each, network -> network.catchingUp() ? 1 : 0))
                .description("1 while the engine fetches blocks that the others decided meanwhile")
                .register(registry);
        Gauge.builder(
                        "tallystick.network.cosigned.size",
                        ledger,
                        each -> each.cosignedCheckpoint()
                                .map(cosigned -> (double) cosigned.checkpoint().size())
                                .orElse(Double.NaN))
                .description("Entries in the newest checkpoint that a quorum of the members cosigned")
                .register(registry);
    }

    /** Not a number, until the engine has said it. */
    private static double of(Ledger ledger, ToDoubleFunction<EngineStatus.Network> what) {
        return ledger.engine().network().stream().mapToDouble(what).findFirst().orElse(Double.NaN);
    }
}
