package org.tallystick.api.proof;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;

/** The checkpoints that this log has published, for proofs under one of them. */
@Singleton
public final class Checkpoints {
    /** A block's pause, and the time that it takes. */
    private static final long COSIGNED_WITHIN_SECONDS = 2;

    private final Node node;
    private final Ledger ledger;

    Checkpoints(Node node) {
        this.node = node;
        this.ledger = node.ledger();
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

    /** The newest one that satisfies the policy in force; see {@link Node#published}. */
    public SignedCheckpoint signed() {
        return node.published().orElseThrow(() -> waiting("No checkpoint of this log has"));
    }

    public Published newest() {
        return Published.of(signed().note());
    }

    /**
     * The checkpoint of the block that has the entry, or, where the members' quorum was never collected for that one, the
     * newest; empty where there is no such entry.
     */
    public Optional<Published> ofEntry(long index) throws SQLException {
        // A note is stored by the block after it. Read in this order, what is not stored yet is the newest, whatever
        // is committed in between: an older one that has the entry would be stored with or before the newest.
        SignedCheckpoint newest = signed();
        if (index < 0 || index >= newest.checkpoint().size()) {
            if (index >= 0 && index < ledger.view().size()) {
                throw waiting("The checkpoint of this entry's block does not have");
            }
            return Optional.empty();
        }
        Optional<Published> own =
                ledger.journal().checkpointCovering(index).map(Published::of).filter(this::isSatisfying);
        return Optional.of(own.orElseGet(() -> Published.of(newest.note())));
    }

    private boolean isSatisfying(Published published) {
        if (node.membership().isEmpty()) {
            return true;
        }
        try {
            return node.policies().getLast().check(published.note()).holds();
        } catch (MalformedLogException e) {
            throw new IllegalStateException("it was read as a checkpoint", e);
        }
    }

    /** A quorum cosigns with the votes for the next block, which comes by itself. */
    private static ProblemException waiting(String what) {
        return Problem.of(ProblemType.UNAVAILABLE, what + " the cosignatures of a quorum of the members yet.")
                .retryAfter(COSIGNED_WITHIN_SECONDS)
                .exception();
    }

    /** The checkpoint of that size; empty where no block ended with it. */
    public Optional<Published> ofSize(long size) throws SQLException {
        return ofEntry(size - 1).filter(found -> found.checkpoint().size() == size);
    }
}
