package org.tallystick.ledger.submit;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.tallystick.ledger.commit.CommitListener;
import org.tallystick.ledger.commit.CommitParticipant;
import org.tallystick.ledger.commit.CommittedBlock;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.StatementId;
import org.tallystick.ledger.work.Worker;

/**
 * Turns submissions into signed statements and stays with them until they are decided.
 *
 * <p>A submission's states: <i>queued</i> (in memory; the caller has no answer yet), <i>held</i> (it meets a record, a
 * name or an idempotency key that another undecided submission brings, and is looked at again after that decision),
 * <i>undecided</i> (signed, with the engine), <i>decided</i>. One thread, {@code tallystick-outbox}, moves them from
 * queued to undecided in batches: the look-ups of a batch are two queries, however many submissions it has. The
 * engine's thread moves them to decided.
 *
 * <p>A submission that is sent again while it is in any of the first three joins it ({@link InHand}).
 *
 * <p>Fields in the first group belong to the outbox thread alone; those in the second are guarded by {@code lock}.
 *
 * <p>What survives a crash is in {@link OutboxRows}: a submission whose rows are durable but undecided is found by
 * {@link #resume()} and handed to the engine again under the same {@code cti}.
 */
public final class Outbox implements CommitParticipant, CommitListener, AutoCloseable {
    /** A statement that is durable here and undecided is offered to the engine again after this long. */
    static final Duration RESUBMIT_AFTER = Duration.ofSeconds(10);

    private static final System.Logger LOGGER = System.getLogger(Outbox.class.getName());

    private final DataSource dataSource;
    private final OutboxRows rows;
    private final StatementSigner signer;
    private final ConsensusEngine engine;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Worker worker = new Worker("tallystick-outbox", "the outbox", this::sendOn);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue queue = new Queue();
    private final InHand inHand = new InHand();
    /** Refused because the key was rotated meanwhile: to be signed again with the key of today. */
    private final List<Pending> toSignAgain = new ArrayList<>();

    private boolean closing;

    public Outbox(DataSource dataSource, OutboxRows rows, StatementSigner signer, ConsensusEngine engine, Clock clock) {
        this.dataSource = dataSource;
        this.rows = rows;
        this.signer = signer;
        this.engine = engine;
        this.clock = clock;
    }

    /** Begins, once the engine takes statements. */
    public void start() {
        worker.start();
    }

    /** Takes up what an earlier process left undecided. Comes before the engine decides its first block here. */
    public void resume() throws SQLException {
        List<Pending> waiting;
        try (Connection connection = dataSource.getConnection()) {
            waiting = rows.waiting(connection);
        }
        lock.lock();
        try {
            for (Pending pending : waiting) {
                pending.submittedAt = Instant.MIN; // due at once
                inHand.resume(pending);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a submission over. A retry of one that is in hand joins it: the answer is the first one's, and no place is
     * taken, so that nobody who asks again stands in the way of others.
     *
     * @throws OverloadedException when as much is queued as may be; nothing was taken
     */
    public Registration register(Submission submission) {
        Cti job = Cti.of(randomBytes());
        Pending pending = Pending.of(submission, job, clock.instant());
        lock.lock();
        try {
            if (closing) {
                throw new OverloadedException("the ledger is closing");
            }
            Optional<Pending> first = inHand.first(pending);
            if (first.isPresent()) {
                return first.get().again;
            }
            if (inHand.isKeyOfAnother(pending)) {
                pending.registration.accepted().complete(keyReused(pending));
                return pending.registration;
            }
            if (!queue.hasRoomFor(pending)) {
                throw new OverloadedException(queue.size() + " submissions wait already");
            }
            inHand.add(pending);
            queue.add(pending);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return pending.registration;
    }

    /** How many submissions are not decided yet. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size() + inHand.undecided().size();
        } finally {
            lock.unlock();
        }
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[Cti.LENGTH_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        takeNoMore(new StorageFailureException("the ledger is closing", null));
        worker.close();
    }

    private void takeNoMore(StorageFailureException reason) {
        List<Pending> dropped;
        lock.lock();
        try {
            closing = true;
            dropped = queue.removeAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        dropped.forEach(pending -> fail(pending, reason));
    }

    /** Why nothing is sent at the moment, whatever is submitted; empty when all is well. */
    public Optional<String> fault() {
        return worker.fault();
    }

    // ---- the outbox thread

    /** A batch that fails is given back with the reason; the next may do better, so that is no fault of the outbox. */
    private boolean sendOn() {
        List<Pending> batch = new ArrayList<>();
        List<Pending> due = new ArrayList<>();
        List<Pending> again = new ArrayList<>();
        if (!take(batch, due, again)) {
            return false;
        }
        try {
            if (!again.isEmpty()) {
                signAgain(again);
                due.addAll(again);
            }
            if (!due.isEmpty()) {
                submitAgain(due);
            }
            if (!batch.isEmpty()) {
                send(prepare(batch));
            }
        } catch (SQLException e) {
            giveBack(batch, new StorageFailureException("the outbox cannot be read or written: " + e.getMessage(), e));
        } catch (StorageFailureException e) {
            giveBack(batch, e);
        } catch (InterruptedException e) {
            giveBack(batch, new StorageFailureException("the ledger is closing", e));
            return false;
        } catch (RuntimeException e) {
            // A signer that cannot sign, such as keys that cannot be read; or what nobody foresaw of these.
            LOGGER.log(System.Logger.Level.ERROR, "a batch of submissions cannot be signed", e);
            giveBack(batch, new StorageFailureException("the submission cannot be signed: " + e.getMessage(), e));
        } catch (Error e) {
            // The machine's, no memory for example: this thread ends with it, and nobody is left waiting.
            StorageFailureException reason = new StorageFailureException("the outbox has ended: " + e, e);
            takeNoMore(reason);
            giveBack(batch, reason);
            throw e;
        }
        return true;
    }

    /** Those that are held meanwhile are in no hand: they are looked at again. */
    private void giveBack(List<Pending> batch, StorageFailureException reason) {
        List<Pending> inNoPlace;
        lock.lock();
        try {
            inNoPlace = queue.without(batch);
        } finally {
            lock.unlock();
        }
        inNoPlace.forEach(pending -> forgetAndFail(pending, reason));
    }

    /** Waits for work; false when closing. */
    private boolean take(List<Pending> batch, List<Pending> due, List<Pending> again) {
        lock.lock();
        try {
            while (!closing) {
                again.addAll(toSignAgain);
                toSignAgain.clear();
                collectDue(due);
                queue.takeBatch(batch);
                if (!batch.isEmpty() || !due.isEmpty() || !again.isEmpty()) {
                    return true;
                }
                awaitChange();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void awaitChange() {
        try {
            boolean durableWait = inHand.undecided().stream().anyMatch(pending -> pending.durable);
            if (durableWait) {
                long ignored = changed.awaitNanos(TimeUnit.SECONDS.toNanos(1));
            } else {
                changed.await();
            }
        } catch (InterruptedException e) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }

    private void collectDue(List<Pending> due) {
        Instant now = clock.instant();
        for (Pending pending : inHand.undecided()) {
            if (pending.durable && pending.submittedAt.isBefore(now.minus(RESUBMIT_AFTER))) {
                pending.submittedAt = now;
                due.add(pending);
            }
        }
    }

    /** The payload stays, with its salts; kid, iat and signature are new, cti is the job's. */
    private void signAgain(List<Pending> again) throws SQLException {
        for (Pending pending : again) {
            SignedStatement refused = pending.signed();
            pending.statement = signer.sign(refused.header().contentType(), refused.payload(), pending.job);
            pending.signatures++;
            pending.submittedAt = clock.instant();
        }
        try (Connection connection = dataSource.getConnection()) {
            rows.replaceStatements(connection, again);
        }
    }

    private void submitAgain(List<Pending> due) throws InterruptedException {
        engine.submit(new Batch(due.stream().map(Pending::signed).toList(), Batch.OutboxRows.NONE));
    }

    /** Answers what needs no statement, holds what meets something undecided, signs the rest. */
    private List<Pending> prepare(List<Pending> batch) throws SQLException {
        List<Pending> free = holdThoseThatMeetOthers(batch);
        if (free.isEmpty()) {
            return free;
        }
        List<Pending> toSign = new ArrayList<>(free.size());
        List<Pending> nothingNew = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            Map<Submission.IdempotencyKey.Name, OutboxRows.KnownKey> keys = rows.keys(connection, free);
            OutboxRows.Registered registered = rows.registered(connection, signer.issuer(), free);
            for (Pending pending : free) {
                if (answeredByKey(pending, keys) || turnedDownByName(pending, registered)) {
                    continue;
                }
                pending.place(registered);
                boolean anyNew = pending.placed.isEmpty()
                        || pending.placed.stream().anyMatch(placed -> placed instanceof Pending.Placed.Here);
                (anyNew ? toSign : nothingNew).add(pending);
            }
            if (!nothingNew.isEmpty()) {
                rows.insertNothingNew(connection, nothingNew, clock.instant());
            }
        }
        for (Pending pending : nothingNew) {
            forget(pending);
            pending.registration.accepted().complete(new Acceptance.Accepted(pending.job, false));
            pending.registration.decided().complete(new Decision.NothingNew(pending.job, addresses(pending, -1)));
        }
        if (!nothingNew.isEmpty()) {
            wakeHeld();
        }
        toSign.parallelStream().forEach(pending -> pending.sign(signer, random));
        return toSign;
    }

    /** Marks what the free ones bring, so that later submissions meet it; the others are held. */
    private List<Pending> holdThoseThatMeetOthers(List<Pending> batch) {
        List<Pending> free = new ArrayList<>(batch.size());
        lock.lock();
        try {
            for (Pending pending : batch) {
                if (inHand.claim(pending)) {
                    free.add(pending);
                } else {
                    queue.hold(pending);
                }
            }
        } finally {
            lock.unlock();
        }
        return free;
    }

    private void forget(Pending pending) {
        lock.lock();
        try {
            inHand.remove(pending);
        } finally {
            lock.unlock();
        }
    }

    private boolean answeredByKey(Pending pending, Map<Submission.IdempotencyKey.Name, OutboxRows.KnownKey> keys) {
        Optional<Submission.IdempotencyKey> key = pending.key;
        OutboxRows.KnownKey known = key.map(name -> keys.get(name.name())).orElse(null);
        if (key.isEmpty() || known == null) {
            return false;
        }
        forget(pending);
        wakeHeld();
        if (!known.digest().equals(key.get().digest())) {
            pending.registration.accepted().complete(keyReused(pending));
            return true;
        }
        pending.registration
                .accepted()
                .complete(new Acceptance.Accepted(known.job().id(), true));
        known.job().decision().ifPresent(pending.registration.decided()::complete);
        return true;
    }

    private static Acceptance.KeyReused keyReused(Pending pending) {
        return new Acceptance.KeyReused(pending.key.orElseThrow().key());
    }

    private boolean turnedDownByName(Pending pending, OutboxRows.Registered registered) {
        for (int i = 0; i < pending.records.size(); i++) {
            Submission.NewRecord record = pending.records.get(i);
            RecordAddress by = registered.byName().get(record.name());
            if (record.nameRule() == Submission.NameRule.UNIQUE && by != null && registered.find(pending, i) == null) {
                forget(pending);
                wakeHeld();
                pending.registration.accepted().complete(new Acceptance.NameTaken(i, record.name(), by));
                return true;
            }
        }
        return false;
    }

    private void send(List<Pending> signed) throws InterruptedException {
        if (signed.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        signed.forEach(pending -> pending.submittedAt = now);
        engine.submit(new Batch(signed.stream().map(Pending::signed).toList(), new RowsOf(signed)));
    }

    /** The rows of one batch, written in whichever transaction the engine gives. */
    private final class RowsOf implements Batch.OutboxRows {
        private final List<Pending> batch;

        RowsOf(List<Pending> batch) {
            this.batch = batch;
        }

        @Override
        public void write(Connection connection, Map<StatementId, Outcome> outcomes) throws SQLException {
            rows.insert(connection, signer.issuer(), batch, outcomes, clock.instant());
        }

        @Override
        public void stored() {
            lock.lock();
            try {
                for (Pending pending : batch) {
                    pending.durable = true;
                    inHand.stored(pending);
                }
            } finally {
                lock.unlock();
            }
            for (Pending pending : batch) {
                pending.registration.accepted().complete(new Acceptance.Accepted(pending.job, false));
            }
        }

        @Override
        public void notStored(StorageFailureException reason) {
            for (Pending pending : batch) {
                forgetAndFail(pending, reason);
            }
        }
    }

    // ---- the engine's thread

    /** Moves the rows that were durable before this block to their outcome, in the block's transaction. */
    @Override
    public void write(Connection connection, BlockResult result) throws SQLException {
        List<OutboxRows.Decided> decided = new ArrayList<>();
        lock.lock();
        try {
            for (BlockResult.Decision decision : result.decisions()) {
                SignedStatement statement = decision.statement();
                if (statement == null) {
                    continue;
                }
                Pending pending = inHand.undecided(statement.header().cti());
                if (pending != null
                        && pending.durable
                        && statement.id().equals(pending.signed().id())) {
                    decided.add(new OutboxRows.Decided(pending, decision.outcome()));
                }
            }
        } finally {
            lock.unlock();
        }
        if (!decided.isEmpty()) {
            rows.update(connection, decided, clock.instant());
        }
    }

    /**
     * The entries of a block, with their records, as the journal would read them: those whose submissions are in this
     * process's memory. Ask before {@link #committed} forgets them.
     */
    public List<JournalEntry> entries(CommittedBlock block) {
        DecidedBlock decided = block.result().block();
        List<JournalEntry> entries = new ArrayList<>();
        lock.lock();
        try {
            for (BlockResult.Decision decision : block.result().decisions()) {
                if (decision.outcome() instanceof Outcome.Registered(long index)
                        && decision.statement() instanceof SignedStatement statement) {
                    Pending pending = inHand.undecided(statement.header().cti());
                    if (pending != null && statement.equals(pending.statement)) {
                        pending.journalRecords()
                                .map(records ->
                                        new JournalEntry(index, decided.height(), decided.time(), statement, records))
                                .ifPresent(entries::add);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        return entries;
    }

    @Override
    public void committed(CommittedBlock block) {
        for (BlockResult.Decision decision : block.result().decisions()) {
            SignedStatement statement = decision.statement();
            if (statement == null) {
                continue;
            }
            Pending pending;
            lock.lock();
            try {
                pending = inHand.undecided(statement.header().cti());
            } finally {
                lock.unlock();
            }
            if (pending != null && statement.id().equals(pending.signed().id())) {
                settle(pending, decision.outcome());
            }
        }
        wakeHeld();
    }

    private void settle(Pending pending, Outcome outcome) {
        if (pending.isToBeSignedAgain(outcome)) {
            lock.lock();
            try {
                toSignAgain.add(pending);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            return;
        }
        Decision decision = switch (outcome) {
            case Outcome.Registered(long index) ->
                new Decision.Registered(pending.job, index, addresses(pending, index));
            case Outcome.AlreadyRegistered(long index) ->
                new Decision.Registered(pending.job, index, addresses(pending, index));
            case Outcome.Refused(Refusal refusal) -> new Decision.Refused(pending.job, refusal);
        };
        forget(pending);
        pending.registration.decided().complete(decision);
    }

    private static List<RecordAddress> addresses(Pending pending, long index) {
        return pending.placed.stream().map(placed -> placed.at(index)).toList();
    }

    private void wakeHeld() {
        lock.lock();
        try {
            if (queue.lookAgain()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetAndFail(Pending pending, StorageFailureException reason) {
        forget(pending);
        fail(pending, reason);
        wakeHeld();
    }

    private static void fail(Pending pending, StorageFailureException reason) {
        pending.registration.accepted().completeExceptionally(reason);
        pending.registration.decided().completeExceptionally(reason);
    }
}
