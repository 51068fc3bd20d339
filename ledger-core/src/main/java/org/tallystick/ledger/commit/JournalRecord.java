package org.tallystick.ledger.commit;

/** A record of the journal: its bytes and salt, or why they are not here. */
public sealed interface JournalRecord {
    int position();

    int length();

    record Present(int position, byte[] salt, byte[] bytes) implements JournalRecord {
        @Override
        public int length() {
            return bytes.length;
        }
    }

    /** @param reason {@code withheld}, {@code erased} or {@code missing} */
    record Absent(int position, String reason) implements JournalRecord {
        @Override
        public int length() {
            return 0;
        }
    }
}
