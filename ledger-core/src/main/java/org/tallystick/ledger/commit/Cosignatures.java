package org.tallystick.ledger.commit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.NoteSignature;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.order.CheckpointCosigning;

/**
 * The members' cosignatures on this ledger's checkpoints: makes this member's, collects the others', keeps all of them with
 * the checkpoint's note.
 *
 * <p>Two checkpoints are open at a time. With block h committed, <i>newest</i> is that of h, which the votes for h+1 carry;
 * <i>previous</i> that of h−1, whose cosignatures the proposer of h+1 bundles. Of blocks without entries they are one and
 * the same. A cosignature over anything else is of no use here, or, with the size of one of the two and another root, the
 * sign of two histories: it is reported, never kept.
 *
 * <p>Survives a crash: what was collected is stored in the transaction of the next block. What was not comes again with the
 * votes of the block that is repeated.
 */
final class Cosignatures implements CheckpointCosigning {
    private static final System.Logger LOGGER = System.getLogger(Cosignatures.class.getName());

    /** A checkpoint with its lines: this node's log key first, then members as they come. */
    private static final class Open {
        final Checkpoint checkpoint;
        private SignedNote note;
        private boolean toStore;

        Open(Checkpoint checkpoint, SignedNote note) {
            this.checkpoint = checkpoint;
            this.note = note;
        }
    }

    private final Cosigners cosigners;
    private final Clock clock;

    private final ReentrantLock lock = new ReentrantLock();
    private Open newest;
    private Open previous;
    private @Nullable SignedCheckpoint cosigned;

    /**
     * @param newest of the ledger as it is committed
     * @param previous of the block before
     * @param cosigned the newest stored one with a quorum, if there is any
     */
    Cosignatures(
            Cosigners cosigners,
            Clock clock,
            SignedCheckpoint newest,
            SignedCheckpoint previous,
            Optional<SignedCheckpoint> cosigned) {
        this.cosigners = cosigners;
        this.clock = clock;
        this.newest = open(newest);
        this.previous = previous.checkpoint().equals(newest.checkpoint()) ? this.newest : open(previous);
        this.cosigned = cosigned.orElse(null);
        cosign(this.newest);
    }

    private static Open open(SignedCheckpoint signed) {
        try {
            return new Open(signed.checkpoint(), SignedNote.parse(signed.note()));
        } catch (MalformedNoteException e) {
            throw new IllegalStateException("a note that was signed or read back here is none", e);
        }
    }

    /** Whether so many members' lines are on the note that it may be published. */
    static boolean hasQuorum(Cosigners cosigners, SignedNote note) {
        Set<String> names = new HashSet<>();
        for (NoteSignature line : note.signatures()) {
            for (VerifierKey member : cosigners.members()) {
                if (member.verifies(note.text(), line)) {
                    names.add(member.name());
                }
            }
        }
        return names.size() >= cosigners.quorum();
    }

    /** The next block is durable, and this is its checkpoint. */
    void committed(SignedCheckpoint signed) {
        lock.lock();
        try {
            previous = newest;
            if (!signed.checkpoint().equals(newest.checkpoint)) {
                newest = open(signed);
                cosign(newest);
            }
        } finally {
            lock.unlock();
        }
    }

    private void cosign(Open open) {
        if (open.checkpoint.size() == 0) {
            return; // nothing to vouch for
        }
        for (Cosigner cosigner : cosigners.own()) {
            if (open.note.signatures().stream().noneMatch(cosigner.verifierKey()::claimedBy)) {
                add(open, cosigner.cosign(open.note.text(), clock.instant().getEpochSecond()));
            }
        }
    }

    private void add(Open open, NoteSignature line) {
        open.note = open.note.with(line);
        open.toStore = true;
        if ((cosigned == null
                        || cosigned.checkpoint().size() < open.checkpoint.size()
                        || cosigned.checkpoint().equals(open.checkpoint))
                && hasQuorum(cosigners, open.note)) {
            cosigned = new SignedCheckpoint(open.checkpoint, open.note.toString());
        }
    }

    /** The note as it stands, with all that was collected. */
    SignedCheckpoint newest() {
        lock.lock();
        try {
            return new SignedCheckpoint(newest.checkpoint, newest.note.toString());
        } finally {
            lock.unlock();
        }
    }

    /** The newest checkpoint that a quorum cosigned, with all lines that were collected. */
    Optional<SignedCheckpoint> cosigned() {
        lock.lock();
        try {
            return Optional.ofNullable(cosigned);
        } finally {
            lock.unlock();
        }
    }

    /** Stores what was collected, inside a block's transaction. */
    void write(Connection connection, Journal journal) throws SQLException {
        lock.lock();
        try {
            for (Open open : List.of(previous, newest)) {
                if (open.toStore) {
                    journal.replaceNote(connection, open.checkpoint.size(), open.note.toString());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** That transaction is durable. What is collected between the two is stored once more, which does no harm. */
    void stored() {
        lock.lock();
        try {
            previous.toStore = false;
            newest.toStore = false;
        } finally {
            lock.unlock();
        }
    }

    // ---- the engine's thread

    @Override
    public byte[] extension() {
        lock.lock();
        try {
            List<NoteSignature> lines = newest.note.signatures().stream()
                    .filter(line -> cosigners.own().stream()
                            .anyMatch(cosigner -> cosigner.verifierKey().claimedBy(line)))
                    .toList();
            return lines.isEmpty() ? new byte[0] : new SignedNote(newest.note.text(), lines).bytes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void received(byte[] extension) {
        lock.lock();
        try {
            collect(extension);
        } finally {
            lock.unlock();
        }
    }

    private void collect(byte[] bytes) {
        Optional<SignedNote> note = parse(bytes);
        if (note.isEmpty()) {
            return;
        }
        for (Open open : previous == newest ? List.of(newest) : List.of(previous, newest)) {
            if (note.get().text().equals(open.checkpoint.text())) {
                for (NoteSignature line : verified(note.get())) {
                    if (!open.note.signatures().contains(line)) {
                        add(open, line);
                    }
                }
                return;
            }
        }
        reportOtherRoot(note.get());
    }

    private void reportOtherRoot(SignedNote note) {
        Checkpoint claimed;
        try {
            claimed = Checkpoint.of(note);
        } catch (MalformedLogException e) {
            return;
        }
        for (Open open : List.of(previous, newest)) {
            if (claimed.origin().equals(open.checkpoint.origin())
                    && claimed.size() == open.checkpoint.size()
                    && !verified(note).isEmpty()) {
                LOGGER.log(
                        System.Logger.Level.ERROR,
                        verified(note).getFirst().name() + " cosigned another root at size " + claimed.size() + ": "
                                + claimed.root().toBase64() + ", here it is "
                                + open.checkpoint.root().toBase64());
                return;
            }
        }
    }

    private static Optional<SignedNote> parse(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(SignedNote.parse(bytes));
        } catch (MalformedNoteException e) {
            LOGGER.log(System.Logger.Level.WARNING, "a vote carries no cosigned checkpoint: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The lines that a member signed, of each key the first. */
    private List<NoteSignature> verified(SignedNote note) {
        List<NoteSignature> lines = new ArrayList<>();
        Set<VerifierKey> seen = new HashSet<>();
        for (NoteSignature line : note.signatures()) {
            for (VerifierKey member : cosigners.members()) {
                if (member.verifies(note.text(), line) && seen.add(member)) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    @Override
    public byte[] bundle(List<byte[]> extensions) {
        lock.lock();
        try {
            SignedNote bundle = null;
            for (byte[] extension : extensions) {
                Optional<SignedNote> note =
                        parse(extension).filter(parsed -> parsed.text().equals(previous.checkpoint.text()));
                if (note.isPresent()) {
                    for (NoteSignature line : verified(note.get())) {
                        bundle = bundle == null ? new SignedNote(note.get().text(), List.of(line)) : bundle.with(line);
                    }
                }
            }
            return bundle == null ? new byte[0] : bundle.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** It begins with the log's name on a line of its own; a statement begins with the tag of COSE_Sign1, no letter. */
    @Override
    public boolean isBundle(byte[] transaction) {
        byte[] line = (newest.checkpoint.origin() + "\n").getBytes(StandardCharsets.UTF_8);
        return transaction.length > line.length && Arrays.equals(line, 0, line.length, transaction, 0, line.length);
    }

    @Override
    public boolean accepts(byte[] bundle) {
        lock.lock();
        try {
            Optional<SignedNote> note = parse(bundle);
            return note.isPresent()
                    && note.get().text().equals(previous.checkpoint.text())
                    && !note.get().signatures().isEmpty()
                    && verified(note.get()).size() == note.get().signatures().size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void decided(byte[] bundle) {
        received(bundle);
    }
}
