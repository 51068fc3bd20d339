package org.tallystick.ledger.submit;

import java.util.List;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.statement.Cti;

/** What became of an accepted submission. */
public sealed interface Decision {
    Cti job();

    /**
     * It is an entry of the log.
     *
     * @param index of the entry
     * @param records where each submitted record stands, in the order submitted; one that was registered before names
     *     its first place
     */
    record Registered(Cti job, long index, List<RecordAddress> records) implements Decision {
        public Registered {
            records = List.copyOf(records);
        }
    }

    /** Every record was registered before: success, and nothing new in the log. */
    record NothingNew(Cti job, List<RecordAddress> records) implements Decision {
        public NothingNew {
            records = List.copyOf(records);
        }
    }

    record Refused(Cti job, Refusal refusal) implements Decision {}
}
