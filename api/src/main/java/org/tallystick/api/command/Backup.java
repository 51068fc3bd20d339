package org.tallystick.api.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.home.Home;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;

/**
 * One file of everything a node cannot make again: the tables in one snapshot, and the home's files. A backup that was
 * killed leaves nothing under the final name.
 *
 * <p>Files are no part of the snapshot. They are read before and after the tables; when a rotation changed them in
 * between, keys and log might not fit each other, and the whole is begun again.
 */
public final class Backup implements Command {
    /** Rotations take seconds and come by the month: three in a row during three backups are something else. */
    private static final int TRIES = 3;

    /** A node signs within milliseconds of a commit; a snapshot between the two finds the note with the next look. */
    private static final int NOTE_TRIES = 50;

    private static final int NOTE_WAIT_MILLIS = 100;

    /** Keys, certificates, notes: a file larger than this is not one of the node's. */
    private static final long FILE_BYTES_MAX = 16 << 20;

    private final Clock clock;

    public Backup(Clock clock) {
        this.clock = clock;
    }

    private record Options(Home home, Path file) {
        static Options parse(Arguments arguments) {
            Home home = Home.ofUser();
            Path file = null;
            while (!arguments.isEmpty()) {
                if (arguments.hasValue() && file == null) {
                    file = arguments.path("backup", "a file");
                    continue;
                }
                String word = arguments.next();
                if (!word.equals("--home")) {
                    throw Arguments.unknown(word);
                }
                home = Home.at(arguments.path(word, "a folder"));
            }
            if (file == null) {
                throw new UsageException("backup needs the name of a file to write");
            }
            if (!home.exists()) {
                throw new UsageException("there is no home " + home);
            }
            if (file.toAbsolutePath().normalize().startsWith(home.folder())) {
                throw new UsageException(file + " lies in the home itself: a loss of it would take both");
            }
            return new Options(home, file);
        }
    }

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public String summary() {
        return "one file of everything, while the node runs";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick backup FILE [--home DIR]

                Writes log, records, outbox, API keys, audit trail and the home's files with all private keys into FILE:
                one snapshot, checksummed, readable by its owner only. Read models are left out; restore makes them
                again. The node may run.

                FILE HOLDS SECRETS: the private keys and every record. Keep it as you keep them.

                  --home DIR   the home, ~/.tallystick unless given
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        Options options = Options.parse(arguments);
        try (HomeDatabase database = HomeDatabase.beside(options.home())) {
            BackupManifest manifest = write(options.home(), database, options.file(), err);
            out.printf(
                    "%s: %s, size %,d, root %s; %,d bytes%n",
                    options.file(),
                    manifest.checkpoint().origin(),
                    manifest.checkpoint().size(),
                    manifest.checkpoint().root(),
                    Files.size(options.file()));
            err.println("it holds the private keys and every record: keep it as you keep them");
            return 0;
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private BackupManifest write(Home home, HomeDatabase database, Path file, PrintStream err)
            throws IOException, SQLException {
        HomeFiles.logVerifierKey(home); // else there is nothing to back up, and this says so
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Map<String, byte[]> before = files(home);
            try (BackupWriter writer = BackupWriter.to(file);
                    Connection connection = database.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setReadOnly(true);
                Checkpoint checkpoint = checkpoint(connection);
                String schema = schemaVersion(connection);
                copyTables(connection, writer, err);
                if (!same(before, files(home))) {
                    err.println("keys changed meanwhile; beginning again");
                    continue;
                }
                for (Map.Entry<String, byte[]> one : before.entrySet()) {
                    writer.file(one.getKey(), one.getValue());
                }
                Optional<String> note = note(home, database, connection, checkpoint);
                if (note.isPresent()) {
                    writer.file(Home.CHECKPOINT, note.get().getBytes(StandardCharsets.UTF_8));
                } else {
                    err.println("the node does not sign at the moment: the newest checkpoint is not in the backup");
                }
                return writer.finish(clock.instant(), schema, checkpoint);
            }
        }
        throw new IOException("the home's keys change again and again; try later");
    }

    // ---- the database

    private static Checkpoint checkpoint(Connection connection) throws SQLException, IOException {
        return Journal.committed(connection).orElseThrow(() -> new IOException("the database has no ledger"));
    }

    private static String schemaVersion(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select version from flyway_schema_history"
                        + " where success and version is not null order by installed_rank desc limit 1");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the database does not know which schema it has");
            }
            return row.getString(1);
        }
    }

    private static void copyTables(Connection connection, BackupWriter writer, PrintStream err)
            throws SQLException, IOException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (Tables.Table table : Tables.sources(connection)) {
            long[] rows = {0};
            writer.table(table, out -> {
                try {
                    rows[0] = copy.copyOut("copy " + table.withColumns() + " to stdout (format binary)", out);
                    return rows[0];
                } catch (SQLException e) {
                    throw new IOException("table " + table.qualified() + ": " + e.getMessage(), e);
                }
            });
            err.printf("  %s: %,d rows%n", table.qualified(), rows[0]);
        }
    }

    /** The signed note of just this checkpoint: stored with it, or by the next block, or in the file beside. */
    private static Optional<String> note(Home home, HomeDatabase database, Connection snapshot, Checkpoint checkpoint)
            throws SQLException, IOException {
        Optional<String> stored = Journal.note(snapshot, checkpoint.size());
        for (int attempt = 0; stored.isEmpty() && attempt < NOTE_TRIES; attempt++) {
            stored = keptNote(home, checkpoint);
            if (stored.isEmpty()) {
                try (Connection now = database.dataSource().getConnection()) {
                    stored = Journal.note(now, checkpoint.size());
                }
            }
            if (stored.isEmpty()) {
                pause();
            }
        }
        return stored;
    }

    private static Optional<String> keptNote(Home home, Checkpoint checkpoint) throws IOException {
        try {
            String note = Files.readString(home.checkpoint());
            return Checkpoint.of(SignedNote.parse(note)).equals(checkpoint) ? Optional.of(note) : Optional.empty();
        } catch (NoSuchFileException | MalformedNoteException | MalformedLogException e) {
            return Optional.empty();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(NOTE_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    // ---- the home

    /**
     * All that lies in the home, by its path: not the database, CometBFT's, the lock, the kept checkpoint, what is being
     * written. Links are followed, since the node follows them too.
     */
    private static Map<String, byte[]> files(Home home) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        Files.walkFileTree(
                home.folder(), Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        return folder.equals(home.postgres()) || folder.equals(home.cometbft())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        if (attributes.isRegularFile() && !Home.isPassing(home.nameOf(file))) {
                            byte @Nullable [] content = content(file);
                            if (content != null) {
                                files.put(home.nameOf(file), content);
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE; // removed meanwhile; the second look decides
                        }
                        throw e;
                    }
                });
        requireKeys(home, files);
        return files;
    }

    /** A backup without them looks like one until the day it is needed. */
    private static void requireKeys(Home home, Map<String, byte[]> files) throws IOException {
        for (Path needed : List.of(home.logKey(), home.eventIdSecret())) {
            if (!files.containsKey(home.nameOf(needed))) {
                throw new IOException(needed + " is not there; without it nothing could be restored");
            }
        }
        String organisation = home.nameOf(home.organisationKeys()) + "/";
        if (files.keySet().stream().noneMatch(name -> name.startsWith(organisation))) {
            throw new IOException(home.organisationKeys() + " holds no key; without one nothing could be restored");
        }
    }

    private static byte @Nullable [] content(Path path) throws IOException {
        try {
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw new IOException(path + " is larger than any file of a home; move it elsewhere");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return null; // renamed or removed meanwhile; the second look decides
        }
    }

    private static boolean same(Map<String, byte[]> before, Map<String, byte[]> after) {
        return before.keySet().equals(after.keySet())
                && before.entrySet().stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), after.get(file.getKey())));
    }
}
