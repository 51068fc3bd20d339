package org.tallystick.ledger.order.cometbft;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.StatementId;

/**
 * Statements of this member that are durable in its outbox and not decided yet.
 *
 * <p>A statement is <i>fresh</i> until CometBFT has been given it, then <i>handed</i>, and is handed again after a while that
 * doubles, until a block decides it: CometBFT's pool is in memory, and what it took may be gone. Fresh statements go in the
 * order in which they came, so that a key's registration goes before what it signed.
 */
final class Submissions {
    /** As many as CometBFT's pool holds; beyond it the outbox waits, and callers are answered 503. */
    static final int MAX_UNDECIDED = 20_000;

    /** Bytes of them in memory. Those that an earlier process left are taken whatever their size. */
    static final long MAX_UNDECIDED_BYTES = 64L * 1024 * 1024;

    /** Blocks come every second or two: what is in none by now may have been lost. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

    private static final Duration AGAIN_AT_LEAST_EVERY = Duration.ofMinutes(1);

    /** The pool was full, or the engine is catching up: room comes with the next block. */
    private static final Duration LATER = Duration.ofSeconds(1);

    static final class Undecided {
        private byte[] bytes;
        private boolean decided;
        private Duration wait = AGAIN_AFTER;
        private long dueNanos;

        private Undecided(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** One to hand over now. */
    record Due(Undecided statement, byte[] bytes) {}

    private static final byte[] NOTHING = {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<StatementId, Undecided> undecided = new HashMap<>();
    private final ArrayDeque<Undecided> fresh = new ArrayDeque<>();
    private final PriorityQueue<Undecided> handed =
            new PriorityQueue<>(Comparator.comparingLong((Undecided one) -> one.dueNanos));
    private long bytes;
    private boolean closed;

    /**
     * Waits until there is room for more.
     *
     * @return false when there was none for so long, or all is being closed
     */
    boolean awaitRoom(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = atMost.toNanos();
            while (!closed && nanos > 0 && (undecided.size() >= MAX_UNDECIDED || bytes >= MAX_UNDECIDED_BYTES)) {
                nanos = changed.awaitNanos(nanos);
            }
            return !closed && nanos > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Those that are here already stay as they are. */
    void add(List<SignedStatement> statements) {
        lock.lock();
        try {
            for (SignedStatement statement : statements) {
                Undecided one = new Undecided(statement.bytes());
                if (undecided.putIfAbsent(statement.id(), one) == null) {
                    fresh.add(one);
                    bytes += one.bytes.length;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void decided(BlockResult result) {
        lock.lock();
        try {
            for (BlockResult.Decision decision : result.decisions()) {
                SignedStatement statement = decision.statement();
                Undecided one = statement == null ? null : undecided.remove(statement.id());
                if (one != null) {
                    one.decided = true;
                    bytes -= one.bytes.length;
                    one.bytes = NOTHING; // it stays among those handed over until it would be due
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for statements to hand over: at most as many as go into one request; none when all is being closed. */
    List<Due> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (; ; ) {
                if (closed) {
                    return List.of();
                }
                List<Due> taken = due(System.nanoTime());
                if (!taken.isEmpty()) {
                    return taken;
                }
                Undecided next = handed.peek();
                if (next == null) {
                    changed.await();
                } else {
                    long ignored = changed.awaitNanos(next.dueNanos - System.nanoTime());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Due> due(long now) {
        List<Due> taken = new ArrayList<>();
        int size = 0;
        for (Undecided next = next(now); next != null; next = next(now)) {
            if (!next.decided && !taken.isEmpty() && size + next.bytes.length > CometBftRpc.MAX_BATCH_BYTES) {
                return taken;
            }
            if (fresh.peek() == next) {
                fresh.remove();
            } else {
                handed.remove();
            }
            if (!next.decided) {
                taken.add(new Due(next, next.bytes));
                size += next.bytes.length;
                if (taken.size() == CometBftRpc.MAX_BATCH) {
                    return taken;
                }
            }
        }
        return taken;
    }

    /** What waits again comes first: it is older. */
    private @Nullable Undecided next(long now) {
        Undecided again = handed.peek();
        return again != null && again.dueNanos - now <= 0 ? again : fresh.peek();
    }

    void handed(Undecided one, CometBftRpc.Handed answer) {
        lock.lock();
        try {
            Duration wait = one.wait;
            if (answer == CometBftRpc.Handed.TAKEN) {
                Duration doubled = wait.multipliedBy(2);
                one.wait = doubled.compareTo(AGAIN_AT_LEAST_EVERY) < 0 ? doubled : AGAIN_AT_LEAST_EVERY;
            } else {
                wait = LATER;
            }
            one.dueNanos = System.nanoTime() + wait.toNanos();
            if (!one.decided) {
                handed.add(one);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** CometBFT was started anew: what it took is not in its pool any more. */
    void lost() {
        lock.lock();
        try {
            List<Undecided> all = new ArrayList<>(handed);
            handed.clear();
            long now = System.nanoTime();
            for (Undecided one : all) {
                one.dueNanos = now;
                one.wait = AGAIN_AFTER;
                if (!one.decided) {
                    handed.add(one);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return undecided.size();
        } finally {
            lock.unlock();
        }
    }

    boolean contains(StatementId id) {
        lock.lock();
        try {
            return undecided.containsKey(id);
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of everyone who waits here. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
