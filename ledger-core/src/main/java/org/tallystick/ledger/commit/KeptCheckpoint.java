package org.tallystick.ledger.commit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.log.TiledTree;

/**
 * The newest published checkpoint in a file outside the database: a database that was set back to an older state shows
 * itself by being behind it, before anything is signed a second time.
 *
 * <p>The file is replaced by renaming, so it is always whole. It is not synced to the disk at each block: after a power
 * cut it may be some blocks old, which is a prefix of the database's log and does no harm.
 */
public final class KeptCheckpoint {
    private static final System.Logger LOGGER = System.getLogger(KeptCheckpoint.class.getName());

    private final Path file;

    public KeptCheckpoint(Path file) {
        this.file = file;
    }

    /** The signed note, if one was kept. */
    public Optional<String> note() throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** A failure must not undo a commit that is durable: it is reported, and the next block tries again. */
    void keep(SignedCheckpoint checkpoint) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.write(next, checkpoint.note().getBytes(StandardCharsets.UTF_8));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the newest checkpoint cannot be kept in " + file + ": a database that is set back will not show",
                    e);
        }
    }

    /**
     * @throws DifferingLedgerException when the kept checkpoint is not a prefix of the stored log
     */
    void requirePrefixOf(Checkpoint stored, CheckpointSigner signer, TileReader tiles) throws IOException {
        Optional<String> note = note();
        if (note.isEmpty()) {
            return;
        }
        Checkpoint kept = signer.open(note.get()).checkpoint();
        if (!kept.origin().equals(stored.origin())) {
            throw new DifferingLedgerException(
                    file + " is a checkpoint of " + kept.origin() + ", the database holds the log " + stored.origin());
        }
        if (kept.size() > stored.size()) {
            throw new DifferingLedgerException("the database ends at size " + stored.size() + ", but this node signed "
                    + kept.size() + " (" + file + "): the database was set back; see `restore`");
        }
        try {
            Hash root = new TiledTree(kept.size(), tiles).root();
            if (!root.equals(kept.root())) {
                throw new DifferingLedgerException("at size " + kept.size() + " the database has root " + root
                        + ", this node signed " + kept.root() + " (" + file + ")");
            }
        } catch (MalformedLogException e) {
            throw new DifferingLedgerException("the stored tiles are none: " + e.getMessage());
        }
    }
}
