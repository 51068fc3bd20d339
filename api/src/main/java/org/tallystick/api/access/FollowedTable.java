package org.tallystick.api.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.tallystick.ledger.work.Worker;

/**
 * The rows of a table in memory, by id, so that a request is checked without asking the database.
 *
 * <p>Loaded whole at start. What this process changes is read again after its commit ({@link #changed}); what another
 * changes is found at every beat: each look begins at the transactions that the last successful one could not see, so that
 * neither an outage nor anybody's clock hides a revocation. Every row is put as it was read, one read at a time, so of two
 * changes the later one stays.
 */
final class FollowedTable<T> implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(FollowedTable.class);

    /** The table, whose column {@code changed_by} has the transaction that changed the row last. */
    interface Source<T> {
        /** Rows changed by the transactions from one on; what was seen before may be among them. */
        List<T> changedSince(Connection connection, long transaction) throws SQLException;

        Optional<T> find(Connection connection, String id) throws SQLException;

        String id(T row);
    }

    /** What else is done at every beat, and once more at the end. */
    interface Beat {
        void run() throws SQLException;
    }

    private final String what;
    private final DataSource dataSource;
    private final Source<T> source;
    private final Duration lookEvery;
    private final Beat beat;
    private final Map<String, T> rows = new ConcurrentHashMap<>();

    /** The transaction that the next look begins at. */
    private long next;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Worker worker;

    /** @param what it is, as faults and threads name it: {@code people} */
    FollowedTable(String what, DataSource dataSource, Source<T> source, Duration lookEvery, Beat beat) {
        this.what = what;
        this.dataSource = dataSource;
        this.source = source;
        this.lookEvery = lookEvery;
        this.beat = beat;
        this.worker = new Worker(
                "tallystick-" + what.toLowerCase(Locale.ROOT).replace(' ', '-'), "the list of " + what, this::round);
    }

    void open() throws SQLException {
        look();
        worker.start();
    }

    Optional<T> get(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    Collection<T> all() {
        return rows.values();
    }

    /** Reads one row as it stands now. One that cannot be read is found by the next look. */
    synchronized void changed(String id) {
        read(id).ifPresent(row -> rows.put(id, row));
    }

    /** Reads one row that is not known here yet; waits for no other read, since anybody may ask. */
    void lookUp(String id) {
        // What came from elsewhere meanwhile is as new, or newer.
        read(id).ifPresent(row -> rows.putIfAbsent(id, row));
    }

    private Optional<T> read(String id) {
        try (Connection connection = dataSource.getConnection()) {
            return source.find(connection, id);
        } catch (SQLException e) {
            LOGGER.warnf("%s of the %s cannot be read: %s", id, what, e.getMessage());
            return Optional.empty();
        }
    }

    /** Why what others change is not found at the moment. */
    Optional<String> fault() {
        return worker.fault();
    }

    private boolean round() throws SQLException, InterruptedException {
        boolean last = closing.await(lookEvery.toMillis(), TimeUnit.MILLISECONDS);
        look();
        beat.run();
        return !last;
    }

    private synchronized void look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            // Read before the rows: what commits between the two is found now and once more.
            long unseen = oldestUnseen(connection);
            source.changedSince(connection, next).forEach(row -> rows.put(source.id(row), row));
            next = unseen;
        }
    }

    /** The oldest transaction whose changes a look that begins now may not see. */
    private static long oldestUnseen(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        worker.close();
    }
}
