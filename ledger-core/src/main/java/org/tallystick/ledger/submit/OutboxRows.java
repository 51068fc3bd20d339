package org.tallystick.ledger.submit;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.commit.ColumnArrays;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.StatementId;

/** The tables {@code submission} and {@code record} ({@code V010__journal.sql}) as the outbox uses them. */
public final class OutboxRows {
    private static final int WAITING = 0;
    private static final int REGISTERED = 1;
    private static final int REFUSED = 2;
    private static final int NOTHING_NEW = 3;

    /** Statements a restart takes up at once; the outbox's own limit keeps them few. */
    private static final int MAX_WAITING = 100_000;

    private static final String JOB_COLUMNS = "cti, created_at, decided_at, state, index, refusal_code, refusal_detail,"
            + " known_index, known_position, memo, records";

    private final Journal journal;

    public OutboxRows(Journal journal) {
        this.journal = journal;
    }

    record KnownKey(Hash digest, Job job) {}

    record Decided(Pending pending, Outcome outcome) {}

    // ---- look-ups of a batch

    /** What earlier requests with these idempotency keys came to. */
    Map<Submission.IdempotencyKey.Name, KnownKey> keys(Connection connection, List<Pending> batch) throws SQLException {
        List<Submission.IdempotencyKey> asked =
                batch.stream().flatMap(pending -> pending.key.stream()).toList();
        Map<Submission.IdempotencyKey.Name, KnownKey> known = new HashMap<>();
        if (asked.isEmpty()) {
            return known;
        }
        try (PreparedStatement select = connection.prepareStatement("select " + JOB_COLUMNS
                + ", idempotency_scope, idempotency_key, idempotency_digest from submission"
                + " join unnest(?, ?) as asked (scope, key)"
                + " on idempotency_scope = asked.scope and idempotency_key = asked.key")) {
            select.setArray(
                    1,
                    texts(
                            connection,
                            asked.stream().map(Submission.IdempotencyKey::scope).toList()));
            select.setArray(
                    2,
                    texts(
                            connection,
                            asked.stream().map(Submission.IdempotencyKey::key).toList()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    known.put(
                            new Submission.IdempotencyKey.Name(
                                    row.getString("idempotency_scope"), row.getString("idempotency_key")),
                            new KnownKey(Hash.of(row.getBytes("idempotency_digest")), job(row)));
                }
            }
        }
        return known;
    }

    /**
     * What of a batch's records is registered.
     *
     * @param byBytes where a record with these bytes was first registered, or made of this origin
     * @param byName where a record of this name was first registered
     */
    record Registered(Map<Hash, RecordAddress> byBytes, Map<String, RecordAddress> byName) {
        /** Where a submitted record stands already; null where it is new. */
        @Nullable
        RecordAddress find(Pending pending, int record) {
            RecordAddress same = byBytes.get(pending.fingerprints.get(record));
            return same == null && !pending.records.isEmpty()
                    ? pending.records.get(record).origin().map(byBytes::get).orElse(null)
                    : same;
        }
    }

    /**
     * Looks the records of a batch up among the issuer's registered ones, by name alone: a record's name stands in its
     * bytes, so equal bytes have equal names. Two look-ups of one table each, since a join leaves the planner a choice,
     * and it chooses badly while a table has no statistics; the second one is rare.
     */
    Registered registered(Connection connection, Issuer issuer, List<Pending> batch) throws SQLException {
        record Row(Hash fingerprint, Optional<Hash> origin, String name, UUID cti, int position) {}
        List<String> asked = batch.stream()
                .flatMap(pending -> pending.names.stream())
                .distinct()
                .toList();
        Registered registered = new Registered(new HashMap<>(), new HashMap<>());
        if (asked.isEmpty()) {
            return registered;
        }
        int issuerNumber = journal.issuerNumber(issuer);
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select fingerprint, name, cti, position, issuer, origin from record where name = any(?)")) {
            select.setArray(1, texts(connection, asked));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (row.getInt(5) == issuerNumber && row.getBytes(1) != null) {
                        rows.add(new Row(
                                Hash.of(row.getBytes(1)),
                                Optional.ofNullable(row.getBytes(6)).map(Hash::of),
                                row.getString(2),
                                row.getObject(3, UUID.class),
                                row.getInt(4)));
                    }
                }
            }
        }
        if (rows.isEmpty()) {
            return registered;
        }
        Map<UUID, Long> indexes = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select cti, index, issuer from entry where cti = any(?)")) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", rows.stream().map(Row::cti).distinct().toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (row.getInt(3) == issuerNumber) {
                        indexes.put(row.getObject(1, UUID.class), row.getLong(2));
                    }
                }
            }
        }
        for (Row row : rows) {
            Long index = indexes.get(row.cti());
            if (index != null) {
                RecordAddress address = new RecordAddress(index, row.position());
                registered.byBytes().merge(row.fingerprint(), address, OutboxRows::first);
                row.origin().ifPresent(origin -> registered.byBytes().merge(origin, address, OutboxRows::first));
                registered.byName().merge(row.name(), address, OutboxRows::first);
            }
        }
        return registered;
    }

    private static RecordAddress first(RecordAddress one, RecordAddress other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    // ---- writing

    /**
     * Writes rows and records of submissions, with the outcome where the same transaction decides them. The records of
     * a refused one are not stored: nothing of it is kept but the answer.
     */
    void insert(
            Connection connection, Issuer issuer, List<Pending> batch, Map<StatementId, Outcome> outcomes, Instant now)
            throws SQLException {
        insertSubmissions(connection, batch, outcomes, now);
        insertSources(connection, issuer, batch, outcomes);
        ColumnArrays rows = new ColumnArrays(
                ColumnArrays.Type.UUID,
                ColumnArrays.Type.INT4,
                ColumnArrays.Type.BYTEA,
                ColumnArrays.Type.BYTEA,
                ColumnArrays.Type.TEXT,
                ColumnArrays.Type.BYTEA,
                ColumnArrays.Type.BYTEA,
                ColumnArrays.Type.BYTEA);
        for (Pending pending : batch) {
            Outcome outcome = outcomes.get(pending.signed().id());
            if (outcome instanceof Outcome.Refused && !pending.isToBeSignedAgain(outcome)) {
                continue;
            }
            UUID cti = Journal.uuid(pending.job);
            for (int i = 0; i < pending.placed.size(); i++) {
                if (pending.placed.get(i) instanceof Pending.Placed.Here(int position, boolean first) && first) {
                    Submission.NewRecord record = pending.records.get(i);
                    rows.row(
                            cti,
                            position,
                            pending.salts.get(position).bytes(),
                            record.bytes(),
                            record.name(),
                            pending.fingerprints.get(i).bytes(),
                            pending.digests.get(position).bytes(),
                            record.origin().map(Hash::bytes).orElse(null));
                }
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into record"
                + " (issuer, cti, position, salt, bytes, name, fingerprint, digest, origin)"
                + " select ?, cti, position, salt, bytes, name, fingerprint, digest, origin"
                + " from unnest(?, ?, ?, ?, ?, ?, ?, ?)"
                + " as r (cti, position, salt, bytes, name, fingerprint, digest, origin)")) {
            insert.setInt(1, journal.issuerNumber(issuer));
            rows.set(insert, 2);
            insert.executeUpdate();
        }
    }

    /** The documents, which few submissions have: one that is refused leaves none. */
    private void insertSources(
            Connection connection, Issuer issuer, List<Pending> batch, Map<StatementId, Outcome> outcomes)
            throws SQLException {
        List<Pending> with = batch.stream()
                .filter(pending -> pending.source.isPresent())
                .filter(pending -> {
                    Outcome outcome = outcomes.get(pending.signed().id());
                    return !(outcome instanceof Outcome.Refused) || pending.isToBeSignedAgain(outcome);
                })
                .toList();
        if (with.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into source (issuer, cti, media_type, salt, document) values (?, ?, ?, ?, ?)")) {
            for (Pending pending : with) {
                Submission.Source source = pending.source.orElseThrow();
                RecordSalt salt = Objects.requireNonNull(pending.sourceSalt, "made when it was signed");
                insert.setInt(1, journal.issuerNumber(issuer));
                insert.setObject(2, Journal.uuid(pending.job));
                insert.setString(3, source.mediaType().mediaType());
                insert.setBytes(4, salt.bytes());
                insert.setBytes(5, source.document());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void insertSubmissions(
            Connection connection, List<Pending> batch, Map<StatementId, Outcome> outcomes, Instant now)
            throws SQLException {
        ColumnArrays rows = new ColumnArrays(
                ColumnArrays.Type.UUID, // cti
                ColumnArrays.Type.TEXT, // created_at
                ColumnArrays.Type.INT4, // state
                ColumnArrays.Type.TEXT, // content_type
                ColumnArrays.Type.BYTEA, // statement
                ColumnArrays.Type.BOOL, // signed_here
                ColumnArrays.Type.INT8, // index
                ColumnArrays.Type.INT4, // refusal_code
                ColumnArrays.Type.TEXT, // refusal_detail
                ColumnArrays.Type.INT4, // records
                ColumnArrays.Type.TEXT, // known_index, an array as text
                ColumnArrays.Type.TEXT, // known_position, an array as text
                ColumnArrays.Type.TEXT, // memo
                ColumnArrays.Type.TEXT, // idempotency_scope
                ColumnArrays.Type.TEXT, // idempotency_key
                ColumnArrays.Type.BYTEA); // idempotency_digest
        for (Pending pending : batch) {
            Outcome outcome = outcomes.get(pending.signed().id());
            boolean waits = outcome == null || pending.isToBeSignedAgain(outcome);
            OutcomeColumns decided = OutcomeColumns.of(waits ? null : outcome);
            KnownPlaces places = KnownPlaces.of(pending);
            Submission.IdempotencyKey key = pending.key.orElse(null);
            rows.row(
                    Journal.uuid(pending.job),
                    pending.createdAt.toString(),
                    decided.state(),
                    pending.signed().header().contentType().mediaType(),
                    waits ? pending.signed().bytes() : null,
                    true,
                    decided.index(),
                    decided.refusalCode(),
                    decided.refusalDetail(),
                    pending.placed.size(),
                    places == null ? null : places.indexText(),
                    places == null ? null : places.positionText(),
                    pending.memo.orElse(null),
                    key == null ? null : key.scope(),
                    key == null ? null : key.key(),
                    key == null ? null : key.digest().bytes());
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into submission"
                + " (cti, created_at, decided_at, state, content_type, statement, signed_here, index, refusal_code,"
                + " refusal_detail, records, known_index, known_position, memo, idempotency_scope, idempotency_key,"
                + " idempotency_digest)"
                + " select cti, created_at::timestamptz, case when state <> " + WAITING + " then ?::timestamptz end,"
                + " state, content_type, statement, signed_here, index, refusal_code, refusal_detail, records,"
                + " known_index::bigint[], known_position::integer[], memo, idempotency_scope, idempotency_key,"
                + " idempotency_digest"
                + " from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " as s (cti, created_at, state, content_type, statement, signed_here, index, refusal_code,"
                + " refusal_detail, records, known_index, known_position, memo, idempotency_scope, idempotency_key,"
                + " idempotency_digest)")) {
            insert.setObject(1, timestamp(now));
            rows.set(insert, 2);
            insert.executeUpdate();
        }
    }

    void insertNothingNew(Connection connection, List<Pending> batch, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into submission"
                + " (cti, created_at, decided_at, state, content_type, signed_here, records, known_index,"
                + " known_position, memo, idempotency_scope, idempotency_key, idempotency_digest)"
                + " values (?, ?, ?, ?, ?, true, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Pending pending : batch) {
                insert.setObject(1, Journal.uuid(pending.job));
                insert.setObject(2, timestamp(pending.createdAt));
                insert.setObject(3, timestamp(now));
                insert.setInt(4, NOTHING_NEW);
                insert.setString(5, org.tallystick.ledger.statement.ContentType.CAPTURE.mediaType());
                setPlaces(insert, pending, 6);
                insert.setString(9, pending.memo.orElse(null));
                setKey(insert, pending, 10);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** What an outcome puts into its row. */
    private record OutcomeColumns(
            int state,
            @Nullable Long index,
            @Nullable Integer refusalCode,
            @Nullable String refusalDetail) {
        static OutcomeColumns of(@Nullable Outcome outcome) {
            return switch (outcome) {
                case null -> new OutcomeColumns(WAITING, null, null, null);
                case Outcome.Registered(long at) -> new OutcomeColumns(REGISTERED, at, null, null);
                case Outcome.AlreadyRegistered(long at) -> new OutcomeColumns(REGISTERED, at, null, null);
                case Outcome.Refused(Refusal refusal) ->
                    new OutcomeColumns(REFUSED, null, refusal.code().number(), refusal.detail());
            };
        }
    }

    /** Columns known_index and known_position. */
    private record KnownPlaces(@Nullable Long[] index, Integer[] position) {
        /** Null where all of a job's records are new and distinct, the common case. */
        static @Nullable KnownPlaces of(Pending pending) {
            boolean plain = true;
            @Nullable Long[] index = new Long[pending.placed.size()];
            Integer[] position = new Integer[pending.placed.size()];
            for (int i = 0; i < pending.placed.size(); i++) {
                switch (pending.placed.get(i)) {
                    case Pending.Placed.Before(RecordAddress address) -> {
                        index[i] = address.index();
                        position[i] = address.position();
                        plain = false;
                    }
                    case Pending.Placed.Here(int at, boolean first) -> {
                        position[i] = at;
                        plain &= at == i;
                    }
                }
            }
            return plain ? null : new KnownPlaces(index, position);
        }

        String indexText() {
            return text(index);
        }

        String positionText() {
            return text(position);
        }

        /** As PostgreSQL writes an array of numbers: {@code {7,NULL,9}}. */
        private static String text(@Nullable Object[] numbers) {
            StringJoiner text = new StringJoiner(",", "{", "}");
            for (Object number : numbers) {
                text.add(number == null ? "NULL" : number.toString());
            }
            return text.toString();
        }
    }

    /** Columns records, known_index, known_position. */
    private static void setPlaces(PreparedStatement statement, Pending pending, int column) throws SQLException {
        statement.setInt(column, pending.placed.size());
        KnownPlaces places = KnownPlaces.of(pending);
        if (places == null) {
            statement.setNull(column + 1, Types.ARRAY);
            statement.setNull(column + 2, Types.ARRAY);
        } else {
            Connection connection = statement.getConnection();
            statement.setArray(column + 1, connection.createArrayOf("bigint", places.index()));
            statement.setArray(column + 2, connection.createArrayOf("integer", places.position()));
        }
    }

    private static void setKey(PreparedStatement statement, Pending pending, int column) throws SQLException {
        Submission.IdempotencyKey key = pending.key.orElse(null);
        statement.setString(column, key == null ? null : key.scope());
        statement.setString(column + 1, key == null ? null : key.key());
        statement.setBytes(column + 2, key == null ? null : key.digest().bytes());
    }

    /** Moves waiting rows to their outcome. The statement goes: it is in the entry, or of no use. */
    void update(Connection connection, List<Decided> decided, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update submission set state = ?, index = ?,"
                + " refusal_code = ?, refusal_detail = ?, decided_at = ?, statement = null"
                + " where cti = ? and state = 0")) {
            for (Decided one : decided) {
                if (one.pending().isToBeSignedAgain(one.outcome())) {
                    continue;
                }
                OutcomeColumns columns = OutcomeColumns.of(one.outcome());
                update.setInt(1, columns.state());
                update.setObject(2, columns.index(), Types.BIGINT);
                update.setObject(3, columns.refusalCode(), Types.SMALLINT);
                update.setString(4, columns.refusalDetail());
                update.setObject(5, timestamp(now));
                update.setObject(6, Journal.uuid(one.pending().job));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    void replaceStatements(Connection connection, List<Pending> signedAgain) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update submission set statement = ? where cti = ? and state = 0")) {
            for (Pending pending : signedAgain) {
                update.setBytes(1, pending.signed().bytes());
                update.setObject(2, Journal.uuid(pending.job));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    // ---- reading

    /** What is durable and undecided, oldest first. */
    List<Pending> waiting(Connection connection) throws SQLException {
        List<Pending> waiting = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select s.statement, s.created_at,"
                + " s.records, s.known_index, s.known_position, s.idempotency_scope, s.idempotency_key,"
                + " s.idempotency_digest, array_agg(r.fingerprint order by r.position),"
                + " array_agg(r.name order by r.position)"
                + " from submission s left join record r on r.cti = s.cti"
                + " where s.state = 0 group by s.cti order by s.created_at limit ?")) {
            select.setInt(1, MAX_WAITING);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    List<Hash> fingerprints = new ArrayList<>();
                    for (byte @Nullable [] fingerprint :
                            (byte[][]) row.getArray(9).getArray()) {
                        if (fingerprint != null) {
                            fingerprints.add(Hash.of(fingerprint));
                        }
                    }
                    List<String> names = new ArrayList<>();
                    for (String name : (@Nullable String[]) row.getArray(10).getArray()) {
                        if (name != null) {
                            names.add(name);
                        }
                    }
                    String key = row.getString(7);
                    waiting.add(Pending.resumed(
                            statement(row.getBytes(1)),
                            instant(row, 2),
                            fingerprints,
                            names,
                            places(row, 3, 4, 5),
                            key == null
                                    ? Optional.empty()
                                    : Optional.of(new Submission.IdempotencyKey(
                                            row.getString(6), key, Hash.of(row.getBytes(8))))));
                }
            }
        }
        return waiting;
    }

    private static SignedStatement statement(byte[] bytes) {
        try {
            return SignedStatement.parse(bytes);
        } catch (MalformedStatementException e) {
            throw new IllegalStateException("the outbox holds what is no statement", e);
        }
    }

    /** A job by its id. */
    public Optional<Job> job(Connection connection, Cti id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select " + JOB_COLUMNS + " from submission where cti = ?")) {
            select.setObject(1, Journal.uuid(id));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(job(row)) : Optional.empty();
            }
        }
    }

    /**
     * The jobs that came with a memo, newest first.
     *
     * @param after only those that come after it in this order
     */
    public List<Job> jobs(Connection connection, Optional<Job.Place> after, int limit) throws SQLException {
        String sql = "select " + JOB_COLUMNS + " from submission where memo is not null"
                + (after.isPresent() ? " and (created_at, cti) < (?, ?)" : "")
                + " order by created_at desc, cti desc limit ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int parameter = 1;
            if (after.isPresent()) {
                select.setObject(parameter++, after.get().createdAt().atOffset(ZoneOffset.UTC));
                select.setObject(parameter++, Journal.uuid(after.get().id()));
            }
            select.setInt(parameter, limit);
            List<Job> jobs = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    jobs.add(job(row));
                }
            }
            return jobs;
        }
    }

    private static Job job(ResultSet row) throws SQLException {
        Cti id = Journal.cti(row.getObject("cti", UUID.class));
        OffsetDateTime decidedAt = row.getObject("decided_at", OffsetDateTime.class);
        return new Job(
                id,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(decidedAt).map(OffsetDateTime::toInstant),
                decision(row, id),
                Optional.ofNullable(row.getString("memo")));
    }

    private static Optional<Decision> decision(ResultSet row, Cti id) throws SQLException {
        return switch (row.getInt("state")) {
            case WAITING -> Optional.empty();
            case REGISTERED -> {
                long index = row.getLong("index");
                yield Optional.of(new Decision.Registered(id, index, addresses(row, index)));
            }
            case REFUSED ->
                Optional.of(new Decision.Refused(
                        id, new Refusal(Refusal.Code.of(row.getInt("refusal_code")), row.getString("refusal_detail"))));
            case NOTHING_NEW -> Optional.of(new Decision.NothingNew(id, addresses(row, -1)));
            default -> throw new IllegalStateException("submission " + id + " has state " + row.getInt("state"));
        };
    }

    private static List<RecordAddress> addresses(ResultSet row, long index) throws SQLException {
        return places(row, row.findColumn("records"), row.findColumn("known_index"), row.findColumn("known_position"))
                .stream()
                .map(placed -> placed.at(index))
                .toList();
    }

    private static List<Pending.Placed> places(ResultSet row, int records, int knownIndex, int knownPosition)
            throws SQLException {
        int count = row.getInt(records);
        Array indexes = row.getArray(knownIndex);
        Array positions = row.getArray(knownPosition);
        List<Pending.Placed> placed = new ArrayList<>(count);
        if (indexes == null || positions == null) {
            for (int i = 0; i < count; i++) {
                placed.add(new Pending.Placed.Here(i, true));
            }
            return placed;
        }
        @Nullable Long[] index = (@Nullable Long[]) indexes.getArray();
        Integer[] position = (Integer[]) positions.getArray();
        for (int i = 0; i < count; i++) {
            Long known = index[i];
            placed.add(
                    known != null
                            ? new Pending.Placed.Before(new RecordAddress(known, position[i]))
                            : new Pending.Placed.Here(position[i], true));
        }
        return placed;
    }

    private static Array texts(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
