package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.commit.BlockSeal;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.execute.Known;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.RefusedNoteException;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * The log from its first block to its last: entries give leaves, leaves give tiles and the root of every block, the
 * statements executed again give the state root of every block.
 *
 * <p>One fault is to give one line, not one for every later block. So where a block's recomputed root is not the signed
 * one, the leaves of the stored tile are tried: if they give the signed root, the entry is what changed, it is named, and
 * the comparison goes on from the tree that was signed.
 *
 * <p>Streams: in memory are a piece of the log ({@link #PIECE_ENTRIES}), the tree's right edge and the state.
 */
final class LogPass {
    /** Entries parsed, and their signatures verified, in one go by all processors. */
    private static final int PIECE_ENTRIES = 2_000;

    private static final int PIECE_BLOCKS = 2_000;
    private static final long PIECE_BYTES = 8L * 1024 * 1024;

    /** Sixteen times what an engine puts into a block: a block row that claims more is wrong, and memory is finite. */
    private static final long BLOCK_ENTRIES_MAX = 65_536;

    private final Connection connection;
    private final Differences differences;
    private final CheckObserver observer;
    private final RegistrationPolicy policy;
    private final NoteVerifier logKeys;
    private final Optional<Checkpoint> kept;
    private final RecordComparison records;

    private LedgerView view;
    private boolean begun;
    private long chainSize;
    private String stateRootTold = "";
    private long blocks;
    private boolean keptFound;
    private @Nullable BlockSeal seal;
    private Map<Integer, String> issuers = Map.of();
    private final Set<Integer> issuersTold = new HashSet<>();

    LogPass(
            Connection connection,
            Differences differences,
            CheckObserver observer,
            RegistrationPolicy policy,
            NoteVerifier logKeys,
            Origin origin,
            Optional<Checkpoint> kept,
            RecordComparison records) {
        this.connection = connection;
        this.differences = differences;
        this.observer = observer;
        this.policy = policy;
        this.logKeys = logKeys;
        this.kept = kept;
        this.records = records;
        this.view = LedgerView.empty(origin);
    }

    /**
     * @param note the signed checkpoint at the block's size, as it is stored; null where there is none
     * @param end the size with which the block ends, as far as the rows agree about it
     */
    private record Block(
            long height,
            Instant time,
            long size,
            Object root,
            Object stateRoot,
            byte[] seal,
            @Nullable Note note,
            boolean last,
            List<BlockSeal.Refused> refusals,
            List<LogEntry.Row> rows,
            long end) {
        String key() {
            return "height=" + height;
        }
    }

    /** @param signed null where the text is no checkpoint, for the reason in {@code fault} */
    private record Note(
            long size,
            @Nullable SignedNote signed,
            @Nullable Checkpoint checkpoint,
            String fault) {
        static Note of(long size, String text) {
            try {
                SignedNote signed = SignedNote.parse(text);
                return new Note(size, signed, Checkpoint.of(signed), "");
            } catch (MalformedNoteException | MalformedLogException e) {
                return new Note(size, null, null, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The ledger as the entries give it. */
    LedgerView view() {
        return view;
    }

    long blocks() {
        return blocks;
    }

    /** @param size that the chain row has */
    void run(long size) throws SQLException, UnreadableLedgerException {
        chainSize = size;
        issuers = issuers();
        try (Rows blockRows = new Rows(
                        connection, "select height, time, size, root, state_root, seal from block order by height");
                Rows noteRows = new Rows(connection, "select size, note from checkpoint order by size");
                Rows entryRows = new Rows(
                        connection,
                        "select index, height, issuer, cti, content_type, statement_id, statement from entry"
                                + " order by index");
                Rows refusalRows = new Rows(
                        connection,
                        "select height, position, statement_id, code, detail from refusal order by height, position");
                TileComparison tiles = new TileComparison(connection, differences)) {
            if (blockRows.there() && blockRows.number(1) != 0) {
                differences.add("block", "height=0", "row", "none", "the block before all entries");
                begun = true;
            }
            while (blockRows.there()) {
                List<Block> piece = readPiece(blockRows, noteRows, entryRows, refusalRows);
                Map<LogEntry.Row, LogEntry> read = readStatements(piece);
                List<String> unsigned = piece.parallelStream()
                        .map(block -> unsigned(block.note()))
                        .toList();
                List<LogEntry> entries = new ArrayList<>();
                for (int i = 0; i < piece.size(); i++) {
                    entries.addAll(compare(piece.get(i), unsigned.get(i), read, tiles));
                }
                records.compare(entries);
                observer.progress(view.size(), size);
            }
            for (; entryRows.there(); entryRows.advance()) {
                differences.add("entry", "index=" + entryRows.number(1), "row", "an entry", "none: no block has it");
            }
            noBlockForRefusals(refusalRows, Long.MAX_VALUE);
            noBlockForNotes(noteRows, Long.MAX_VALUE);
            tiles.end();
        }
        compareState();
        kept.filter(checkpoint -> !keptFound)
                .ifPresent(checkpoint -> differences.add(
                        "kept checkpoint",
                        "",
                        "file",
                        "size " + checkpoint.size() + " root " + checkpoint.root(),
                        "no block with that size and root; the log's size is " + view.size()));
    }

    private Map<Integer, String> issuers() throws SQLException {
        Map<Integer, String> known = new HashMap<>();
        try (Rows rows = new Rows(connection, "select id, did from issuer")) {
            for (; rows.there(); rows.advance()) {
                known.put(rows.integer(1), rows.text(2));
            }
        }
        return known;
    }

    // ---- reading

    private List<Block> readPiece(Rows blockRows, Rows noteRows, Rows entryRows, Rows refusalRows) throws SQLException {
        List<Block> piece = new ArrayList<>();
        long bytes = 0;
        int entries = 0;
        long end = view.size();
        while (blockRows.there() && piece.size() < PIECE_BLOCKS && entries < PIECE_ENTRIES && bytes < PIECE_BYTES) {
            Block block = readBlock(blockRows, noteRows, entryRows, refusalRows, end, begun || !piece.isEmpty());
            piece.add(block);
            entries += block.rows().size();
            bytes += block.rows().stream()
                    .mapToLong(row -> row.statement().length)
                    .sum();
            end = block.end();
        }
        return piece;
    }

    private Block readBlock(Rows blockRows, Rows noteRows, Rows entryRows, Rows refusalRows, long begin, boolean after)
            throws SQLException {
        long height = blockRows.number(1);
        Instant time = blockRows.time(2);
        long size = blockRows.number(3);
        Object root = Rows.hash(blockRows.bytes(4));
        Object stateRoot = Rows.hash(blockRows.bytes(5));
        byte[] storedSeal = blockRows.bytes(6);
        blockRows.advance();
        boolean last = !blockRows.there();
        long end = end(noteRows, begin, size, after, last ? Long.MAX_VALUE : blockRows.number(3));
        if (end < begin || end - begin > BLOCK_ENTRIES_MAX) {
            differences.add("block", "height=" + height, "size", end, "from " + begin + " on, the size before");
            end = begin;
        }
        Note note = null;
        noBlockForNotes(noteRows, end);
        if (noteRows.there() && noteRows.number(1) == end) {
            note = Note.of(end, noteRows.text(2));
            noteRows.advance();
        } else if (!last && (end > begin || !after)) {
            differences.add(
                    "checkpoint", "size=" + end, "row", "none", "a signed note, as of every block but the last");
        }
        noBlockForRefusals(refusalRows, height);
        List<BlockSeal.Refused> refusals = new ArrayList<>();
        for (; refusalRows.there() && refusalRows.number(1) == height; refusalRows.advance()) {
            byte @Nullable [] id = refusalRows.bytesOrNull(3);
            refusals.add(new BlockSeal.Refused(
                    refusalRows.integer(2),
                    id == null ? Optional.empty() : Optional.of(hashOrNone(id)),
                    refusalRows.integer(4),
                    refusalRows.text(5)));
        }
        return new Block(
                height,
                time,
                size,
                root,
                stateRoot,
                storedSeal,
                note,
                last,
                refusals,
                entriesBefore(end, begin, entryRows),
                end);
    }

    /**
     * Where the block ends. Its row says so, and a signed note stands at that size; when there is none, the row is wrong
     * if the next note is nobody else's, and that note says it.
     */
    private long end(Rows noteRows, long begin, long size, boolean after, long nextSize) throws SQLException {
        if (noteRows.there() && noteRows.number(1) == size) {
            return size;
        }
        if (nextSize == Long.MAX_VALUE && size != chainSize) {
            // The last block, whose note may not be stored yet: all further entries are its own.
            try (Rows entries = new Rows(connection, "select coalesce(max(index) + 1, 0) from entry")) {
                return Math.max(begin, entries.number(1));
            }
        }
        boolean empty = after && size == begin;
        if (empty || !noteRows.there()) {
            return size;
        }
        long next = noteRows.number(1);
        if (next < size) {
            try (Rows same = new Rows(connection, "select 1 from checkpoint where size = ?", size)) {
                return same.there() ? size : next;
            }
        }
        return nextSize != Long.MAX_VALUE && next < nextSize ? next : size;
    }

    private List<LogEntry.Row> entriesBefore(long end, long begin, Rows entryRows) throws SQLException {
        List<LogEntry.Row> rows = new ArrayList<>();
        for (; entryRows.there() && entryRows.number(1) < end; entryRows.advance()) {
            LogEntry.Row row = new LogEntry.Row(
                    entryRows.number(1),
                    entryRows.number(2),
                    entryRows.integer(3),
                    Objects.requireNonNull(entryRows.object(4, UUID.class)),
                    entryRows.text(5),
                    entryRows.bytes(6),
                    entryRows.bytes(7));
            if (row.index() < begin) {
                differences.add("entry", "index=" + row.index(), "row", "an entry", "none: no block has it");
            } else {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Why the note is not signed by this log; empty when it is. */
    private String unsigned(@Nullable Note note) {
        if (note == null) {
            return ""; // said already, where one must be
        }
        if (note.signed() == null) {
            return note.fault();
        }
        try {
            logKeys.verify(note.signed());
            return "";
        } catch (RefusedNoteException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void noBlockForRefusals(Rows refusalRows, long height) throws SQLException {
        for (; refusalRows.there() && refusalRows.number(1) < height; refusalRows.advance()) {
            differences.add(
                    "refusal",
                    "height=" + refusalRows.number(1) + " position=" + refusalRows.integer(2),
                    "height",
                    refusalRows.number(1),
                    "none: there is no such block");
        }
    }

    private void noBlockForNotes(Rows noteRows, long size) throws SQLException {
        for (; noteRows.there() && noteRows.number(1) < size; noteRows.advance()) {
            differences.add(
                    "checkpoint",
                    "size=" + noteRows.number(1),
                    "size",
                    noteRows.number(1),
                    "none: no block ends there");
        }
    }

    /** A statement id of another length is a difference by the seal; any hash shows it. */
    private static Hash hashOrNone(byte[] id) {
        return id.length == Hash.LENGTH ? Hash.of(id) : Hash.sha256(id);
    }

    /** Parses, and verifies signatures as far as the keys are known before the piece; the rest is verified in order. */
    private Map<LogEntry.Row, LogEntry> readStatements(List<Block> piece) {
        List<LogEntry.Row> rows =
                piece.stream().flatMap(block -> block.rows().stream()).toList();
        LedgerView before = view;
        List<LogEntry> read = rows.parallelStream()
                .map(row -> {
                    LogEntry entry = LogEntry.of(row);
                    if (entry.statement() != null) {
                        policy.admit(entry.statement(), before);
                    }
                    return entry;
                })
                .toList();
        Map<LogEntry.Row, LogEntry> byRow = new IdentityHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            byRow.put(rows.get(i), read.get(i));
        }
        return byRow;
    }

    // ---- comparing

    private List<LogEntry> compare(Block block, String unsigned, Map<LogEntry.Row, LogEntry> read, TileComparison tiles)
            throws SQLException, UnreadableLedgerException {
        blocks++;
        List<LogEntry> entries = withMissing(block, read, tiles);
        entries.forEach(entry -> compare(block, entry));
        LedgerView after = begun ? execute(block, entries, tiles) : begin(block);
        compare(block, unsigned, after);
        view = after;
        return entries;
    }

    private List<LogEntry> withMissing(Block block, Map<LogEntry.Row, LogEntry> read, TileComparison tiles)
            throws SQLException {
        List<LogEntry> entries = new ArrayList<>();
        int next = 0;
        for (long index = view.size(); index < block.end(); index++) {
            if (next < block.rows().size() && block.rows().get(next).index() == index) {
                entries.add(Objects.requireNonNull(read.get(block.rows().get(next++))));
            } else {
                differences.add("entry", "index=" + index, "row", "none", "an entry of block " + block.height());
                entries.add(LogEntry.missing(
                        index, tiles.storedLeaf(index).orElseGet(() -> MerkleTree.leafHash(new byte[0]))));
            }
        }
        return entries;
    }

    private void compare(Block block, LogEntry entry) {
        LogEntry.Row row = entry.row();
        if (row == null) {
            return;
        }
        SignedStatement statement = entry.statement();
        if (statement == null) {
            differences.add("entry", entry.key(), "statement", row.statement().length + " bytes", entry.fault());
            return;
        }
        SignedStatement.Header header = statement.header();
        differences.compare("entry", entry.key(), "height", row.height(), block.height());
        compareIssuer(entry, row, header.issuer().lasting().did());
        differences.compare("entry", entry.key(), "cti", Journal.cti(row.cti()), header.cti());
        differences.compare(
                "entry",
                entry.key(),
                "content_type",
                row.contentType(),
                header.contentType().mediaType());
        differences.compare(
                "entry",
                entry.key(),
                "statement_id",
                Rows.hash(row.statementId()),
                statement.id().hash());
    }

    /** Either the entry's number is wrong, or the issuer's row: one line for the second, not one for each entry. */
    private void compareIssuer(LogEntry entry, LogEntry.Row row, String did) {
        String stored = issuers.get(row.issuer());
        if (did.equals(stored)) {
            return;
        }
        if (stored != null && issuers.containsValue(did)) {
            differences.add("entry", entry.key(), "issuer", row.issuer() + " (" + stored + ")", did);
        } else if (issuersTold.add(row.issuer())) {
            differences.add("issuer", "id=" + row.issuer(), "id, did", stored == null ? "no row" : stored, did);
            differences.add("entry", entry.key(), "issuer", row.issuer(), "the number of " + did);
        }
    }

    /** The first block is the empty log itself, before any statement. */
    private LedgerView begin(Block block) {
        begun = true;
        differences.compare("block", block.key(), "time", block.time(), view.time());
        return view;
    }

    private LedgerView execute(Block block, List<LogEntry> entries, TileComparison tiles)
            throws SQLException, UnreadableLedgerException {
        if (block.height() != view.height() + 1) {
            differences.add("block", "height=" + (view.height() + 1), "row", "none", "a block");
        }
        Instant time = block.time();
        if (!time.isAfter(view.time())) {
            differences.add("block", block.key(), "time", time, "after " + view.time() + ", the time before");
            time = view.time().plusMillis(1);
        }
        int rulesVersion = RegistrationPolicy.rulesVersion(view.state());
        if (rulesVersion > RegistrationPolicy.NEWEST_RULES_VERSION) {
            throw new UnreadableLedgerException("the ledger's rules are at version " + rulesVersion
                    + ", this release knows up to " + RegistrationPolicy.NEWEST_RULES_VERSION
                    + ": check with a newer release");
        }
        List<LogEntry> statements =
                entries.stream().filter(entry -> entry.statement() != null).toList();
        BlockResult result = policy.execute(
                view,
                new DecidedBlock(
                        block.height(),
                        time,
                        statements.stream()
                                .map(entry ->
                                        Objects.requireNonNull(entry.row()).statement())
                                .toList()),
                // Of one (iss, cti) at most one: looked for across all entries in one query, not here.
                Known.NOTHING);
        int registered = 0;
        for (int i = 0; i < statements.size(); i++) {
            Outcome outcome = result.decisions().get(i).outcome();
            if (outcome instanceof Outcome.Registered) {
                registered++;
            } else {
                differences.add("entry", statements.get(i).key(), "statement", "registered", outcome);
            }
        }
        List<Hash> leaves = entries.stream().map(LogEntry::leaf).toList();
        Frontier.Growth growth =
                registered == entries.size() ? result.growth() : view.frontier().append(leaves);
        growth = signedTree(block, entries, growth, tiles);
        tiles.grown(growth);
        return new LedgerView(
                view.origin(),
                block.height(),
                time,
                growth.after(),
                result.after().state());
    }

    /** The growth that leads to the signed root: that of the entries, or else that of the stored leaves. */
    private Frontier.Growth signedTree(
            Block block, List<LogEntry> entries, Frontier.Growth growth, TileComparison tiles) throws SQLException {
        Checkpoint signed = block.note() == null ? null : block.note().checkpoint();
        if (signed == null
                || signed.size() != growth.after().size()
                || signed.root().equals(growth.after().root())) {
            return growth;
        }
        List<Hash> stored = new ArrayList<>();
        for (LogEntry entry : entries) {
            stored.add(tiles.storedLeaf(entry.index()).orElse(entry.leaf()));
        }
        Frontier.Growth other = view.frontier().append(stored);
        if (!other.after().root().equals(signed.root())) {
            return growth;
        }
        for (int i = 0; i < entries.size(); i++) {
            differences.compare(
                    "entry",
                    entries.get(i).key(),
                    "statement",
                    "leaf " + entries.get(i).leaf(),
                    "leaf " + stored.get(i) + " in the signed tree");
        }
        return other;
    }

    private void compare(Block block, String unsigned, LedgerView after) {
        Checkpoint recomputed = after.checkpoint();
        differences.compare("block", block.key(), "size", block.size(), recomputed.size());
        differences.compare("block", block.key(), "root", block.root(), recomputed.root());
        compareStateRoot(block, after.state().root());
        if (block.note() != null) {
            String key = "size=" + block.end();
            Checkpoint signed = block.note().checkpoint();
            if (signed == null || !unsigned.isEmpty()) {
                differences.add(
                        "checkpoint", key, "note", unsigned, "a note signed by this log over " + shown(recomputed));
            } else if (!signed.equals(recomputed)) {
                differences.add("checkpoint", key, "note", shown(signed), shown(recomputed));
            }
        }
        if (kept.isPresent() && kept.get().equals(recomputed)) {
            keptFound = true;
        }
        compareSeal(block);
    }

    /** A state that went wrong stays wrong: said again only when one of the two roots moves. */
    private void compareStateRoot(Block block, Hash recomputed) {
        if (block.stateRoot().equals(recomputed)) {
            stateRootTold = "";
            return;
        }
        String difference = block.stateRoot() + " " + recomputed;
        if (!difference.equals(stateRootTold)) {
            differences.add("block", block.key(), "state_root", block.stateRoot(), recomputed);
            stateRootTold = difference;
        }
    }

    private void compareSeal(Block block) {
        if (block.root() instanceof Hash root && block.stateRoot() instanceof Hash stateRoot) {
            BlockSeal recomputed = BlockSeal.of(
                    Optional.ofNullable(seal),
                    new BlockSeal.Facts(block.height(), block.time(), block.size(), root, stateRoot, block.refusals()));
            differences.compare(
                    "block",
                    block.key(),
                    "seal (over the row, its time and the rows of table refusal)",
                    Rows.hash(block.seal()),
                    recomputed.hash());
        }
        seal = block.seal().length == Hash.LENGTH ? new BlockSeal(Hash.of(block.seal())) : null;
    }

    private void compareState() throws SQLException {
        TreeMap<String, byte[]> missing = new TreeMap<>();
        view.state().rows().forEach((key, value) -> missing.put(key.text(), value));
        try (Rows rows = new Rows(connection, "select key, value from state order by key")) {
            for (; rows.there(); rows.advance()) {
                String key = rows.text(1);
                byte @Nullable [] value = missing.remove(key);
                if (value == null) {
                    differences.add("state", "key=" + key, "row", "a row", "none");
                    continue;
                }
                differences.compare("state", "key=" + key, "value", shown(rows.bytes(2)), shown(value));
            }
        }
        missing.keySet().forEach(key -> differences.add("state", "key=" + key, "row", "none", "a row"));
    }

    private static String shown(Checkpoint checkpoint) {
        return checkpoint.origin() + " size " + checkpoint.size() + " root " + checkpoint.root();
    }

    private static String shown(byte[] value) {
        return value.length + " bytes, SHA-256 " + Hash.sha256(value);
    }
}
