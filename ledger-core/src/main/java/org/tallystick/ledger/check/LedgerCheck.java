package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.RefusedNoteException;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.Origin;

/**
 * Recomputes a ledger and compares: entries, tree, tiles, checkpoints and their signatures, state by executing every
 * statement again, records against what was signed over them, the outbox, the read models by making them again, and the
 * checkpoint kept outside.
 *
 * <p>One REPEATABLE READ snapshot, so it runs beside a node that goes on working, and sees one moment of it. Truth begins
 * at the log key: what it signed is believed, and the entries that give the signed root are the log.
 *
 * <p>What nothing commits to is not found when changed to another possible value: when a job came and was decided, the
 * caller's idempotency key and memo, which of several records registered before a job names, a read model's position that
 * is moved over entries that it does not read.
 */
public final class LedgerCheck {

    /**
     * @param policy the rules and keys of this ledger, as the node has them
     * @param logKeys that signed this log's checkpoints; all of one name, the log's origin
     * @param kept the signed note kept outside the database, read before this check begins: what was kept was committed
     * @param names of records
     * @param projections the read models of this release, used by nobody else meanwhile
     */
    public record Parts(
            DataSource dataSource,
            RegistrationPolicy policy,
            List<VerifierKey> logKeys,
            Optional<String> kept,
            RecordNames names,
            List<Projection> projections) {
        public Parts {
            logKeys = List.copyOf(logKeys);
            projections = List.copyOf(projections);
        }
    }

    /** What the read models are made from, and up to where: while a row of these differs, so would they, all over. */
    private static final List<String> SOURCES = List.of("entry", "block", "record", "issuer", "projection");

    private static final Set<String> ANYHOW = Set.of();
    private static final Set<String> BY_KEY = Set.of("hashjoin", "mergejoin", "seqscan");
    private static final Set<String> WHOLE = Set.of("indexscan", "indexonlyscan", "bitmapscan");
    private static final List<String> WAYS =
            Stream.of(BY_KEY, WHOLE).flatMap(Set::stream).toList();

    private final Parts parts;
    private final CheckObserver observer;
    private final Differences differences;
    private final Origin origin;

    private LedgerCheck(Parts parts, CheckObserver observer) {
        this.parts = parts;
        this.observer = observer;
        this.differences = new Differences(observer);
        this.origin = origin(parts.logKeys());
    }

    /**
     * Writes nothing; whoever calls it decides what a difference stops.
     *
     * @throws UnreadableLedgerException when there is no ledger, or one that this release does not know
     */
    public static CheckReport run(Parts parts, CheckObserver observer) throws SQLException, UnreadableLedgerException {
        return new LedgerCheck(parts, observer).run();
    }

    private static Origin origin(List<VerifierKey> logKeys) {
        try {
            return Origin.parse(logKeys.getFirst().name());
        } catch (MalformedStatementException e) {
            throw new IllegalArgumentException("the log key's name is no origin: " + e.getMessage(), e);
        }
    }

    private CheckReport run() throws SQLException, UnreadableLedgerException {
        NoteVerifier logKeys = new NoteVerifier(parts.logKeys());
        Optional<Checkpoint> kept = kept(logKeys);
        try (Connection connection = parts.dataSource().getConnection();
                RecomputedModels models = RecomputedModels.open(connection, parts.projections())) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try {
                return run(connection, models, logKeys, kept);
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
    }

    private Optional<Checkpoint> kept(NoteVerifier logKeys) {
        Optional<String> note = parts.kept();
        if (note.isEmpty()) {
            return Optional.empty();
        }
        try {
            SignedNote signed = SignedNote.parse(note.get());
            logKeys.verify(signed);
            return Optional.of(Checkpoint.of(signed));
        } catch (MalformedNoteException | MalformedLogException | RefusedNoteException e) {
            differences.add("kept checkpoint", "", "file", String.valueOf(e.getMessage()), "one signed by this log");
            return Optional.empty();
        }
    }

    private record ChainRow(
            boolean onlyRow,
            String origin,
            long height,
            long size,
            Object root,
            Object stateRoot,
            Instant time,
            String halted) {}

    private CheckReport run(
            Connection connection, RecomputedModels models, NoteVerifier logKeys, Optional<Checkpoint> kept)
            throws SQLException, UnreadableLedgerException {
        ChainRow chain = chain(connection);
        // Each piece of records is found by its key, whatever the planner believes of tables it has not looked at yet.
        set(connection, BY_KEY);
        RecordComparison records = new RecordComparison(connection, differences, observer, parts.names());
        LogPass log = new LogPass(connection, differences, observer, parts.policy(), logKeys, origin, kept, records);
        log.run(chain.size());
        LedgerView view = log.view();
        compare(chain, view);
        // An index that lost a row would hide what it is to prevent: read the table itself.
        set(connection, WHOLE);
        compareUniqueness(connection);
        set(connection, ANYHOW);
        Map<String, Long> positions = comparePositions(connection, view.size());
        boolean sound = SOURCES.stream().noneMatch(differences::isIn);
        new SourcePass(connection, differences).run();
        new OutboxPass(connection, differences, parts.names()).run();
        OptionalLong modelRows = OptionalLong.empty();
        if (sound) {
            set(connection, BY_KEY);
            models.fill(new Journal(parts.dataSource()), positions, observer);
            set(connection, WHOLE);
            modelRows = OptionalLong.of(models.compare(differences));
        }
        return new CheckReport(
                view.checkpoint(),
                view.height(),
                log.blocks(),
                records.records(),
                records.absences(),
                records.heldElsewhere(),
                modelRows,
                differences.counts(),
                chain.halted());
    }

    /** Which ways of reading PostgreSQL may take. */
    private static void set(Connection connection, Set<String> off) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String way : WAYS) {
                statement.execute("set local enable_" + way + " = " + (off.contains(way) ? "off" : "on"));
            }
        }
    }

    private ChainRow chain(Connection connection) throws SQLException, UnreadableLedgerException {
        try (Rows rows = new Rows(
                connection, "select only_row, origin, height, size, root, state_root, time, halted from chain")) {
            if (!rows.there()) {
                throw new UnreadableLedgerException("the database has no ledger");
            }
            String halted = rows.textOrNull(8);
            ChainRow chain = new ChainRow(
                    rows.truth(1),
                    rows.text(2),
                    rows.number(3),
                    rows.number(4),
                    Rows.hash(rows.bytes(5)),
                    Rows.hash(rows.bytes(6)),
                    rows.time(7),
                    halted == null ? "" : halted);
            rows.advance();
            if (rows.there() || !chain.onlyRow()) {
                differences.add("chain", "", "only_row", rows.there() ? "several rows" : "false", "one row, true");
            }
            return chain;
        }
    }

    private void compare(ChainRow chain, LedgerView view) {
        differences.compare("chain", "", "origin", chain.origin(), origin.name());
        differences.compare("chain", "", "height", chain.height(), view.height());
        differences.compare("chain", "", "size", chain.size(), view.size());
        differences.compare("chain", "", "root", chain.root(), view.frontier().root());
        differences.compare(
                "chain", "", "state_root", chain.stateRoot(), view.state().root());
        differences.compare("chain", "", "time", chain.time(), view.time());
    }

    /** Of one (iss, cti) at most one statement is registered; two of one statement id share them. */
    private void compareUniqueness(Connection connection) throws SQLException {
        try (Rows rows = new Rows(
                connection,
                "select issuer, cti, min(index), max(index) from entry group by issuer, cti having count(*) > 1")) {
            for (; rows.there(); rows.advance()) {
                differences.add(
                        "entry",
                        "index=" + rows.number(4),
                        "cti",
                        String.valueOf(rows.object(2, UUID.class)),
                        "of this issuer registered before, at index " + rows.number(3));
            }
        }
    }

    /** Returns the positions, each within the log. */
    private Map<String, Long> comparePositions(Connection connection, long size) throws SQLException {
        Set<String> known = parts.projections().stream().map(Projection::name).collect(Collectors.toSet());
        Map<String, Long> positions = new HashMap<>();
        try (Rows rows = new Rows(connection, "select name, position from projection order by name")) {
            for (; rows.there(); rows.advance()) {
                String name = rows.text(1);
                long position = rows.number(2);
                positions.put(name, Math.clamp(position, 0, size));
                if (!known.contains(name)) {
                    differences.add("projection", "name=" + name, "name", name, "one of " + known);
                }
                if (position < 0 || position > size) {
                    differences.add("projection", "name=" + name, "position", position, "0 to " + size);
                }
            }
        }
        return positions;
    }
}
