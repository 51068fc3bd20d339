package org.tallystick.api.command;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.tallystick.api.node.Node;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Submission;

/**
 * Registers the records of an archived log in the log after it: the same bytes, in the same order, a capture again a
 * capture, so that every question finds them as before. Their proofs under the old checkpoints stay in the archive; these
 * are further ones, from today on.
 *
 * <p>Registering a record twice is once, so it may be begun again at any time.
 */
final class CarryOver {
    /** Captures under way: some batches of the outbox, and no more records than it takes. */
    private static final int WINDOW = 2_000;

    private static final long WINDOW_BYTES = 48L << 20;

    private static final long WAIT_SECONDS = 60;

    private final DataSource archive;
    private final Node node;
    private final PrintStream err;

    private final ArrayDeque<OnTheWay> window = new ArrayDeque<>();
    private long windowBytes;
    private long captures;

    private record OnTheWay(java.util.concurrent.Future<Decision> decided, long bytes) {}

    CarryOver(DataSource archive, Node node, PrintStream err) {
        this.archive = archive;
        this.node = node;
        this.err = err;
    }

    void run() throws SQLException, IOException, InterruptedException, TimeoutException {
        try (Connection connection = archive.getConnection()) {
            connection.setAutoCommit(false);
            long size = new Journal(archive).size();
            Progress progress = new Progress(err, "entries registered again");
            registerAll(
                    connection,
                    "select e.index, r.bytes, r.name from entry e join record r on r.cti = e.cti and r.issuer = e.issuer"
                            + " where r.bytes is not null order by e.index, r.position",
                    index -> progress.at(index, size));
            // What was acknowledged and not decided yet when the backup was made.
            registerAll(
                    connection,
                    "select dense_rank() over (order by s.created_at, s.cti), r.bytes, r.name"
                            + " from submission s join record r on r.cti = s.cti where s.state = 0"
                            + " order by 1, r.position",
                    number -> {});
            connection.rollback();
        }
        drain(0);
        long last = node.ledger().view().size() - 1;
        try {
            node.ledger().projected(last).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the read models do not follow: " + reason(e), e);
        }
        err.printf("  %,d captures registered again%n", captures);
    }

    private void registerAll(Connection connection, String sql, java.util.function.LongConsumer progress)
            throws SQLException, IOException, InterruptedException, TimeoutException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(500);
            try (ResultSet row = select.executeQuery()) {
                List<Submission.NewRecord> records = new ArrayList<>();
                long capture = -1;
                while (row.next()) {
                    if (row.getLong(1) != capture && !records.isEmpty()) {
                        register(records);
                        progress.accept(capture);
                        records.clear();
                    }
                    capture = row.getLong(1);
                    records.add(
                            new Submission.NewRecord(row.getBytes(2), row.getString(3), Submission.NameRule.SHARED));
                }
                if (!records.isEmpty()) {
                    register(records);
                }
            }
        }
    }

    private void register(List<Submission.NewRecord> records)
            throws IOException, InterruptedException, TimeoutException {
        long bytes = records.stream().mapToLong(record -> record.bytes().length).sum();
        while (window.size() >= WINDOW || windowBytes > 0 && windowBytes + bytes > WINDOW_BYTES) {
            drain(window.size() - 1);
        }
        window.add(new OnTheWay(
                node.ledger()
                        .register(new Submission.Records(records, Optional.empty(), Optional.empty()))
                        .decided(),
                bytes));
        windowBytes += bytes;
        captures++;
    }

    private void drain(int left) throws IOException, InterruptedException, TimeoutException {
        while (window.size() > left) {
            OnTheWay oldest = window.remove();
            windowBytes -= oldest.bytes();
            try {
                Decision decision = oldest.decided().get(WAIT_SECONDS, TimeUnit.SECONDS);
                if (decision instanceof Decision.Refused refused) {
                    throw new IOException("the new log refuses records of the old one: " + refused.refusal());
                }
            } catch (ExecutionException e) {
                throw new IOException("the new log cannot be written: " + reason(e), e);
            }
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
