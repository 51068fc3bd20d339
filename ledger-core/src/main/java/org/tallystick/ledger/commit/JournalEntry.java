package org.tallystick.ledger.commit;

import java.time.Instant;
import java.util.List;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * A committed entry with the records it commits to, as far as they are here.
 *
 * @param index its place in the log
 * @param height the engine's block
 * @param time the block time, the recordTime of its records
 * @param records in the order of their positions; empty for statements that commit to none
 */
public record JournalEntry(
        long index, long height, Instant time, SignedStatement statement, List<JournalRecord> records) {
    public JournalEntry {
        records = List.copyOf(records);
    }
}
