package org.tallystick.api.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.tallystick.api.archive.ArchivedLog;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.home.OwnerOnly;
import org.tallystick.ledger.check.CheckReport;
import org.tallystick.ledger.check.LedgerCheck;
import org.tallystick.ledger.check.UnreadableLedgerException;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.postgres.Schema;

/**
 * One restore, into an empty home and database that nobody else sees yet.
 *
 * <p>The old key signs nothing here: under it the node goes on where its newest known checkpoint is, or never again. Which
 * of the two, {@link #run} decides; see {@code docs/decisions/} on restoring.
 */
final class Restoration {
    sealed interface Outcome {
        record SameLog(String origin, long size) implements Outcome {}

        /** @param why the old log could not be gone on with */
        record NewLog(String origin, String old, long size, String why) implements Outcome {}
    }

    /** Only for an organisation whose DID was not registered yet when the backup was made. */
    private static final String UNNAMED = "restored";

    private final Home home;
    private final HomeDatabase database;
    private final BackupReader backup;
    private final VerifierKey logKey;
    private final Clock clock;
    private final PrintStream err;

    Restoration(
            Home home, HomeDatabase database, BackupReader backup, VerifierKey logKey, Clock clock, PrintStream err) {
        this.home = home;
        this.database = database;
        this.backup = backup;
        this.logKey = logKey;
        this.clock = clock;
        this.err = err;
    }

    /** The public half of the key that signed the log in the backup. */
    static VerifierKey logKey(BackupReader backup) throws IOException {
        byte[] file = backup.file(Home.LOG_KEY)
                .orElseThrow(() -> new DamagedBackupException("the backup holds no " + Home.LOG_KEY));
        try {
            return VerifierKey.parse(new String(file, StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse(""));
        } catch (MalformedNoteException e) {
            throw new DamagedBackupException("the backup's " + Home.LOG_KEY + " is none: " + e.getMessage());
        }
    }

    /** @param last the newest checkpoint that anyone is known to hold, signed by {@link #logKey} */
    Outcome run(Optional<LastCheckpoint> last) throws IOException, SQLException, UnreadableLedgerException {
        if (backup.file(Home.NETWORK).isPresent()) {
            // Its entries, restored, would be ahead of a CometBFT that has to fetch its blocks anew.
            throw new IOException("the backup is of a network's member, which this release cannot bring back yet");
        }
        requireEmptyDatabase();
        boolean done = false;
        try {
            Checkpoint stored = backup.manifest().checkpoint();
            Optional<String> why = whyNot(stored, last);
            load();
            verify(last.filter(held -> held.checkpoint().size() <= stored.size()));
            for (ArchivedLog archived : archivedLogs()) {
                rebuild(database.dataSource(archived.schema()));
            }
            Outcome outcome =
                    why.isEmpty() ? goOn(last.orElseThrow()) : beginAnew(newest(last), stored.size(), why.get());
            done = true;
            return outcome;
        } finally {
            if (!done && HomeDatabase.isConfigured()) {
                dropAll();
            }
        }
    }

    /** Why nothing may be signed under the old key any more; empty when it may. */
    private static Optional<String> whyNot(Checkpoint stored, Optional<LastCheckpoint> last) throws IOException {
        if (last.isEmpty()) {
            return Optional.of("nobody shows the newest checkpoint of it that was signed");
        }
        Checkpoint held = last.get().checkpoint();
        if (held.size() == stored.size()) {
            if (!held.root().equals(stored.root())) {
                throw new IOException(last.get().from() + " is of another history: root " + held.root() + " at size "
                        + held.size() + ", the backup has " + stored.root());
            }
            return Optional.empty();
        }
        return Optional.of(
                held.size() > stored.size()
                        ? "it was signed up to size " + held.size()
                        : last.get().from() + " is older than the backup, so it is not the newest that was signed");
    }

    // ---- loading

    private void requireEmptyDatabase() throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select nspname from pg_namespace where nspname = ? or starts_with(nspname, ?)")) {
            select.setString(1, Schema.NAME);
            select.setString(2, Schema.ARCHIVE_PREFIX);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw new IOException("the database has a schema " + row.getString(1)
                            + " already; a restore replaces nothing: give it an empty database");
                }
            }
        }
    }

    /** The schema as it was, its rows, then the schema of this release. */
    private void load() throws SQLException, IOException {
        List<BackupManifest.TablePart> tables = backup.manifest().tables();
        List<String> schemas =
                tables.stream().map(part -> part.table().schema()).distinct().toList();
        for (String schema : schemas) {
            if (!schema.equals(Schema.NAME) && !schema.startsWith(Schema.ARCHIVE_PREFIX)) {
                throw new DamagedBackupException("the backup has tables of a schema " + schema);
            }
            Schema.migrateTo(backup.manifest().schema(), database.dataSource(schema), schema);
        }
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (BackupManifest.TablePart part : tables) {
                try (InputStream rows = backup.open(part)) {
                    long copied =
                            copy.copyIn("copy " + part.table().withColumns() + " from stdin (format binary)", rows);
                    if (copied != part.rows()) {
                        throw new DamagedBackupException(part.table().qualified() + " has " + copied
                                + " rows, the manifest says " + part.rows());
                    }
                }
                err.printf("  %s: %,d rows%n", part.table().qualified(), part.rows());
            }
            for (String schema : schemas) {
                moveIdentities(connection, schema);
            }
            connection.commit();
            connection.setAutoCommit(true);
            try (Statement analyze = connection.createStatement()) {
                analyze.execute("analyze");
            }
        }
        Schema.migrate(database.dataSource());
    }

    /** Numbers that tables give by themselves go on after those that came. */
    private static void moveIdentities(Connection connection, String schema) throws SQLException {
        List<String> moves = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select table_name, column_name from information_schema.columns"
                        + " where table_schema = ? and is_identity = 'YES'")) {
            select.setString(1, schema);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String table = Tables.quoted(schema) + "." + Tables.quoted(row.getString(1));
                    String column = Tables.quoted(row.getString(2));
                    moves.add("select setval(pg_get_serial_sequence('" + table.replace("'", "''") + "', '"
                            + row.getString(2).replace("'", "''") + "'), coalesce(max(" + column + "), 1), max("
                            + column + ") is not null) from " + table);
                }
            }
        }
        try (Statement move = connection.createStatement()) {
            for (String sql : moves) {
                move.execute(sql);
            }
        }
    }

    /** Every log that came, recomputed from its entries, under the key that signed it. */
    private void verify(Optional<LastCheckpoint> held) throws SQLException, IOException, UnreadableLedgerException {
        for (ArchivedLog archived : archivedLogs()) {
            verify(database.dataSource(archived.schema()), archived.verifierKey(), Optional.empty());
        }
        CheckReport report = verify(database.dataSource(), logKey, held.map(LastCheckpoint::note));
        if (!report.checkpoint().equals(backup.manifest().checkpoint())) {
            throw new DamagedBackupException("the log is at size "
                    + report.checkpoint().size() + ", the manifest says "
                    + backup.manifest().checkpoint().size());
        }
    }

    private CheckReport verify(DataSource log, VerifierKey key, Optional<String> held)
            throws SQLException, IOException, UnreadableLedgerException {
        CheckReport report = LedgerCheck.run(
                Check.parts(log, key, held, Optional.empty()), new Check.Findings(Optional.of(err), err));
        if (!report.agrees()) {
            throw new IOException("what the backup holds does not agree with itself or with the checkpoint shown: "
                    + report.differenceCount() + " differences; nothing was restored");
        }
        return report;
    }

    private List<ArchivedLog> archivedLogs() throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection()) {
            return ArchivedLog.all(connection);
        }
    }

    // ---- the same log

    private Outcome goOn(LastCheckpoint last) throws IOException, SQLException {
        writeFiles(true);
        OwnerOnly.write(home.checkpoint(), last.note().getBytes(StandardCharsets.UTF_8));
        rebuild(database.dataSource());
        return new Outcome.SameLog(last.checkpoint().origin(), last.checkpoint().size());
    }

    private void writeFiles(boolean withLogKey) throws IOException {
        for (BackupManifest.FilePart file : backup.manifest().files()) {
            if (file.name().equals(Home.CHECKPOINT) || file.name().equals(Home.LOG_KEY) && !withLogKey) {
                continue;
            }
            Path target = home.folder().resolve(file.name()).normalize();
            if (!target.startsWith(home.folder()) || target.startsWith(home.postgres())) {
                throw new DamagedBackupException("the backup has a file " + file.name());
            }
            Path folder = target.getParent();
            if (folder != null) {
                OwnerOnly.createFolder(folder);
            }
            OwnerOnly.write(target, backup.file(file.name()).orElseThrow());
        }
    }

    private void rebuild(DataSource dataSource) throws SQLException {
        Rebuild.rebuild(dataSource, err, (projection, size) -> {});
    }

    // ---- a new log

    private Outcome beginAnew(String newest, long size, String why) throws IOException, SQLException {
        storeNewestNote();
        String archive = archive(newest);
        writeFiles(false);
        rebuild(database.dataSource(archive));
        try (Node node = Node.open(home, database.dataSource(), UNNAMED, clock, Optional.of(newest))) {
            new CarryOver(database.dataSource(archive), node, err).run();
            return new Outcome.NewLog(node.ledger().origin().name(), logKey.name(), size, why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException e) {
            throw new IOException("the new log does not begin: " + e.getMessage(), e);
        }
    }

    /** The newest note that is known: shown, or in the backup. */
    private String newest(Optional<LastCheckpoint> last) throws IOException, SQLException {
        List<LastCheckpoint> held = new ArrayList<>(last.stream().toList());
        Optional<byte[]> kept = backup.file(Home.CHECKPOINT);
        if (kept.isPresent()) {
            held.add(LastCheckpoint.of(
                    new String(kept.get(), StandardCharsets.UTF_8), "the backup's checkpoint", logKey));
        }
        Optional<String> stored = new Journal(database.dataSource()).newestNote();
        if (stored.isPresent()) {
            held.add(LastCheckpoint.of(stored.get(), "the backup's table checkpoint", logKey));
        }
        return LastCheckpoint.newest(held)
                .orElseThrow(() -> new DamagedBackupException("the backup has no signed checkpoint"))
                .note();
    }

    /** The last block's note, which no later block will store any more: with it the archive proves its last entries too. */
    private void storeNewestNote() throws SQLException, IOException {
        Optional<byte[]> kept = backup.file(Home.CHECKPOINT);
        if (kept.isEmpty()) {
            err.println("the backup has no signed checkpoint of its last block: entries after "
                    + "the one before are archived without a proof");
            return;
        }
        LastCheckpoint signed =
                LastCheckpoint.of(new String(kept.get(), StandardCharsets.UTF_8), "the backup's checkpoint", logKey);
        if (!signed.checkpoint().equals(backup.manifest().checkpoint())) {
            throw new DamagedBackupException("the backup's checkpoint is not of the log in it");
        }
        new Journal(database.dataSource()).storeNote(signed.checkpoint().size(), signed.note());
    }

    /** Puts the log's tables away, makes empty ones, and keeps what belongs to the node and not to one log. */
    private String archive(String newest) throws SQLException, IOException {
        List<ArchivedLog> before = archivedLogs();
        int number = before.isEmpty() ? 1 : before.getLast().number() + 1;
        ArchivedLog archived = new ArchivedLog(number, logKey, newest, clock.instant());
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "alter schema " + Tables.quoted(Schema.NAME) + " rename to " + Tables.quoted(archived.schema()));
        }
        Schema.migrate(database.dataSource());
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            keepNodeTables(connection, archived.schema());
            archived.insert(connection);
            connection.commit();
        }
        return archived.schema();
    }

    private static void keepNodeTables(Connection connection, String archive) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Tables.Table table : Tables.sources(connection)) {
                if (table.schema().equals(archive) && !Tables.LOG.contains(table.name())) {
                    String columns = table.columnList();
                    String from = Tables.quoted(archive) + "." + Tables.quoted(table.name());
                    statement.execute("insert into " + Tables.quoted(Schema.NAME) + "." + Tables.quoted(table.name())
                            + " (" + columns + ") overriding system value select " + columns + " from " + from);
                    statement.execute("truncate " + from);
                }
            }
        }
        moveIdentities(connection, Schema.NAME);
    }

    private void dropAll() throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> schemas = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("select nspname from pg_namespace where nspname = '"
                    + Schema.NAME + "' or starts_with(nspname, '" + Schema.ARCHIVE_PREFIX + "')")) {
                while (row.next()) {
                    schemas.add(row.getString(1));
                }
            }
            for (String schema : schemas) {
                statement.execute("drop schema " + Tables.quoted(schema) + " cascade");
            }
        }
    }
}
