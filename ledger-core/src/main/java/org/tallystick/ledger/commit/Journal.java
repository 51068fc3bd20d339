package org.tallystick.ledger.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.Known;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.StateChange;
import org.tallystick.ledger.execute.StateKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.StatementId;

/**
 * The journal's tables ({@code V010__journal.sql}): blocks, entries, tiles and state, written once by each block's
 * transaction; records are written by whoever has them.
 *
 * <p>Thread-safe; holds only the small numbers of issuers, which never change.
 */
public final class Journal {
    /** Entries of one read: a projection's transaction stays short, and a page fits the memory of a small node. */
    public static final int MAX_READ_ENTRIES = 1_000;

    /** Bytes of records in one read (the first entry is always whole): bounds the memory of a page of large captures. */
    public static final long MAX_READ_BYTES = 32 * 1024 * 1024;

    /** The seal is made there, from the row before: no query of its own, and nothing to remember here. */
    private static final String INSERT_BLOCK =
            "insert into block (height, time, size, root, state_root, seal) select ?, ?, ?, ?, ?, sha256(coalesce("
                    + "(select seal from block order by height desc limit 1), ''::bytea) || ?)";

    private final DataSource dataSource;
    private final TileStore tiles;
    private final Map<Issuer, Integer> issuerNumbers = new ConcurrentHashMap<>();
    private final Map<Integer, Issuer> issuers = new ConcurrentHashMap<>();

    public Journal(DataSource dataSource) {
        this.dataSource = dataSource;
        this.tiles = new TileStore(dataSource);
    }

    public TileStore tiles() {
        return tiles;
    }

    /** The log's name, if this database has a ledger. */
    public Optional<Origin> origin() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select origin from chain");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(origin(row.getString(1))) : Optional.empty();
        }
    }

    /** Makes the empty ledger: the log exists from here on. */
    public void create(Origin origin) throws SQLException {
        LedgerView empty = LedgerView.empty(origin);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into chain (origin, height, size, root, state_root, time) values (?, 0, 0, ?, ?, ?)")) {
                insert.setString(1, origin.name());
                insert.setBytes(2, empty.frontier().root().bytes());
                insert.setBytes(3, empty.state().root().bytes());
                insert.setObject(4, timestamp(empty.time()));
                insert.executeUpdate();
                try (PreparedStatement first = connection.prepareStatement(INSERT_BLOCK)) {
                    setBlock(first, 1, empty, List.of());
                    first.executeUpdate();
                }
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    LedgerView load() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                return load(connection);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
    }

    private LedgerView load(Connection connection) throws SQLException {
        ChainRow chain = chain(connection, false);
        if (chain.halted() != null) {
            throw new DifferingLedgerException("this ledger was halted: " + chain.halted());
        }
        Frontier frontier = frontier(connection, chain);
        requireSame("root of the tree at size " + chain.size(), chain.root(), frontier.root());
        LedgerState state = state(connection);
        requireSame("state root", chain.stateRoot(), state.root());
        return new LedgerView(chain.origin(), chain.height(), chain.time(), frontier, state);
    }

    private Frontier frontier(Connection connection, ChainRow chain) {
        try {
            return Frontier.load(chain.size(), tiles.within(connection));
        } catch (IOException | MalformedLogException e) {
            throw new DifferingLedgerException("the tree's right edge at size " + chain.size() + ": " + e.getMessage());
        }
    }

    private static void requireSame(String what, Hash stored, Hash computed) {
        if (!stored.equals(computed)) {
            throw new DifferingLedgerException(what + " is stored as " + stored + ", recomputed it is " + computed);
        }
    }

    private record ChainRow(
            Origin origin,
            long height,
            long size,
            Hash root,
            Hash stateRoot,
            Instant time,
            @Nullable String halted) {}

    private static ChainRow chain(Connection connection, boolean locked) throws SQLException {
        String sql = "select origin, height, size, root, state_root, time, halted from chain"
                + (locked ? " for update" : "");
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new DifferingLedgerException("the database has no chain row");
            }
            return new ChainRow(
                    origin(row.getString(1)),
                    row.getLong(2),
                    row.getLong(3),
                    Hash.of(row.getBytes(4)),
                    Hash.of(row.getBytes(5)),
                    instant(row, 6),
                    row.getString(7));
        }
    }

    private static LedgerState state(Connection connection) throws SQLException {
        TreeMap<StateKey, byte[]> rows = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("select key, value from state order by key");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.put(new StateKey(row.getString(1)), row.getBytes(2));
            }
        }
        return LedgerState.of(rows);
    }

    /** The stored note with the greatest size. */
    public Optional<String> newestNote() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select note from checkpoint order by size desc limit 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    /** The stored notes with the greatest sizes, the greatest first. */
    List<String> newestNotes(int limit) throws SQLException {
        List<String> notes = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select note from checkpoint order by size desc limit ?")) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    notes.add(row.getString(1));
                }
            }
        }
        return notes;
    }

    /** Where the log ended before the newest block; empty where that is the first. */
    Optional<Long> sizeOfBlockBefore() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select size from block order by height desc offset 1 limit 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    /** Keeps the note of the checkpoint of that size, in place of one with fewer signatures. */
    void replaceNote(Connection connection, long size, String note) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into checkpoint (size, note)"
                + " values (?, ?) on conflict (size) do update set note = excluded.note")) {
            upsert.setLong(1, size);
            upsert.setString(2, note);
            upsert.executeUpdate();
        }
    }

    void storeNote(SignedCheckpoint signed) throws SQLException {
        storeNote(signed.checkpoint().size(), signed.note());
    }

    /** Keeps the note of the checkpoint of that size; one that is stored already stays. */
    public void storeNote(long size, String note) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into checkpoint (size, note) values (?, ?) on conflict (size) do nothing")) {
            insert.setLong(1, size);
            insert.setString(2, note);
            insert.executeUpdate();
        }
    }

    /** Stops all signing on this ledger, with the reason: the next block's compare-and-set fails. */
    public void halt(String reason) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update chain set halted = coalesce(halted, ?)")) {
            update.setString(1, reason);
            update.executeUpdate();
        }
    }

    /** Lets a halted ledger sign again, once somebody has looked and all agrees; see the {@code check} package. */
    public void liftHalt() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement("update chain set halted = null")) {
            update.executeUpdate();
        }
    }

    /**
     * Begins a block: the compare-and-set of the chain row, and its lock, so that from here to the end of the
     * transaction no other writer passes; the note of the checkpoint before; the block's row. One statement, since each
     * costs a round trip of the engine's thread. All of it is made of the moved row: where another writer was first there is
     * none, and that, not a duplicate block, is the answer.
     *
     * @throws IllegalStateException when the stored ledger is not the expected one, or was halted
     */
    void advance(Connection connection, LedgerView from, SignedCheckpoint newest, BlockResult result)
            throws SQLException {
        LedgerView to = result.after();
        try (PreparedStatement statement = connection.prepareStatement(
                "with moved as (update chain set height = ?, size = ?, root = ?, state_root = ?, time = ?"
                        + " where height = ? and size = ? and root = ? and state_root = ? and halted is null"
                        + " returning 1),"
                        + " noted as (insert into checkpoint (size, note) select ?, ? from moved"
                        + " on conflict (size) do nothing),"
                        + " blocked as (" + INSERT_BLOCK + " from moved)"
                        + " select count(*) from moved")) {
            statement.setLong(1, to.height());
            statement.setLong(2, to.size());
            statement.setBytes(3, to.frontier().root().bytes());
            statement.setBytes(4, to.state().root().bytes());
            statement.setObject(5, timestamp(to.time()));
            statement.setLong(6, from.height());
            statement.setLong(7, from.size());
            statement.setBytes(8, from.frontier().root().bytes());
            statement.setBytes(9, from.state().root().bytes());
            statement.setLong(10, newest.checkpoint().size());
            statement.setString(11, newest.note());
            setBlock(statement, 12, to, refusals(result));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getInt(1) == 1) {
                    return;
                }
            }
        }
        ChainRow stored = chain(connection, false);
        throw new IllegalStateException(
                stored.halted() != null
                        ? "this ledger was halted: " + stored.halted()
                        : "the stored ledger is at height " + stored.height() + " and size " + stored.size()
                                + ", this node at height " + from.height() + " and size " + from.size()
                                + ": another writer");
    }

    /**
     * Whether a COMMIT that got no answer happened.
     *
     * @throws IllegalStateException when the stored ledger is neither the one before nor the one after it
     */
    boolean wasCommitted(LedgerView before, LedgerView after) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                // The lock waits for a COMMIT that is still on its way in the server.
                ChainRow stored = chain(connection, true);
                if (stored.height() == after.height()
                        && stored.root().equals(after.frontier().root())) {
                    return true;
                }
                if (stored.height() == before.height()) {
                    return false;
                }
                throw new IllegalStateException("the stored ledger is at height " + stored.height()
                        + ", this node was committing " + after.height() + ": another writer");
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** What a block holds, after {@link #advance}. */
    void write(Connection connection, BlockResult result) throws SQLException {
        insertEntries(connection, result);
        insertRefusals(connection, result.block().height(), refusals(result));
        TileStore.write(connection, result.growth());
        writeState(connection, result.changes());
    }

    private static void setBlock(
            PreparedStatement statement, int first, LedgerView block, List<BlockSeal.Refused> refusals)
            throws SQLException {
        Hash facts = new BlockSeal.Facts(
                        block.height(),
                        block.time(),
                        block.size(),
                        block.frontier().root(),
                        block.state().root(),
                        refusals)
                .hash();
        statement.setLong(first, block.height());
        statement.setObject(first + 1, timestamp(block.time()));
        statement.setLong(first + 2, block.size());
        statement.setBytes(first + 3, block.frontier().root().bytes());
        statement.setBytes(first + 4, block.state().root().bytes());
        statement.setBytes(first + 5, facts.bytes());
    }

    private void insertEntries(Connection connection, BlockResult result) throws SQLException {
        ColumnArrays rows = new ColumnArrays(
                ColumnArrays.Type.INT8,
                ColumnArrays.Type.INT4,
                ColumnArrays.Type.UUID,
                ColumnArrays.Type.TEXT,
                ColumnArrays.Type.BYTEA,
                ColumnArrays.Type.BYTEA);
        for (BlockResult.Decision decision : result.decisions()) {
            if (decision.outcome() instanceof Outcome.Registered(long index)) {
                SignedStatement statement = Objects.requireNonNull(decision.statement());
                rows.row(
                        index,
                        issuerNumber(statement.header().issuer()),
                        uuid(statement.header().cti()),
                        statement.header().contentType().mediaType(),
                        statement.id().hash().bytes(),
                        statement.bytes());
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into entry (index, height, issuer, cti, content_type, statement_id, statement)"
                        + " select index, ?, issuer, cti, content_type, statement_id, statement"
                        + " from unnest(?, ?, ?, ?, ?, ?)"
                        + " as e (index, issuer, cti, content_type, statement_id, statement)")) {
            insert.setLong(1, result.block().height());
            rows.set(insert, 2);
            insert.executeUpdate();
        }
    }

    private static List<BlockSeal.Refused> refusals(BlockResult result) {
        List<BlockSeal.Refused> refusals = new ArrayList<>();
        for (int position = 0; position < result.decisions().size(); position++) {
            BlockResult.Decision decision = result.decisions().get(position);
            if (decision.outcome() instanceof Outcome.Refused(var refusal)) {
                refusals.add(new BlockSeal.Refused(
                        position,
                        Optional.ofNullable(decision.statement())
                                .map(statement -> statement.id().hash()),
                        refusal.code().number(),
                        refusal.detail()));
            }
        }
        return refusals;
    }

    private static void insertRefusals(Connection connection, long height, List<BlockSeal.Refused> refusals)
            throws SQLException {
        if (refusals.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into refusal (height, position, statement_id, code, detail) values (?, ?, ?, ?, ?)")) {
            for (BlockSeal.Refused refused : refusals) {
                insert.setLong(1, height);
                insert.setInt(2, refused.position());
                insert.setBytes(3, refused.statementId().map(Hash::bytes).orElse(null));
                insert.setInt(4, refused.code());
                insert.setString(5, refused.detail());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void writeState(Connection connection, List<StateChange> changes) throws SQLException {
        for (StateChange change : changes) {
            switch (change) {
                case StateChange.Put(StateKey key, byte[] value) -> {
                    try (PreparedStatement upsert = connection.prepareStatement("insert into state (key, value)"
                            + " values (?, ?) on conflict (key) do update set value = excluded.value")) {
                        upsert.setString(1, key.text());
                        upsert.setBytes(2, value);
                        upsert.executeUpdate();
                    }
                }
                case StateChange.Remove(StateKey key) -> {
                    try (PreparedStatement delete = connection.prepareStatement("delete from state where key = ?")) {
                        delete.setString(1, key.text());
                        delete.executeUpdate();
                    }
                }
            }
        }
    }

    /**
     * What is registered of a block's statements, by their cti. One look-up answers both deduplication rules: statements
     * of one id share their whole protected header, so their cti too.
     */
    Known known(Connection connection, Set<Cti> ctis) throws SQLException {
        if (ctis.isEmpty()) {
            return Known.NOTHING;
        }
        Map<StatementId, Long> statements = new HashMap<>();
        Map<Known.Job, Long> jobs = new HashMap<>();
        Array array = connection.createArrayOf(
                "uuid", ctis.stream().map(Journal::uuid).toArray());
        try (PreparedStatement select =
                connection.prepareStatement("select index, cti, issuer, statement_id from entry where cti = any(?)")) {
            select.setArray(1, array);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long index = row.getLong(1);
                    jobs.put(new Known.Job(issuer(row.getInt(3)), cti(row.getObject(2, UUID.class))), index);
                    statements.put(new StatementId(Hash.of(row.getBytes(4))), index);
                }
            }
        } finally {
            array.free();
        }
        return new Known(statements, jobs);
    }

    /**
     * The small number of an issuer, given on first use in a transaction of its own: a number that no entry uses does
     * no harm, and one that is remembered here is always in the database.
     */
    public int issuerNumber(Issuer anywhere) throws SQLException {
        Issuer issuer = anywhere.lasting();
        Integer remembered = issuerNumbers.get(issuer);
        if (remembered != null) {
            return remembered;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into issuer (did) values (?) on conflict (did) do nothing");
                PreparedStatement select = connection.prepareStatement("select id from issuer where did = ?")) {
            insert.setString(1, issuer.did());
            insert.executeUpdate();
            select.setString(1, issuer.did());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                int number = row.getInt(1);
                issuerNumbers.put(issuer, number);
                return number;
            }
        }
    }

    /** The issuer of a number that stands in an entry. */
    private Issuer issuer(int number) throws SQLException {
        Issuer remembered = issuers.get(number);
        if (remembered != null) {
            return remembered;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select did from issuer where id = ?")) {
            select.setInt(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new DifferingLedgerException("an entry names issuer " + number + ", which is not there");
                }
                Issuer issuer = new Issuer(row.getString(1));
                issuers.put(number, issuer);
                return issuer;
            }
        }
    }

    // ---- reading

    /** What the last block signed for, in the caller's snapshot; empty where there is no ledger yet. */
    public static Optional<Checkpoint> committed(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select origin, size, root from chain");
                ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new Checkpoint(row.getString(1), row.getLong(2), Hash.of(row.getBytes(3))))
                    : Optional.empty();
        }
    }

    /** The note of the checkpoint of just that size, in the caller's snapshot; the newest is stored by the block after it. */
    public static Optional<String> note(Connection connection, long size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select note from checkpoint where size = ?")) {
            select.setLong(1, size);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Whose the entry of that index is: what stays of the issuer's DID when it moves. */
    public Optional<Issuer> issuer(long index) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select s.did from entry e join issuer s on s.id = e.issuer where e.index = ?")) {
            select.setLong(1, index);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Issuer(row.getString(1))) : Optional.empty();
            }
        }
    }

    /** The number of committed entries. */
    public long size() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return chain(connection, false).size();
        }
    }

    /** Entries from {@code from} on, in order, with their records; at most what one read may hold. */
    public List<JournalEntry> read(Connection connection, long from) throws SQLException {
        List<JournalEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select e.index, b.height, b.time, e.statement, r.position, r.salt, r.bytes, r.absence, r.digest"
                        + " from (select * from entry where index >= ? order by index limit ?) e"
                        + " join block b on b.height = e.height"
                        + " left join record r on r.cti = e.cti and r.issuer = e.issuer"
                        + " order by e.index, r.position")) {
            select.setLong(1, from);
            select.setInt(2, MAX_READ_ENTRIES);
            select.setFetchSize(500);
            try (ResultSet row = select.executeQuery()) {
                EntryBuilder building = null;
                long bytes = 0;
                while (row.next()) {
                    long index = row.getLong(1);
                    if (building == null || building.index != index) {
                        if (building != null) {
                            entries.add(building.build());
                            if (bytes > MAX_READ_BYTES) {
                                return entries;
                            }
                        }
                        building = new EntryBuilder(index, row.getLong(2), instant(row, 3), row.getBytes(4));
                    }
                    if (row.getObject(5) != null) {
                        JournalRecord record = record(row, 5);
                        bytes += record.length();
                        building.records.add(record);
                    }
                }
                if (building != null) {
                    entries.add(building.build());
                }
            }
        }
        return entries;
    }

    /** One entry with its records. */
    public Optional<JournalEntry> entry(long index) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select e.index, b.height, b.time, e.statement, r.position, r.salt, r.bytes, r.absence, r.digest"
                                + " from entry e join block b on b.height = e.height"
                                + " left join record r on r.cti = e.cti and r.issuer = e.issuer"
                                + " where e.index = ? order by r.position")) {
            select.setLong(1, index);
            try (ResultSet row = select.executeQuery()) {
                EntryBuilder building = null;
                while (row.next()) {
                    if (building == null) {
                        building = new EntryBuilder(index, row.getLong(2), instant(row, 3), row.getBytes(4));
                    }
                    if (row.getObject(5) != null) {
                        building.records.add(record(row, 5));
                    }
                }
                return building == null ? Optional.empty() : Optional.of(building.build());
            }
        }
    }

    /** One record by its address, without the others of its capture. */
    public Optional<JournalRecord> record(long index, int position) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select r.position, r.salt, r.bytes, r.absence, r.digest from entry e"
                                + " join record r on r.cti = e.cti and r.issuer = e.issuer"
                                + " where e.index = ? and r.position = ?")) {
            select.setLong(1, index);
            select.setInt(2, position);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(record(row, 1)) : Optional.empty();
            }
        }
    }

    /**
     * The signed note of the smallest stored checkpoint that holds the entry at {@code index}: its own block's. Empty
     * while that is the newest one, see {@link CommittedLedger#checkpoint()}.
     */
    public Optional<String> checkpointCovering(long index) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select note from checkpoint where size > ? order by size limit 1")) {
            select.setLong(1, index);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static final class EntryBuilder {
        private final long index;
        private final long height;
        private final Instant time;
        private final byte[] statement;
        private final List<JournalRecord> records = new ArrayList<>();

        EntryBuilder(long index, long height, Instant time, byte[] statement) {
            this.index = index;
            this.height = height;
            this.time = time;
            this.statement = statement;
        }

        JournalEntry build() {
            try {
                return new JournalEntry(index, height, time, SignedStatement.parse(statement), records);
            } catch (MalformedStatementException e) {
                throw new DifferingLedgerException("entry " + index + " is no signed statement: " + e.getMessage());
            }
        }
    }

    private static JournalRecord record(ResultSet row, int column) throws SQLException {
        int position = row.getInt(column);
        byte[] salt = row.getBytes(column + 1);
        byte[] bytes = row.getBytes(column + 2);
        String absence = row.getString(column + 3);
        return absence != null || bytes == null || salt == null
                ? new JournalRecord.Absent(
                        position,
                        absence == null ? "missing" : absence,
                        Optional.ofNullable(row.getBytes(column + 4)).map(Hash::of))
                : new JournalRecord.Present(position, salt, bytes);
    }

    private static Origin origin(String text) {
        try {
            return Origin.parse(text);
        } catch (MalformedStatementException e) {
            throw new DifferingLedgerException("the stored origin is none: " + e.getMessage());
        }
    }

    public static UUID uuid(Cti cti) {
        return new UUID(cti.high(), cti.low());
    }

    public static Cti cti(UUID uuid) {
        return Cti.of(ByteBuffer.allocate(Cti.LENGTH_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
