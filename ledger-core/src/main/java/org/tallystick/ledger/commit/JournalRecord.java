package org.tallystick.ledger.commit;

import java.util.Optional;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.RecordSalt;

/** A record of the journal: its bytes and salt, or why they are not here. */
public sealed interface JournalRecord {
    int position();

    int length();

    /** Its leaf in the tree that its capture's statement signs; empty where neither it nor what makes it is here. */
    Optional<Hash> digest();

    record Present(int position, byte[] salt, byte[] bytes) implements JournalRecord {
        /** Made anew: the stored one may have been changed by hand, as anything may. */
        @Override
        public Optional<Hash> digest() {
            return Optional.of(RecordSalt.of(salt).digest(bytes));
        }

        @Override
        public int length() {
            return bytes.length;
        }
    }

    /** @param reason {@code withheld}, {@code erased} or {@code missing} */
    record Absent(int position, String reason, Optional<Hash> digest) implements JournalRecord {
        @Override
        public int length() {
            return 0;
        }
    }
}
