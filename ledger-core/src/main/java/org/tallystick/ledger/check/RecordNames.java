package org.tallystick.ledger.check;

import java.util.Optional;

/** Which name a record's row must have (an EPCIS event's eventID); the ledger itself never looks inside a record. */
@FunctionalInterface
public interface RecordNames {
    /** Empty: this record's name cannot be told from its bytes. */
    Optional<String> name(byte[] record);
}
