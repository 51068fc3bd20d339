package org.tallystick.ledger.project;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;

/**
 * The entries committed last, with their records, so that a projection that keeps up is handed what this process wrote a
 * moment ago: reading it back was a third of PostgreSQL's work under load.
 *
 * <p>A run of entries without a gap, bounded. A projection that asks for an entry before it reads the journal; nothing
 * depends on an entry being here. Thread-safe.
 */
public final class RecentEntries {
    /** Some seconds of the highest rate a node reaches. */
    private static final int MAX_ENTRIES = 8_192;

    /** Of records: a hundred captures of 200 events, or all of those entries with one each. */
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<JournalEntry> entries = new ArrayDeque<>();
    private long bytes;

    /** Takes an entry that is committed; one that does not follow the last begins a new run. */
    public void add(JournalEntry entry) {
        lock.lock();
        try {
            if (!entries.isEmpty() && entry.index() != entries.getLast().index() + 1) {
                entries.clear();
                bytes = 0;
            }
            entries.add(entry);
            bytes += bytes(entry);
            while (entries.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
                bytes -= bytes(entries.remove());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The entries from {@code index} on, as many as {@link Journal#read} would give at most; none if that one is not here. */
    List<JournalEntry> from(long index) {
        lock.lock();
        try {
            if (entries.isEmpty() || index < entries.getFirst().index()) {
                return List.of();
            }
            long skip = index - entries.getFirst().index();
            List<JournalEntry> page = new ArrayList<>();
            for (JournalEntry entry : entries) {
                if (skip > 0) {
                    skip--;
                } else if (page.size() < Journal.MAX_READ_ENTRIES) {
                    page.add(entry);
                }
            }
            return page;
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(JournalEntry entry) {
        return entry.records().stream().mapToLong(JournalRecord::length).sum();
    }
}
