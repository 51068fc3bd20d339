package org.tallystick.ledger.commit;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.RefusedNoteException;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;

/**
 * Signs checkpoints with this node's log key, and knows its own signatures again. Called only for what is
 * durable: the chain row moved by compare-and-set and was committed, so it never signs two checkpoints of one size.
 */
public final class CheckpointSigner {
    private final NoteSigner key;
    private final NoteVerifier own;

    /** @param retired keys that signed this log's checkpoints before: the newest one stored may still be theirs */
    public CheckpointSigner(NoteSigner key, List<VerifierKey> retired) {
        this.key = key;
        List<VerifierKey> all = new ArrayList<>(retired);
        all.addFirst(key.verifierKey());
        this.own = new NoteVerifier(all);
    }

    public VerifierKey verifierKey() {
        return key.verifierKey();
    }

    SignedCheckpoint sign(Checkpoint checkpoint) {
        String text = checkpoint.text();
        SignedNote note = new SignedNote(text, List.of(key.sign(text)));
        return new SignedCheckpoint(checkpoint, note.toString());
    }

    /** A note that {@link #open} takes. */
    SignedNote parse(String text) {
        try {
            return SignedNote.parse(text);
        } catch (MalformedNoteException e) {
            throw new DifferingLedgerException("a stored checkpoint is no signed note: " + e.getMessage());
        }
    }

    /**
     * Reads a note back: strictly parsed, and signed by a log key of this node.
     *
     * @throws DifferingLedgerException when it is no checkpoint signed with one of them
     */
    SignedCheckpoint open(String text) {
        try {
            SignedNote note = SignedNote.parse(text);
            if (own.verify(note).isEmpty()) {
                throw new DifferingLedgerException("a stored checkpoint is not signed by this node's log key "
                        + key.verifierKey().name());
            }
            return new SignedCheckpoint(Checkpoint.of(note), text);
        } catch (MalformedNoteException | MalformedLogException | RefusedNoteException e) {
            throw new DifferingLedgerException("a stored checkpoint is not one of this node: " + e.getMessage());
        }
    }
}
