package org.tallystick.provenance.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.query.Condition.TimeField;
import org.tallystick.provenance.query.QueryCompiler.IndexRange;

/**
 * Answers {@link EventQuery}s in pages: one compiler from conditions to SQL, typed, with bound values only.
 *
 * <p><b>Pages are stable.</b> The first page fixes how many entries of the log the answer is about, and its token carries
 * that size: whatever arrives between two pages, late events in the middle of the order included, nothing is doubled and
 * nothing is skipped. A page begins after the last event of the one before by its place in the order, so page 1,000 costs
 * what page 1 does.
 *
 * <p><b>Record times are places in the log</b>: since block times never fall, {@code GE_recordTime} is "from this index on".
 * They are looked up first, and the query sees indexes only.
 *
 * <p>The events are chosen in an inner query that touches the read model alone; the records' bytes are fetched for those of
 * one page. Thread-safe.
 */
public final class EventQueries {
    /** Of the records on one page; a single larger record still comes, alone. A page of megabyte events ends early. */
    static final long PAGE_BYTES_MAX = 8L << 20;

    /** How many rows the driver holds at a time; with the largest records allowed that is what a page may hold. */
    private static final int FETCH_ROWS = 32;

    /** No index serves every combination of conditions; a query that looks at everything is stopped after that long. */
    private static final int TIMEOUT_SECONDS = 15;

    /** PostgreSQL's query_canceled. */
    private static final String CANCELED = "57014";

    private final DataSource dataSource;

    public EventQueries(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The page of the answer that the query asks for.
     *
     * @throws QueryParameterException if its page token belongs to another query
     * @throws QueryTooLargeException if more events match than its maxEventCount
     * @throws QueryTooComplexException if it takes too long
     */
    public EventPage find(EventQuery query) throws SQLException {
        query.from().ifPresent(token -> token.requireOf(query));
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return page(connection, query);
            } catch (SQLException e) {
                if (CANCELED.equals(e.getSQLState())) {
                    throw new QueryTooComplexException("the query takes more than " + TIMEOUT_SECONDS
                            + " seconds; narrow it, by a window of event time, say");
                }
                throw e;
            } finally {
                connection.rollback(); // nothing was written
                connection.setAutoCommit(true);
            }
        }
    }

    private static EventPage page(Connection connection, EventQuery query) throws SQLException {
        Optional<PageToken> from = query.from();
        long size = from.isPresent()
                ? from.get().size()
                : indexOr(connection, new Sql().add("select max(index) + 1 from event"), 0);
        int delivered = from.map(PageToken::delivered).orElse(0);
        int wanted = Math.min(query.perPage(), query.eventCountLimit().orElse(Integer.MAX_VALUE) - delivered);
        IndexRange range = range(connection, query, size);
        if (wanted <= 0 || range.from() >= range.to()) {
            return new EventPage(List.of(), Optional.empty());
        }
        QueryCompiler compiler = new QueryCompiler(query, range);
        if (from.isEmpty() && query.maxEventCount().isPresent()) {
            checkCount(connection, compiler, query.maxEventCount().getAsInt());
        }
        // One more than wanted tells whether there is another page.
        try (PreparedStatement select = prepare(connection, compiler.page(wanted + 1))) {
            select.setFetchSize(FETCH_ROWS);
            try (ResultSet row = select.executeQuery()) {
                return read(row, query, size, delivered, wanted);
            }
        }
    }

    private static EventPage read(ResultSet row, EventQuery query, long size, int delivered, int wanted)
            throws SQLException {
        List<FoundEvent> events = new ArrayList<>();
        PageToken next = null;
        long bytes = 0;
        while (row.next()) {
            byte[] record = row.getBytes(5);
            bytes += record.length;
            if (events.size() == wanted || bytes > PAGE_BYTES_MAX && !events.isEmpty()) {
                boolean enough = query.eventCountLimit().orElse(Integer.MAX_VALUE) == delivered + events.size();
                return new EventPage(
                        events,
                        enough ? Optional.empty() : Optional.ofNullable(next).map(PageToken::toString));
            }
            RecordAddress address = new RecordAddress(row.getLong(1), row.getInt(2));
            events.add(new FoundEvent(address, Micros.instant(Micros.read(row, 4)), record));
            next = new PageToken(
                    PageToken.QueryName.of(query),
                    size,
                    delivered + events.size(),
                    Micros.read(row, 3),
                    address.index(),
                    address.position());
        }
        return new EventPage(events, Optional.empty());
    }

    /** What of the first {@code size} entries has a record time that the query wants. */
    private static IndexRange range(Connection connection, EventQuery query, long size) throws SQLException {
        long from = 0;
        long to = size;
        for (Condition condition : query.conditions()) {
            switch (condition) {
                case Condition.From(TimeField field, Instant time)
                when field == TimeField.RECORD_TIME -> from = Math.max(from, firstIndex(connection, time, size));
                case Condition.Before(TimeField field, Instant time)
                when field == TimeField.RECORD_TIME -> to = Math.min(to, firstIndex(connection, time, size));
                default -> {}
            }
        }
        return new IndexRange(from, to);
    }

    /** The first index of that record time or a later one. */
    private static long firstIndex(Connection connection, Instant time, long otherwise) throws SQLException {
        Sql sql = new Sql()
                .add("select min(index) from event where record_time ="
                        + " (select min(record_time) from event where record_time >= ")
                .bind(time)
                .add(")");
        return indexOr(connection, sql, otherwise);
    }

    private static long indexOr(Connection connection, Sql sql, long otherwise) throws SQLException {
        try (PreparedStatement select = prepare(connection, sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            long index = row.getLong(1);
            return row.wasNull() ? otherwise : index;
        }
    }

    private static void checkCount(Connection connection, QueryCompiler compiler, int max) throws SQLException {
        int limit = max == Integer.MAX_VALUE ? max : max + 1;
        try (PreparedStatement select = prepare(connection, compiler.count(limit));
                ResultSet row = select.executeQuery()) {
            row.next();
            if (row.getLong(1) > max) {
                throw new QueryTooLargeException("more than " + max + " events match; maxEventCount allows no more");
            }
        }
    }

    private static PreparedStatement prepare(Connection connection, Sql sql) throws SQLException {
        PreparedStatement statement = sql.prepare(connection);
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        return statement;
    }
}
