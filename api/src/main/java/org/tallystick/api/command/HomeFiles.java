package org.tallystick.api.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.tallystick.home.Home;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.VerifierKey;

/** What the commands read of a home's files without opening its node. */
public final class HomeFiles {
    /** The name of the kept checkpoint; see {@link Home#checkpoint}. */
    static final String KEPT = "checkpoint";

    /** The URL of the node that runs, on one line; a node writes it when it serves and takes it away when it stops. */
    public static final String ADDRESS = "address";

    private HomeFiles() {}

    /** A file's name in a backup: its path in the home, with slashes everywhere. */
    static String name(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Locks, notes of the moment, and files that are being written: no part of a backup. */
    static boolean isPassing(Path relative) {
        String name = String.valueOf(relative.getFileName());
        return relative.equals(Path.of(KEPT))
                || relative.equals(Path.of("node.lock"))
                || name.equals("log.signed") // a restore to a new log has a key that has signed nothing
                || relative.equals(Path.of(ADDRESS))
                || name.endsWith(".tmp")
                || name.endsWith(".next")
                || name.endsWith(".unfinished");
    }

    /** Where the node that runs on the home serves; as long as one runs. */
    static Path address(Home home) {
        return home.folder().resolve(ADDRESS);
    }

    static Path logKey(Home home) {
        return home.keys().resolve("log.key");
    }

    /** The public half of the log key: the first line of its file. */
    static VerifierKey logVerifierKey(Home home) throws IOException {
        Path file = logKey(home);
        if (!Files.exists(file)) {
            throw new IOException(home + " is no home of a node: it has no " + file);
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        try {
            return VerifierKey.parse(lines.isEmpty() ? "" : lines.getFirst());
        } catch (MalformedNoteException e) {
            throw new IOException(file + " does not begin with a verifier key: " + e.getMessage(), e);
        }
    }
}
