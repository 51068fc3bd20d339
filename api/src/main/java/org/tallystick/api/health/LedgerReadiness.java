package org.tallystick.api.health;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.tallystick.api.access.ApiKeys;
import org.tallystick.api.access.People;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.project.ProjectionRunner;

/**
 * Ready: what is submitted reaches the engine, the engine decides, what it decided is committed, and can be read. Says which of these is
 * wrong, and nothing of the data; the reason is in the log.
 */
@Readiness
@Singleton
final class LedgerReadiness implements HealthCheck {
    /** Under load a read model is always some entries behind; two seconds' worth is not the load any more. */
    private static final long MAX_LAG_ENTRIES = 10_000;

    private final Ledger ledger;
    private final ApiKeys keys;
    private final People people;

    LedgerReadiness(Ledger ledger, ApiKeys keys, People people) {
        this.ledger = ledger;
        this.keys = keys;
        this.people = people;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> engineFault = ledger.engine().fault();
        Optional<String> commitFault = ledger.commitFault();
        Optional<String> outboxFault = ledger.outboxFault();
        String behind = ledger.projections().stream()
                .filter(this::isBehind)
                .map(ProjectionRunner::name)
                .collect(Collectors.joining(", "));
        // A key that another node revoked, a person whom it suspended, would go on being let in.
        boolean accessIsOld = keys.fault().isPresent() || people.fault().isPresent();
        return HealthCheckResponse.named("ledger")
                .withData("engine", engineFault.isPresent() ? "halted" : "deciding")
                .withData("commit", commitFault.isPresent() ? "the database has not answered" : "answered")
                .withData("outbox", outboxFault.isPresent() ? "halted" : "sending")
                .withData("readModels", behind.isEmpty() ? "caught up" : "behind: " + behind)
                .withData("access", accessIsOld ? "not read at the moment" : "as in the database")
                .status(engineFault.isEmpty()
                        && commitFault.isEmpty()
                        && outboxFault.isEmpty()
                        && behind.isEmpty()
                        && !accessIsOld)
                .build();
    }

    private boolean isBehind(ProjectionRunner projection) {
        return projection.fault().isPresent() || ledger.view().size() - projection.position() > MAX_LAG_ENTRIES;
    }
}
