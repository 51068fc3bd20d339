package org.tallystick.ledger.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.Statements;

class RecentEntriesTest {
    private final RecentEntries recent = new RecentEntries();
    private final SignedStatement statement =
            SignedStatement.sign(Statements.header(ContentType.CAPTURE), new byte[] {1}, Statements.key());

    private void add(long index, int recordBytes) {
        recent.add(new JournalEntry(
                index,
                index + 1,
                Instant.EPOCH,
                statement,
                List.of(new JournalRecord.Present(0, new byte[32], new byte[recordBytes]))));
    }

    private List<Long> from(long index) {
        return recent.from(index).stream().map(JournalEntry::index).toList();
    }

    @Test
    void from_anIndexOfTheRun_isTheRunFromThere() {
        add(7, 10);
        add(8, 10);
        add(9, 10);

        assertThat(from(8)).containsExactly(8L, 9L);
        assertThat(from(10)).isEmpty();
        assertThat(from(6)).isEmpty();
    }

    @Test
    void from_anIndexBeforeAGap_isEmpty() {
        add(7, 10);
        add(9, 10);

        assertThat(from(7)).isEmpty();
        assertThat(from(9)).containsExactly(9L);
    }

    @Test
    void from_moreThanOneReadHolds_isOnePage() {
        for (int i = 0; i < Journal.MAX_READ_ENTRIES + 5; i++) {
            add(i, 10);
        }

        assertThat(from(0)).hasSize(Journal.MAX_READ_ENTRIES);
        assertThat(from(Journal.MAX_READ_ENTRIES)).hasSize(5);
    }

    @Test
    void add_beyondTheBytes_dropsTheOldest() {
        add(0, 9 * 1024 * 1024);
        add(1, 9 * 1024 * 1024);

        assertThat(from(0)).isEmpty();
        assertThat(from(1)).containsExactly(1L);
    }
}
