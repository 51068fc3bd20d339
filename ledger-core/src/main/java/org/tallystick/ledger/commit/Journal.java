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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.Known;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.StateKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.StatementId;

/**
 * The journal's tables ({@code V010__journal.sql}): blocks, entries, tiles and state, written once by each block's
 * transaction; records are written by whoever has them.
 *
 * <p>Thread-safe; holds only the {@linkplain Issuers small numbers of issuers}, which never change.
 */
public final class Journal {
    /** Entries of one read: a projection's transaction stays short, and a page fits the memory of a small node. */
    public static final int MAX_READ_ENTRIES = 1_000;

    /** Bytes of records in one read (the first entry is always whole): bounds the memory of a page of large captures. */
    public static final long MAX_READ_BYTES = 32 * 1024 * 1024;

    private final DataSource dataSource;
    private final TileStore tiles;
    private final Issuers issuers;
    private final BlockRows blocks;

    public Journal(DataSource dataSource) {
        this.dataSource = dataSource;
        this.tiles = new TileStore(dataSource);
        this.issuers = new Issuers(dataSource);
        this.blocks = new BlockRows(issuers);
    }

    public TileStore tiles() {
        return tiles;
    }

    /** The log's name, if this database has a ledger. */
    public Optional<Origin> origin() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select origin from chain");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(ChainRow.origin(row.getString(1))) : Optional.empty();
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
                BlockRows.insertFirst(connection, empty);
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
        ChainRow chain = ChainRow.read(connection, false);
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

    /** Where the log ended before the newest block; empty where that is the first. */
    Optional<Long> sizeOfBlockBefore() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select size from block order by height desc offset 1 limit 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    /** Begins a block; see {@link BlockRows#advance}. */
    void advance(Connection connection, LedgerView from, SignedCheckpoint newest, BlockResult result)
            throws SQLException {
        BlockRows.advance(connection, from, newest, result);
    }

    /** What a block holds, after {@link #advance}. */
    void write(Connection connection, BlockResult result) throws SQLException {
        blocks.write(connection, result);
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
                ChainRow stored = ChainRow.read(connection, true);
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
                    jobs.put(new Known.Job(issuers.of(row.getInt(3)), cti(row.getObject(2, UUID.class))), index);
                    statements.put(new StatementId(Hash.of(row.getBytes(4))), index);
                }
            }
        } finally {
            array.free();
        }
        return new Known(statements, jobs);
    }

    /** The small number of an issuer, given on first use. */
    public int issuerNumber(Issuer issuer) throws SQLException {
        return issuers.number(issuer);
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
            return ChainRow.read(connection, false).size();
        }
    }

    /** Entries from {@code from} on, in order, with their records; at most what one read may hold. */
    public List<JournalEntry> read(Connection connection, long from) throws SQLException {
        return EntryRows.read(connection, from);
    }

    /** One entry with its records. */
    public Optional<JournalEntry> entry(long index) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EntryRows.entry(connection, index);
        }
    }

    /** One record by its address, without the others of its capture. */
    public Optional<JournalRecord> record(long index, int position) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EntryRows.record(connection, index, position);
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
