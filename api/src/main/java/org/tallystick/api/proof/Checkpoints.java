package org.tallystick.api.proof;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;

/** The checkpoints that this log has published, for proofs under one of them. */
@Singleton
public final class Checkpoints {
    private final Ledger ledger;

    Checkpoints(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A published checkpoint: what it says, and the note to show for it. */
    public record Published(Checkpoint checkpoint, SignedNote note) {
        /** @throws IllegalStateException when what is stored is no signed checkpoint */
        public static Published of(String note) {
            try {
                SignedNote parsed = SignedNote.parse(note);
                return new Published(Checkpoint.of(parsed), parsed);
            } catch (MalformedNoteException | MalformedLogException e) {
                throw new IllegalStateException("a stored checkpoint is none: " + e.getMessage(), e);
            }
        }
    }

    public Published newest() {
        return Published.of(ledger.checkpoint().note());
    }

    /** The checkpoint of the block that has the entry; empty where there is no such entry. */
    public Optional<Published> ofEntry(long index) throws SQLException {
        // A note is stored by the block after it. Read in this order, what is not stored yet is the newest, whatever
        // is committed in between: an older one that has the entry would be stored with or before the newest.
        SignedCheckpoint newest = ledger.checkpoint();
        if (index < 0 || index >= newest.checkpoint().size()) {
            return Optional.empty();
        }
        Optional<String> stored = ledger.journal().checkpointCovering(index);
        return Optional.of(Published.of(stored.orElseGet(newest::note)));
    }

    /** The checkpoint of that size; empty where no block ended with it. */
    public Optional<Published> ofSize(long size) throws SQLException {
        return ofEntry(size - 1).filter(found -> found.checkpoint().size() == size);
    }
}
