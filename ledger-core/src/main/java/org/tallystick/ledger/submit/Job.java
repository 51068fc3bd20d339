package org.tallystick.ledger.submit;

import java.time.Instant;
import java.util.Optional;
import org.tallystick.ledger.statement.Cti;

/**
 * A submission as a caller asks for it later.
 *
 * @param decision empty while it waits
 * @param memo what the submitter left with it
 */
public record Job(
        Cti id, Instant createdAt, Optional<Instant> decidedAt, Optional<Decision> decision, Optional<String> memo) {
    /** Where a page of jobs ends: they are listed by creation, newest first. */
    public record Place(Instant createdAt, Cti id) {}
}
