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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;

/**
 * Keeps one read model up with the journal, in a thread of its own.
 *
 * <p>States: <i>reading</i> (entries are there beyond the position), <i>idle</i> (waits for a commit to wake it),
 * <i>failing</i> (the database does not answer, or the model refuses an entry: it says so and tries again, and nothing
 * else stops). The position counts the entries applied: position p means that entries 0..p-1 are in the rows.
 */
public final class ProjectionRunner implements AutoCloseable {
    /** A failing database is not hammered, and its return is noticed within half a second. */
    private static final long RETRY_MILLIS = 500;

    private record Waiter(long position, CompletableFuture<Long> reached) implements Comparable<Waiter> {
        @Override
        public int compareTo(Waiter other) {
            return Long.compare(position, other.position);
        }
    }

    private final DataSource dataSource;
    private final Journal journal;
    private final Projection projection;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>();
    private long committed;
    private long position;
    private boolean closing;
    private @Nullable String fault;

    private ProjectionRunner(
            DataSource dataSource, Journal journal, Projection projection, long position, long committed) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.projection = projection;
        this.position = position;
        this.committed = committed;
        this.thread = Thread.ofPlatform()
                .name("tallystick-project-" + projection.name())
                .unstarted(this::run);
    }

    /** Starts at the stored position. */
    public static ProjectionRunner start(DataSource dataSource, Journal journal, Projection projection)
            throws SQLException {
        ProjectionRunner runner = new ProjectionRunner(
                dataSource, journal, projection, storedPosition(dataSource, projection.name()), journal.size());
        runner.thread.start();
        return runner;
    }

    /** Builds the model anew from the first entry to the last, in the caller's thread; the runner must not run. */
    public static void rebuild(DataSource dataSource, Journal journal, Projection projection, LongConsumer progress)
            throws SQLException {
        inTransaction(dataSource, connection -> {
            projection.reset(connection);
            storePosition(connection, projection.name(), 0);
        });
        long size = journal.size();
        long at = 0;
        while (at < size) {
            at = applyNext(dataSource, journal, projection, at);
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
        lock.lock();
        try {
            return Optional.ofNullable(fault);
        } finally {
            lock.unlock();
        }
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

    /** Completes once the model holds the entry at {@code index}. */
    public CompletableFuture<Long> passed(long index) {
        lock.lock();
        try {
            if (position > index) {
                return CompletableFuture.completedFuture(position);
            }
            Waiter waiter = new Waiter(index + 1, new CompletableFuture<>());
            waiters.add(waiter);
            return waiter.reached();
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
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (awaitWork()) {
            try {
                moved(applyNext(dataSource, journal, projection, position()));
            } catch (SQLException e) {
                failing("the read model " + projection.name() + " cannot be written: " + e.getMessage());
            }
        }
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
            fault = null;
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

    private void failing(String reason) {
        lock.lock();
        try {
            fault = reason;
            if (!closing) {
                long ignored = changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Applies the next page of the journal; returns the new position. */
    private static long applyNext(DataSource dataSource, Journal journal, Projection projection, long from)
            throws SQLException {
        long[] to = {from};
        inTransaction(dataSource, connection -> {
            List<JournalEntry> entries = journal.read(connection, from);
            if (entries.isEmpty()) {
                throw new IllegalStateException("the journal has no entry " + from + " although it was committed");
            }
            projection.apply(connection, entries);
            to[0] = entries.getLast().index() + 1;
            storePosition(connection, projection.name(), to[0]);
        });
        return to[0];
    }

    private interface Work {
        void in(Connection connection) throws SQLException;
    }

    private static void inTransaction(DataSource dataSource, Work work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                work.in(connection);
                connection.commit();
                done = true;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    private static void storePosition(Connection connection, String name, long position) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into projection (name, position)"
                + " values (?, ?) on conflict (name) do update set position = excluded.position")) {
            upsert.setString(1, name);
            upsert.setLong(2, position);
            upsert.executeUpdate();
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
