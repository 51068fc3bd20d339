package org.tallystick.api.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tallystick.home.Home;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.VerifierKey;

/** What the commands read of a home's files without opening its node. */
final class HomeFiles {
    private HomeFiles() {}

    /** The public half of the log key: the first line of its file. */
    static VerifierKey logVerifierKey(Home home) throws IOException {
        Path file = home.logKey();
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
