package org.tallystick.api.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.home.Folders;
import org.tallystick.home.Home;
import org.tallystick.home.OwnerOnly;
import org.tallystick.ledger.check.UnreadableLedgerException;
import org.tallystick.ledger.note.VerifierKey;

/**
 * Makes a home from a backup. It is made under another name beside the one asked for, checked, and gets its name by a
 * rename: a restore that was killed leaves no home, and nothing of it was ever served.
 */
public final class Restore implements Command {
    private final Clock clock;

    public Restore(Clock clock) {
        this.clock = clock;
    }

    private record Options(Path file, Home home, Optional<String> last) {
        static Options parse(Arguments arguments) {
            Home home = Home.ofUser();
            Path file = null;
            Optional<String> last = Optional.empty();
            while (!arguments.isEmpty()) {
                if (arguments.hasValue() && file == null) {
                    file = arguments.path("restore", "a backup");
                    continue;
                }
                String word = arguments.next();
                switch (word) {
                    case "--home" -> home = Home.at(arguments.path(word, "a folder"));
                    case "--last" -> last = Optional.of(arguments.value(word, "a file or URL of a checkpoint"));
                    default -> throw Arguments.unknown(word);
                }
            }
            if (file == null) {
                throw new UsageException("restore needs the backup to read");
            }
            if (!Files.isRegularFile(file)) {
                throw new UsageException("there is no file " + file);
            }
            return new Options(file, home, last);
        }
    }

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String summary() {
        return "a home from a backup";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick restore FILE [--home DIR] [--last FILE|URL]

                Makes a new home from a backup, checks everything in it, and makes the read models again.

                Which log it goes on with is decided by the newest checkpoint that anyone holds. If the log in the
                backup is just that, it goes on under the same key. If not, or if there is none to show, entries may
                have been signed that the backup does not have, and signing on would make a second history: then the
                old log is archived, readable and provable as before, its key is gone from the home, and a new log
                begins with a new origin and key, names the old checkpoint, takes up the organisation's DID with its
                whole history, and registers the records again.

                  --home DIR        the home to make, ~/.tallystick unless given: absent, empty, or holding nothing
                                    but the lost home's file `checkpoint`, which then counts like --last
                  --last FILE|URL   the newest checkpoint that anyone holds: the lost home's `checkpoint`, or
                                    /log/checkpoint of a witness, a mirror, or of the lost node's last answer

                A restored node and the old one must never run both: if the old one may come back, give no --last.
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        Options options = Options.parse(arguments);
        Path target = options.home().folder();
        requireNew(target);
        try (BackupReader backup = BackupReader.open(options.file())) {
            VerifierKey logKey = Restoration.logKey(backup);
            Optional<LastCheckpoint> last = last(options, logKey);
            Path parent = parent(target);
            Files.createDirectories(parent);
            Path making = OwnerOnly.createTemporaryFolder(parent, target.getFileName() + ".restoring-");
            Restoration.@Nullable Outcome outcome = null;
            try {
                outcome = make(Home.at(making), backup, logKey, last, err);
                move(making, target);
            } finally {
                if (outcome == null) {
                    Folders.delete(making);
                }
            }
            tell(outcome, options, out, err);
            return 0;
        } catch (SQLException | FlywayException | UnreadableLedgerException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private Restoration.Outcome make(
            Home home, BackupReader backup, VerifierKey logKey, Optional<LastCheckpoint> last, PrintStream err)
            throws IOException, SQLException, UnreadableLedgerException {
        try (HomeDatabase database = HomeDatabase.alone(home)) {
            Restoration restoration = new Restoration(home, database, backup, logKey, clock, err);
            return restoration.run(last);
        }
    }

    /** What was given, and what the lost home kept, whichever is newer. */
    private static Optional<LastCheckpoint> last(Options options, VerifierKey logKey) throws IOException {
        List<LastCheckpoint> held = new ArrayList<>();
        if (options.last().isPresent()) {
            held.add(LastCheckpoint.read(options.last().get(), logKey));
        }
        Path kept = options.home().checkpoint();
        if (Files.exists(kept)) {
            held.add(LastCheckpoint.read(kept.toString(), logKey));
        }
        return LastCheckpoint.newest(held);
    }

    private static void tell(Restoration.Outcome outcome, Options options, PrintStream out, PrintStream err) {
        switch (outcome) {
            case Restoration.Outcome.SameLog(String origin, long size) ->
                out.printf("%s: goes on as %s at size %,d%n", options.home(), origin, size);
            case Restoration.Outcome.NewLog(String origin, String old, long size, String why) -> {
                out.printf("%s: goes on as the new log %s%n", options.home(), origin);
                out.printf("%s is archived at size %,d: %s%n", old, size, why);
                err.println("its key is not in the new home, but still in " + options.file()
                        + ": destroy that file once you have a new backup");
            }
        }
    }

    // ---- the folder

    private static void requireNew(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + " is a file");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<Path> other =
                    entries.filter(entry -> !entry.endsWith(Home.CHECKPOINT)).findAny();
            if (other.isPresent()) {
                throw new UsageException(
                        folder + " is not empty (" + other.get().getFileName()
                                + "); a restore replaces nothing: move it away, and give its file `checkpoint` as --last");
            }
        }
    }

    private static Path parent(Path folder) {
        Path parent = folder.getParent();
        if (parent == null) {
            throw new UsageException(folder + " cannot be a home");
        }
        return parent;
    }

    private static void move(Path making, Path target) throws IOException {
        if (Files.exists(target)) {
            Files.deleteIfExists(target.resolve(Home.CHECKPOINT)); // the home that takes its place has a newer one
            Files.delete(target);
        }
        Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
        OwnerOnly.flushFolder(parent(target));
    }
}
