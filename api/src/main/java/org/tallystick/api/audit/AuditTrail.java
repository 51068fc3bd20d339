package org.tallystick.api.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.commit.ColumnArrays;
import org.tallystick.ledger.commit.Transaction;
import org.tallystick.ledger.work.Worker;

/**
 * Writes the lines of the audit trail in batches, in a thread of its own.
 *
 * <p>A line per request written by the request itself would be an fsync per request, as dear as the capture it tells of.
 * So lines wait here for {@link #GATHER} and go together. The batch that is waiting can be lost by a kill; for what must
 * not be lost there are two other ways: {@link #write} puts a line into the transaction of what it tells of, and {@link
 * #addDurably} waits until the line is on disk. Captures need neither: see the package's comment.
 *
 * <p>Nothing is dropped while the process lives: when {@link #MAX_WAITING} lines wait, because the database does not take
 * them, {@link #hasRoom} is false and what would need a line is turned away, reads like writes.
 */
public final class AuditTrail implements AutoCloseable {
    /** Five transactions a second at most; a kill loses at most what was read in this time. */
    public static final Duration GATHER = Duration.ofMillis(200);

    /** At 5,000 captures a second the lines of ten seconds, some 15 MB. */
    static final int MAX_WAITING = 50_000;

    /** Lines of one insert; a transaction of some 20 ms. */
    private static final int MAX_BATCH = 2_000;

    /** A failing database is not hammered, and its return is noticed soon. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Any number that nothing else in this database locks: whoever adds lines holds it until its commit. */
    static final long ADVISORY_LOCK = 0x7461_6c6c_7961_7564L; // "tallyaud"

    private static final Logger LOGGER = Logger.getLogger(AuditTrail.class);

    private record Waiting(AuditLine line, @Nullable CompletableFuture<Void> written) {}

    private final DataSource dataSource;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean urgent;
    private boolean closing;

    private AuditTrail(DataSource dataSource) {
        this.dataSource = dataSource;
        this.thread = Thread.ofPlatform().name("tallystick-audit").unstarted(this::run);
    }

    public static AuditTrail start(DataSource dataSource) {
        AuditTrail trail = new AuditTrail(dataSource);
        trail.thread.start();
        return trail;
    }

    /** Writes lines in the caller's transaction; others that write wait for its end, so commit at once. */
    public static void write(Connection connection, List<AuditLine> lines) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            select.setLong(1, ADVISORY_LOCK);
            select.execute();
        }
        ColumnArrays rows = new ColumnArrays(
                ColumnArrays.Type.TEXT, // at
                ColumnArrays.Type.TEXT, // api_key
                ColumnArrays.Type.TEXT, // address
                ColumnArrays.Type.TEXT, // action
                ColumnArrays.Type.TEXT, // target
                ColumnArrays.Type.INT4, // status
                ColumnArrays.Type.TEXT); // request_id
        for (AuditLine line : lines) {
            rows.row(
                    line.at().toString(),
                    line.key(),
                    line.address(),
                    line.action(),
                    line.target(),
                    line.status(),
                    line.requestId());
        }
        // In the order of the lines, which is the order of their numbers.
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into audit (at, api_key, address, action, target, status, request_id)"
                        + " select at::timestamptz, api_key, address, action, target, status, request_id"
                        + " from unnest(?, ?, ?, ?, ?, ?, ?) with ordinality"
                        + " as a (at, api_key, address, action, target, status, request_id, line) order by line")) {
            rows.set(insert, 1);
            insert.executeUpdate();
        }
    }

    /** Writes lines in a transaction of their own. */
    public static void write(DataSource dataSource, List<AuditLine> lines) throws SQLException {
        Transaction.in(dataSource, connection -> {
            write(connection, lines);
            return lines.size();
        });
    }

    /** A line that is written soon. Never blocks. */
    public void add(AuditLine line) {
        add(new Waiting(line, null));
    }

    /**
     * Waits until the line is on disk.
     *
     * @return false when it is not within that time; it is written all the same once the database takes it, so the trail
     *     may tell of something that was then turned away, and never the other way
     */
    public boolean addDurably(AuditLine line, Duration wait) throws InterruptedException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        add(new Waiting(line, written));
        try {
            written.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private void add(Waiting next) {
        lock.lock();
        try {
            waiting.add(next);
            urgent |= next.written() != null;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether calls that need a line may begin. Those that began already still get theirs. */
    public boolean hasRoom() {
        return waiting() < MAX_WAITING;
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (; ; ) {
            List<Waiting> batch = take();
            if (batch.isEmpty()) {
                return;
            }
            writeUntilDone(batch);
        }
    }

    /** Waits for lines and then a little for more; empty when closing and all is written. */
    private List<Waiting> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            long nanos = GATHER.toNanos();
            while (nanos > 0 && !urgent && !closing && waiting.size() < MAX_BATCH) {
                nanos = changed.awaitNanos(nanos);
            }
            urgent = false;
            List<Waiting> batch = new ArrayList<>(Math.min(waiting.size(), MAX_BATCH));
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                Waiting next = waiting.remove();
                batch.add(next);
            }
            urgent = waiting.stream().anyMatch(next -> next.written() != null);
            return batch;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    private void writeUntilDone(List<Waiting> batch) {
        for (; ; ) {
            try {
                write(dataSource, batch.stream().map(Waiting::line).toList());
                for (Waiting done : batch) {
                    if (done.written() != null) {
                        done.written().complete(null);
                    }
                }
                return;
            } catch (SQLException | RuntimeException e) {
                // A fault of the pool or of the program costs the trail no more than an outage: not its thread.
                LOGGER.errorf("the audit trail cannot be written, %d lines wait: %s", batch.size(), e.getMessage());
                if (!pauseUnlessClosing()) {
                    LOGGER.errorf("%d lines of the audit trail are lost", batch.size());
                    IllegalStateException lost = new IllegalStateException("the audit trail cannot be written", e);
                    batch.stream()
                            .map(Waiting::written)
                            .filter(written -> written != null)
                            .forEach(written -> written.completeExceptionally(lost));
                    return;
                }
            }
        }
    }

    private boolean pauseUnlessClosing() {
        lock.lock();
        try {
            long nanos = RETRY.toNanos();
            while (nanos > 0 && !closing) {
                nanos = changed.awaitNanos(nanos);
            }
            return !closing;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Which lines; what is null asks for nothing.
     *
     * @param key of this API key or person
     * @param action by {@link org.tallystick.api.access.Action#id()}
     * @param from of calls that came then or later
     * @param until of calls that came before
     */
    public record Question(
            @Nullable String key,
            @Nullable String action,
            @Nullable Instant from,
            @Nullable Instant until) {}

    /**
     * Lines, newest first.
     *
     * @param before only lines older than this one; {@link Long#MAX_VALUE} for the newest
     */
    public List<Numbered> page(long before, int limit, Question question) throws SQLException {
        String sql = "select seq, at, api_key, address, action, target, status, request_id from audit where seq < ?"
                + (question.key() == null ? "" : " and api_key = ?")
                + (question.action() == null ? "" : " and action = ?")
                + (question.from() == null ? "" : " and at >= ?")
                + (question.until() == null ? "" : " and at < ?")
                + " order by seq desc limit ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            int parameter = 1;
            select.setLong(parameter++, before);
            for (String text : new @Nullable String[] {question.key(), question.action()}) {
                if (text != null) {
                    select.setString(parameter++, text);
                }
            }
            for (Instant time : new @Nullable Instant[] {question.from(), question.until()}) {
                if (time != null) {
                    select.setObject(parameter++, time.atOffset(ZoneOffset.UTC));
                }
            }
            select.setInt(parameter, limit);
            List<Numbered> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    AuditLine line = new AuditLine(
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getInt(7),
                            row.getString(8));
                    lines.add(new Numbered(row.getLong(1), line));
                }
            }
            return lines;
        }
    }

    /** @param seq its place in the trail */
    public record Numbered(long seq, AuditLine line) {}

    /** Writes what waits, then ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Worker.awaitEnd(thread);
    }
}
