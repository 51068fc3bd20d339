package org.tallystick.ledger.project;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.Transaction;
import org.tallystick.ledger.work.Worker;

/**
 * Keeps one read model up with the journal, in a thread of its own.
 *
 * <p>States: <i>reading</i> (entries are there beyond the position), <i>idle</i> (waits for a commit to wake it),
 * <i>failing</i> (the database does not answer, or the model refuses an entry: it says so and tries again, as {@link Worker}
 * does, and nothing else stops; who waits for an entry waits on, as long as he likes). The position counts the entries applied: position p means that entries 0..p-1 are in the rows.
 *
 * <p>Entries that the model does not read move the position in memory only, so that a block of captures costs the DIDs no
 * transaction. The stored position follows within {@link #MAX_STORED_BEHIND} entries; a restart reads those again, which
 * changes nothing.
 */
public final class ProjectionRunner implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(ProjectionRunner.class.getName());

    /** One read of the journal. */
    private static final long MAX_STORED_BEHIND = Journal.MAX_READ_ENTRIES;

    private record Waiter(long position, CompletableFuture<Long> reached) implements Comparable<Waiter> {
        @Override
        public int compareTo(Waiter other) {
            return Long.compare(position, other.position);
        }
    }

    private final DataSource dataSource;
    private final Journal journal;
    private final RecentEntries recent;
    private final Projection projection;
    private final Worker worker;
    /** What stands in the database; the worker's own. */
    private long storedPosition;
    /** Whether a page was begun whose end is not known; the worker's own. */
    private boolean unsure;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>();
    private long committed;
    private long position;
    private boolean closing;

    private ProjectionRunner(
            DataSource dataSource,
            Journal journal,
            RecentEntries recent,
            Projection projection,
            long position,
            long committed) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.recent = recent;
        this.projection = projection;
        this.storedPosition = position;
        this.position = position;
        this.committed = committed;
        this.worker = new Worker(
                "tallystick-project-" + projection.name(), "the read model " + projection.name(), this::readOn);
    }

    /**
     * Starts at the stored position.
     *
     * @param recent is told of each entry before {@link #committed} is
     */
    public static ProjectionRunner start(
            DataSource dataSource, Journal journal, RecentEntries recent, Projection projection) throws SQLException {
        ProjectionRunner runner = new ProjectionRunner(
                dataSource, journal, recent, projection, storedPosition(dataSource, projection.name()), journal.size());
        runner.worker.start();
        return runner;
    }

    /** Builds the model anew from the first entry to the last, in the caller's thread; the runner must not run. */
    public static void rebuild(DataSource dataSource, Journal journal, Projection projection, LongConsumer progress)
            throws SQLException {
        Transaction.in(dataSource, connection -> {
            projection.reset(connection);
            return storePosition(connection, projection.name(), 0);
        });
        long size = journal.size();
        long at = 0;
        while (at < size) {
            List<JournalEntry> entries = read(dataSource, journal, at);
            at = apply(dataSource, projection, entries);
            progress.accept(at);
        }
    }

    public String name() {
        return projection.name();
    }

    public long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /** Why it does not advance at the moment. */
    public Optional<String> fault() {
        return worker.fault();
    }

    /** Tells it that the log has {@code size} entries. Called for each block; never blocks. */
    public void committed(long size) {
        lock.lock();
        try {
            if (size > committed) {
                committed = size;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Completes once the model holds the entry at {@code index}; one that is cancelled before is forgotten here. */
    public CompletableFuture<Long> passed(long index) {
        lock.lock();
        try {
            if (position > index) {
                return CompletableFuture.completedFuture(position);
            }
            Waiter waiter = new Waiter(index + 1, new CompletableFuture<>());
            waiters.add(waiter);
            CompletableFuture<Long> forgotten = waiter.reached().whenComplete((reached, cancelled) -> {
                if (cancelled != null) {
                    forget(waiter);
                }
            });
            return waiter.reached();
        } finally {
            lock.unlock();
        }
    }

    private void forget(Waiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** How many wait for entries to come. */
    int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        worker.close();
        if (position() > storedPosition) {
            try {
                Transaction.in(dataSource, connection -> storePosition(connection, projection.name(), position()));
            } catch (SQLException e) {
                // The next start passes over these entries again.
                LOGGER.log(System.Logger.Level.DEBUG, "the position of " + projection.name() + " is not stored", e);
            }
        }
    }

    private boolean readOn() throws SQLException {
        if (!awaitWork()) {
            return false;
        }
        if (unsure) {
            // The answer to a COMMIT is lost with its connection: the rows may be there, and the position with them.
            storedPosition = storedPosition(dataSource, projection.name());
            unsure = false;
            if (storedPosition > position()) {
                moved(storedPosition);
                return true;
            }
        }
        moved(applyNext(position()));
        return true;
    }

    /** Applies the next page of entries; returns the new position. */
    private long applyNext(long from) throws SQLException {
        List<JournalEntry> entries = recent.from(from);
        if (entries.isEmpty()) {
            entries = read(dataSource, journal, from);
        } else {
            long to = entries.getLast().index() + 1;
            if (to - storedPosition < MAX_STORED_BEHIND && entries.stream().noneMatch(this::isRead)) {
                return to;
            }
        }
        unsure = true;
        storedPosition = apply(dataSource, projection, entries);
        unsure = false;
        return storedPosition;
    }

    private boolean isRead(JournalEntry entry) {
        return projection.reads(entry.statement().header().contentType());
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closing && position >= committed) {
                changed.awaitUninterruptibly();
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private void moved(long to) {
        List<Waiter> reached = new ArrayList<>();
        lock.lock();
        try {
            position = to;
            while (!waiters.isEmpty() && waiters.element().position() <= to) {
                reached.add(waiters.remove());
            }
        } finally {
            lock.unlock();
        }
        for (Waiter waiter : reached) {
            waiter.reached().complete(to);
        }
    }

    private static List<JournalEntry> read(DataSource dataSource, Journal journal, long from) throws SQLException {
        List<JournalEntry> entries = Transaction.in(dataSource, connection -> journal.read(connection, from));
        if (entries.isEmpty()) {
            throw new IllegalStateException("the journal has no entry " + from + " although it was committed");
        }
        return entries;
    }

    /** @return the new position */
    private static long apply(DataSource dataSource, Projection projection, List<JournalEntry> entries)
            throws SQLException {
        return Transaction.in(dataSource, connection -> {
            projection.apply(connection, entries);
            return storePosition(
                    connection, projection.name(), entries.getLast().index() + 1);
        });
    }

    /** @return the position */
    private static long storePosition(Connection connection, String name, long position) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into projection (name, position)"
                + " values (?, ?) on conflict (name) do update set position = excluded.position")) {
            upsert.setString(1, name);
            upsert.setLong(2, position);
            upsert.executeUpdate();
            return position;
        }
    }

    private static long storedPosition(DataSource dataSource, String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select position from projection where name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
