package org.tallystick.ledger.commit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.log.TiledTree;

/**
 * The newest published checkpoint in a file outside the database: a database that was set back to an older state shows
 * itself by being behind it, before anything is signed a second time.
 *
 * <p>The file is always whole, and durable when written. To force it to disk takes as long as the block's own commit, so it
 * is not done in the engine's thread: a writer beside it takes the newest of what came meanwhile, at most every {@link
 * #PAUSE_MILLIS}. So after a kill or a power cut the file may be that much older than the last checkpoint shown, which is a
 * prefix of the database's log and does no harm; a database that is older still is behind it. {@link #flush} waits for
 * the newest, and closing a ledger does.
 */
public final class KeptCheckpoint {
    private static final System.Logger LOGGER = System.getLogger(KeptCheckpoint.class.getName());

    /** Between two writes: under load the disk is forced for commits, not for this. */
    private static final long PAUSE_MILLIS = 50;

    private final Path file;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** What the writer has not taken yet. */
    private @Nullable SignedCheckpoint next;

    private boolean writing;
    private boolean hurry;

    public KeptCheckpoint(Path file) {
        this.file = file;
    }

    /** The signed note, if one was kept. */
    public Optional<String> note() throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Has the checkpoint written soon; never waits. */
    void keep(SignedCheckpoint checkpoint) {
        lock.lock();
        try {
            next = checkpoint;
            if (!writing) {
                writing = true;
                Thread.ofVirtual().name("tallystick-checkpoint").start(this::writeWhatCame);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the newest checkpoint is on disk, or cannot be written. */
    void flush() {
        lock.lock();
        try {
            hurry = true;
            changed.signalAll();
            while (writing) {
                changed.awaitUninterruptibly();
            }
            hurry = false;
        } finally {
            lock.unlock();
        }
    }

    private void writeWhatCame() {
        boolean done = false;
        try {
            for (SignedCheckpoint taken = take(); taken != null; taken = take()) {
                write(taken);
                pause();
            }
            done = true;
        } finally {
            if (!done) {
                ended();
            }
        }
    }

    private void ended() {
        lock.lock();
        try {
            writing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SignedCheckpoint take() {
        lock.lock();
        try {
            SignedCheckpoint taken = next;
            next = null;
            if (taken == null) {
                ended();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
            while (nanos > 0 && !hurry) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    /** A failure must not undo a commit that is durable: it is reported, and the next block tries again. */
    private void write(SignedCheckpoint checkpoint) {
        try {
            PrivateFiles.write(file, checkpoint.note().getBytes(StandardCharsets.UTF_8));
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
