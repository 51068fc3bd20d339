package org.tallystick.ledger.commit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.execute.AppHash;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.CheckpointCosigning;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.StatementId;

/**
 * The ledger as last committed, and the only way to commit the next block upon it.
 *
 * <p>Two states. <i>Committed</i>: {@link #view()} equals what PostgreSQL holds; execution reads it. <i>Unsure</i>: a
 * COMMIT was sent and no answer came; nothing is executed or signed until the chain row, locked and read again, says
 * which of the two it is. Everything else is inside one transaction and either did or did not happen.
 *
 * <p>A commit, in its order: compare-and-set of the chain row from the view's (height, size, root) to the result's;
 * the note of the checkpoint before; block, entries, refusals, tiles, state; the rows of joined batches; the
 * participants' rows; COMMIT. Only now, when no other tree of this size can come to be, the new checkpoint is signed; it
 * is kept outside the database, the view moves, listeners hear of it. After a crash in between the note is missing and
 * is made at the next start; the {@link KeptCheckpoint kept checkpoint} is older, which is a prefix: harmless.
 *
 * <p>{@code execute} and {@code commit} are called by one engine thread; {@code view}, {@code admit} and {@code
 * checkpoint} by anyone.
 */
public final class CommittedLedger implements LedgerStateMachine {
    /** An outage is not hammered, and its end is noticed within half a second. */
    private static final long RETRY_MILLIS = 500;

    /** A checkpoint has its quorum one block later; one that is further back than this many is of no use to anyone. */
    private static final int COSIGNED_AMONG = 8;

    private final DataSource dataSource;
    private final Journal journal;
    private final RegistrationPolicy policy;
    private final CheckpointSigner signer;
    private final KeptCheckpoint kept;
    private final List<CommitParticipant> participants = new CopyOnWriteArrayList<>();
    private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private final @Nullable Cosignatures cosignatures;
    private final UnansweredCommit unanswered = new UnansweredCommit();

    private volatile LedgerView view;
    private volatile SignedCheckpoint newest;

    private CommittedLedger(
            DataSource dataSource,
            Journal journal,
            RegistrationPolicy policy,
            CheckpointSigner signer,
            KeptCheckpoint kept,
            LedgerView view,
            SignedCheckpoint newest,
            @Nullable Cosignatures cosignatures) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.policy = policy;
        this.signer = signer;
        this.kept = kept;
        this.view = view;
        this.newest = newest;
        this.cosignatures = cosignatures;
    }

    /**
     * Reads the ledger back and checks it: the tree's right edge gives the root that was signed, the state rows give
     * the state root, and the checkpoint kept outside the database is a prefix of this log.
     *
     * @throws DifferingLedgerException when what is stored differs from what was signed; nothing may be signed on it
     */
    public static CommittedLedger open(
            DataSource dataSource,
            Journal journal,
            RegistrationPolicy policy,
            CheckpointSigner signer,
            KeptCheckpoint kept)
            throws SQLException, IOException {
        return open(dataSource, journal, policy, signer, kept, Optional.empty(), Clock.systemUTC());
    }

    /** As {@link #open(DataSource, Journal, RegistrationPolicy, CheckpointSigner, KeptCheckpoint) the other}, with members who cosign. */
    public static CommittedLedger open(
            DataSource dataSource,
            Journal journal,
            RegistrationPolicy policy,
            CheckpointSigner signer,
            KeptCheckpoint kept,
            Optional<Cosigners> cosigners,
            Clock clock)
            throws SQLException, IOException {
        LedgerView view = journal.load();
        kept.requirePrefixOf(view.checkpoint(), signer, journal.tiles());
        SignedCheckpoint newest = newest(journal, view, signer);
        kept.keep(newest);
        kept.flush();
        Cosignatures cosignatures =
                cosigners.isPresent() ? cosignatures(journal, signer, cosigners.get(), clock, newest) : null;
        return new CommittedLedger(dataSource, journal, policy, signer, kept, view, newest, cosignatures);
    }

    private static Cosignatures cosignatures(
            Journal journal, CheckpointSigner signer, Cosigners cosigners, Clock clock, SignedCheckpoint newest)
            throws SQLException {
        long sizeBefore = journal.sizeOfBlockBefore().orElse(newest.checkpoint().size());
        Optional<SignedCheckpoint> previous = Optional.empty();
        Optional<SignedCheckpoint> cosigned = Optional.empty();
        for (String note : journal.newestNotes(COSIGNED_AMONG)) {
            SignedCheckpoint stored = signer.open(note);
            if (stored.checkpoint().size() == sizeBefore) {
                previous = Optional.of(stored);
            }
            if (cosigned.isEmpty() && Cosignatures.hasQuorum(cosigners, signer.parse(note))) {
                cosigned = Optional.of(stored);
            }
        }
        return new Cosignatures(
                cosigners,
                clock,
                newest,
                previous.orElseThrow(() -> new DifferingLedgerException("there is no signed checkpoint of size "
                        + sizeBefore + ", with which the block before the newest ended")),
                cosigned);
    }

    /** The stored note of the ledger as it stands, or, where the process died before storing it, signed now. */
    private static SignedCheckpoint newest(Journal journal, LedgerView view, CheckpointSigner signer)
            throws SQLException {
        Optional<String> note = journal.newestNote();
        if (note.isPresent()) {
            SignedCheckpoint stored = signer.open(note.get());
            if (stored.checkpoint().equals(view.checkpoint())) {
                return stored;
            }
            if (stored.checkpoint().size() >= view.size()) {
                throw new DifferingLedgerException("the newest signed checkpoint is " + stored.checkpoint()
                        + ", the ledger is at " + view.checkpoint());
            }
        }
        SignedCheckpoint signed = signer.sign(view.checkpoint());
        journal.storeNote(signed);
        return signed;
    }

    /** Rows that others keep in the transaction of each block. Add before the engine is attached. */
    public void join(CommitParticipant participant) {
        participants.add(participant);
    }

    /** Who hears of each block after it is durable, in the order of the blocks, in the engine's thread. */
    public void listen(CommitListener listener) {
        listeners.add(listener);
    }

    public LedgerView view() {
        return view;
    }

    /** Why nothing can be committed at the moment, as far as this ledger knows itself; empty when all is well. */
    public Optional<String> fault() {
        return unanswered.fault();
    }

    /** Has all that is kept beside the database on disk; the engine is closed before. */
    public void close() {
        kept.flush();
    }

    /** The newest signed checkpoint, with the cosignatures that were collected so far. */
    public SignedCheckpoint checkpoint() {
        return cosignatures == null ? newest : cosignatures.newest();
    }

    /** The newest checkpoint that a quorum of the members cosigned; empty before there is one, and alone. */
    public Optional<SignedCheckpoint> cosigned() {
        return cosignatures == null ? Optional.empty() : cosignatures.cosigned();
    }

    @Override
    public Optional<CheckpointCosigning> cosigning() {
        return Optional.ofNullable(cosignatures);
    }

    @Override
    public Info info() {
        LedgerView current = view;
        return new Info(
                current.height(),
                current.time(),
                AppHash.of(current.checkpoint(), current.state().root()));
    }

    @Override
    public Admission admit(byte[] statement) {
        SignedStatement parsed;
        try {
            parsed = policy.parse(statement);
        } catch (MalformedStatementException e) {
            return new Admission.Rejected("not a signed statement: " + e.getMessage());
        }
        return policy.admit(parsed, view)
                .<Admission>map(refusal -> new Admission.Rejected(refusal.toString()))
                .orElseGet(Admission.Admitted::new);
    }

    @Override
    public List<byte[]> propose(Instant blockTime, List<byte[]> candidates) {
        return candidates.stream()
                .filter(candidate -> !issuedTooLate(candidate, blockTime))
                .toList();
    }

    @Override
    public boolean accept(DecidedBlock proposed) {
        return proposed.statements().stream().noneMatch(statement -> issuedTooLate(statement, proposed.time()));
    }

    private boolean issuedTooLate(byte[] bytes, Instant blockTime) {
        try {
            return RegistrationPolicy.issuedTooLate(policy.parse(bytes), blockTime);
        } catch (MalformedStatementException e) {
            return false; // refused when executed, by every member alike; no reason to refuse the block
        }
    }

    @Override
    public BlockResult execute(DecidedBlock block) {
        try (Connection connection = dataSource.getConnection()) {
            return policy.execute(view, block, journal.known(connection, jobs(block)));
        } catch (SQLException e) {
            throw new StorageFailureException("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    private Set<Cti> jobs(DecidedBlock block) {
        Set<Cti> jobs = new LinkedHashSet<>();
        for (byte[] bytes : block.statements()) {
            try {
                jobs.add(policy.parse(bytes).header().cti());
            } catch (MalformedStatementException e) {
                continue; // will be refused; nothing to know of it
            }
        }
        return jobs;
    }

    @Override
    public void commit(BlockResult result, List<Batch> joined) {
        LedgerView before = view;
        Map<StatementId, Outcome> outcomes = outcomes(result);
        write(before, result, joined, outcomes);
        view = result.after();
        SignedCheckpoint signed = signCheckpoint(before, result);
        newest = signed;
        kept.keep(signed);
        if (cosignatures != null) {
            cosignatures.stored();
            cosignatures.committed(signed);
        }
        CommittedBlock committed = new CommittedBlock(result, signed);
        for (CommitListener listener : listeners) {
            listener.committed(committed);
        }
    }

    private void write(LedgerView before, BlockResult result, List<Batch> joined, Map<StatementId, Outcome> outcomes) {
        boolean commitSent = false;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                journal.advance(connection, before, newest, result);
                journal.write(connection, result);
                for (Batch batch : joined) {
                    batch.rows().write(connection, outcomes);
                }
                for (CommitParticipant participant : participants) {
                    participant.write(connection, result);
                }
                if (cosignatures != null) {
                    cosignatures.write(connection, journal);
                }
                commitSent = true;
                unanswered.sent(result.after().height());
                connection.commit();
                unanswered.answered();
            } finally {
                if (!commitSent) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            if (commitSent && wasCommitted(before, result.after())) {
                return;
            }
            throw new StorageFailureException("the block is not stored: " + e.getMessage(), e);
        }
    }

    /** Waits for the database as long as it takes: until this is known, nothing can be executed or signed. */
    private boolean wasCommitted(LedgerView before, LedgerView after) {
        try {
            for (; ; ) {
                try {
                    return journal.wasCommitted(before, after);
                } catch (SQLException e) {
                    unanswered.notKnown(String.valueOf(e.getMessage()));
                    pause(e);
                }
            }
        } finally {
            unanswered.answered();
        }
    }

    private static void pause(SQLException reason) {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the last block's fate was known", reason);
        }
    }

    private SignedCheckpoint signCheckpoint(LedgerView before, BlockResult result) {
        Checkpoint checkpoint = result.after().checkpoint();
        if (checkpoint.size() == before.size() && newest.checkpoint().equals(checkpoint)) {
            return newest; // an empty block has the checkpoint of the block before
        }
        return signer.sign(checkpoint);
    }

    private static Map<StatementId, Outcome> outcomes(BlockResult result) {
        Map<StatementId, Outcome> outcomes = new HashMap<>();
        for (BlockResult.Decision decision : result.decisions()) {
            if (decision.statement() != null) {
                // The first decision about an id stands: the second says AlreadyRegistered, or the same refusal.
                outcomes.putIfAbsent(decision.statement().id(), decision.outcome());
            }
        }
        return outcomes;
    }
}
