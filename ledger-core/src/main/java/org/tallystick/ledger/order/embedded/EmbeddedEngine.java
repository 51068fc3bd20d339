package org.tallystick.ledger.order.embedded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.order.EngineStoppedException;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Orders by arrival, in one thread of this process.
 *
 * <p>Group commit without a timer: while one block is being committed, the next one's batches gather; an idle engine
 * takes a batch at once. So a lone statement waits for one fsync, and under load a block holds all that came during the
 * one before, up to the limits. It makes the same calls in the same order as any engine: propose, accept, execute,
 * commit.
 *
 * <p>Block time = max(clock, last + 1 ms): it never stands still and never runs back, whatever the clock does.
 *
 * <p>Nothing survives a crash here, and nothing needs to: outbox rows, records, entries and checkpoint of a batch are
 * one transaction. When that transaction fails, the batches are given back as failed; the next batch tries again.
 */
public final class EmbeddedEngine implements ConsensusEngine {
    /**
     * Statements in a block: some hundred kilobytes of statements and a transaction of some ten milliseconds, so that
     * no caller waits long for the others.
     */
    static final int MAX_BLOCK_STATEMENTS = 4_096;

    /** Bytes of statements in a block, as for a consortium (its engine gossips blocks of 4 MiB well, larger ones badly). */
    static final long MAX_BLOCK_BYTES = 4 * 1024 * 1024;

    /** Batches that may wait; beyond it submit blocks, and the outbox fills up and callers are answered 503. */
    static final int MAX_WAITING_BATCHES = 64;

    /** The block in hand gets this long to finish when the engine closes; the database may be gone for good. */
    static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private boolean closing;
    private long height;
    private @Nullable String fault;
    /** Why it decides nothing any more, whatever is submitted: an invariant broke, or the ledger was halted. */
    private @Nullable EngineStoppedException stopped;

    private @Nullable LedgerStateMachine machine;
    private @Nullable Thread writer;

    public EmbeddedEngine(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void attach(LedgerStateMachine ledger) {
        lock.lock();
        try {
            if (writer != null) {
                throw new IllegalStateException("the engine drives a ledger already");
            }
            machine = ledger;
            height = ledger.info().height();
            writer = Thread.ofPlatform().name("tallystick-engine").start(() -> run(ledger));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void submit(Batch batch) throws InterruptedException {
        LedgerStateMachine admission;
        lock.lockInterruptibly();
        try {
            admission = Objects.requireNonNull(machine, "attached first");
        } finally {
            lock.unlock();
        }
        // The verdict comes from execution, with its reason; admission here verifies the signatures, on all cores and
        // while the engine's thread commits the block before, so that execution finds them verified.
        batch.statements().parallelStream().forEach(statement -> admission.admit(statement.bytes()));
        lock.lockInterruptibly();
        try {
            while (waiting.size() >= MAX_WAITING_BATCHES && !closing) {
                changed.await();
            }
            if (stopped != null) {
                throw stopped;
            }
            if (closing) {
                throw new InterruptedException("the engine is closing");
            }
            waiting.add(batch);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public EngineStatus status() {
        lock.lock();
        try {
            return new EngineStatus("embedded", height, Optional.ofNullable(fault));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Thread thread;
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            thread = writer;
        } finally {
            lock.unlock();
        }
        if (thread != null && thread != Thread.currentThread()) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    if (!thread.join(CLOSE_WITHIN)) {
                        thread.interrupt(); // it waits for a database that does not come back
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(LedgerStateMachine machine) {
        for (; ; ) {
            List<Batch> batches = take();
            if (batches.isEmpty()) {
                return;
            }
            try {
                decide(machine, batches);
                settle(machine.info().height(), null);
                batches.forEach(batch -> batch.rows().stored());
            } catch (StorageFailureException e) {
                settle(machine.info().height(), e.getMessage());
                for (Batch batch : batches) {
                    batch.rows().notStored(e);
                }
            } catch (RuntimeException | Error e) {
                // An invariant is broken: decide nothing more, sign nothing more, say why, let callers go.
                stopFor(e, batches);
                throw e;
            }
        }
    }

    /** The batches of the next block; empty when the engine is closing and nothing waits. */
    private List<Batch> take() {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closing) {
                    return List.of();
                }
                changed.awaitUninterruptibly();
            }
            List<Batch> batches = new ArrayList<>();
            int statements = 0;
            long bytes = 0;
            while (!waiting.isEmpty()) {
                Batch next = waiting.element();
                int nextBytes = next.statements().stream()
                        .mapToInt(statement -> statement.bytes().length)
                        .sum();
                if (!batches.isEmpty()
                        && (statements + next.statements().size() > MAX_BLOCK_STATEMENTS
                                || bytes + nextBytes > MAX_BLOCK_BYTES)) {
                    break;
                }
                batches.add(waiting.remove());
                statements += next.statements().size();
                bytes += nextBytes;
            }
            changed.signalAll();
            return batches;
        } finally {
            lock.unlock();
        }
    }

    private void decide(LedgerStateMachine machine, List<Batch> batches) {
        LedgerStateMachine.Info info = machine.info();
        Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!time.isAfter(info.time())) {
            time = info.time().plus(Duration.ofMillis(1));
        }
        List<byte[]> candidates = batches.stream()
                .flatMap(batch -> batch.statements().stream())
                .map(SignedStatement::bytes)
                .toList();
        List<byte[]> proposed = machine.propose(time, candidates);
        DecidedBlock block = new DecidedBlock(info.height() + 1, time, proposed);
        if (!machine.accept(block)) {
            throw new IllegalStateException("the ledger does not accept the block it proposed at " + block.height());
        }
        BlockResult result = machine.execute(block);
        machine.commit(result, batches);
    }

    private void settle(long newHeight, @Nullable String newFault) {
        lock.lock();
        try {
            height = newHeight;
            fault = newFault;
        } finally {
            lock.unlock();
        }
    }

    private void stopFor(Throwable broken, List<Batch> batches) {
        List<Batch> lost = new ArrayList<>(batches);
        EngineStoppedException reason =
                new EngineStoppedException("the ledger has stopped: " + broken.getMessage(), broken);
        lock.lock();
        try {
            closing = true;
            stopped = reason;
            fault = "stopped: " + broken.getMessage();
            lost.addAll(waiting);
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (Batch batch : lost) {
            batch.rows().notStored(reason);
        }
    }
}
