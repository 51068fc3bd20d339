package org.tallystick.ledger.submit;

import org.tallystick.ledger.statement.Cti;

/** The answer to a submission once it is durable, or turned down. */
public sealed interface Acceptance {
    /** The answer to the same submission, once more. */
    default Acceptance again() {
        return switch (this) {
            case Accepted(Cti job, boolean replayed) -> new Accepted(job, true);
            case NameTaken turnedDown -> turnedDown;
            case KeyReused turnedDown -> turnedDown;
        };
    }

    /**
     * Nothing of it can be lost from here on.
     *
     * @param job by which to ask for it
     * @param replayed the same request came before; this is its job
     */
    record Accepted(Cti job, boolean replayed) implements Acceptance {}

    /** A record that must be the only one of its name is not; nothing is stored. */
    record NameTaken(int record, String name, RecordAddress by) implements Acceptance {}

    /** The idempotency key was used for another request; nothing is stored. */
    record KeyReused(String key) implements Acceptance {}
}
