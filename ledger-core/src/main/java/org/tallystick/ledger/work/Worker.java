package org.tallystick.ledger.work;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one round of work after another until it is closed.
 *
 * <p>States: <i>working</i>; <i>failing</i>: the last round threw, {@link #fault} says why, the log says it once, and the
 * next round comes after a pause that grows to {@link #LONGEST_PAUSE}; <i>ended</i>: closed, or by an error of the machine
 * (no memory), which stays as the fault. So a round that throws what nobody foresaw is seen where faults are looked for, and
 * costs no more than its own work.
 */
public final class Worker implements AutoCloseable {
    /** A failing database is not hammered, and its return is noticed within half a second. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** What fails by a fault of the program fails again: often enough to be seen going on, too seldom to cost anything. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final System.Logger LOGGER = System.getLogger(Worker.class.getName());

    /** What is repeated. */
    @FunctionalInterface
    public interface Round {
        /**
         * Waits for work and does it.
         *
         * @return false when there will be no more
         */
        boolean run() throws SQLException, InterruptedException;
    }

    private final String what;
    private final Round round;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closed = lock.newCondition();
    private boolean closing;
    private @Nullable String fault;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param what the subject of the sentences in which it tells of faults, such as {@code the read model events}
     */
    public Worker(String threadName, String what, Round round) {
        this.what = what;
        this.round = round;
        this.thread = Thread.ofPlatform().name(threadName).unstarted(this::work);
    }

    public void start() {
        thread.start();
    }

    /** Why the last round failed, in one sentence; empty when all is well. */
    public Optional<String> fault() {
        lock.lock();
        try {
            return Optional.ofNullable(fault);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (!isClosing()) {
                try {
                    if (!round.run()) {
                        return;
                    }
                    succeeded();
                } catch (SQLException outage) {
                    failed(outage, FIRST_PAUSE);
                } catch (RuntimeException unforeseen) {
                    failed(unforeseen, LONGEST_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            ended(e);
        } catch (Error e) {
            ended(e);
            throw e;
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private void succeeded() {
        boolean again;
        lock.lock();
        try {
            again = fault != null;
            fault = null;
            pause = FIRST_PAUSE;
        } finally {
            lock.unlock();
        }
        if (again) {
            LOGGER.log(System.Logger.Level.INFO, what + " works again");
        }
    }

    private void failed(Exception reason, Duration longestPause) throws InterruptedException {
        String sentence = what + " fails: " + (reason.getMessage() == null ? reason : reason.getMessage());
        lock.lock();
        try {
            if (!sentence.equals(fault)) {
                fault = sentence;
                LOGGER.log(System.Logger.Level.ERROR, sentence, reason);
            }
            long nanos = pause.toNanos();
            while (nanos > 0 && !closing) {
                nanos = closed.awaitNanos(nanos);
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
        } finally {
            lock.unlock();
        }
    }

    private void ended(Throwable reason) {
        lock.lock();
        try {
            if (!closing) {
                fault = what + " has ended: " + reason;
                LOGGER.log(System.Logger.Level.ERROR, fault, reason);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the round in hand. Whoever makes a round wait for work wakes it first. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            closed.signalAll();
        } finally {
            lock.unlock();
        }
        awaitEnd(thread);
    }

    /** Waits until the thread has ended; an interrupt meanwhile is kept for later. */
    public static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
