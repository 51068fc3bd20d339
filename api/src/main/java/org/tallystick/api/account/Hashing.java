package org.tallystick.api.account;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * Where passwords are hashed: a few at a time, and few wait.
 *
 * <p>A hash is dear on purpose, in memory above all, and anybody who reaches the port can ask for one. So its cost is
 * bounded here: {@link #AT_A_TIME} times 19 MiB, and threads of their own, since a virtual thread that calculates holds up
 * those that serve everything else.
 */
@Singleton
final class Hashing {
    /** With the memory of one, 38 MiB beside a heap of hundreds; two cores' worth on a machine of any size. */
    static final int AT_A_TIME = 2;

    /** At 30 a second the last one waits for two seconds; whoever comes then is told to come again. */
    static final int WAITING = 64;

    private static final int RETRY_SECONDS = 2;

    private final SecureRandom random = new SecureRandom();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_A_TIME,
            AT_A_TIME,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("tallystick-hashing-", 0).daemon().factory());

    /** What a name that nobody has is compared with, so that it takes as long as one that somebody has. */
    private final Argon2id decoy;

    Hashing() {
        this.decoy = Argon2id.of(
                Password.typed("of nobody, and nobody knows it " + random.nextLong())
                        .orElseThrow(),
                Argon2id.Parameters.CURRENT,
                random);
    }

    String hash(Password password) {
        return run(
                () -> Argon2id.of(password, Argon2id.Parameters.CURRENT, random).text());
    }

    /**
     * Whether it is the password of this hash.
     *
     * @param stored null: nobody's, which takes as long and is false
     */
    boolean matches(@Nullable String stored, Password password) {
        Argon2id hash = stored == null ? decoy : parsed(stored);
        return run(() -> hash.matches(password)) && stored != null;
    }

    /** Whether it was made with other parameters than are used now. */
    static boolean isOutdated(String stored) {
        return !parsed(stored).isOf(Argon2id.Parameters.CURRENT);
    }

    private static Argon2id parsed(String stored) {
        return Argon2id.parse(stored)
                .orElseThrow(() -> new IllegalStateException("a row of person has a password hash of unknown form"));
    }

    /** @throws org.tallystick.api.problem.ProblemException where too many wait already: it was not begun */
    <T> T run(Callable<T> work) {
        Future<T> result;
        try {
            result = threads.submit(work);
        } catch (RejectedExecutionException full) {
            throw Problem.of(ProblemType.UNAVAILABLE, "Too many people sign in at this moment.")
                    .retryAfter(RETRY_SECONDS)
                    .exception();
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts a request", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password cannot be hashed", e.getCause());
        }
    }

    @PreDestroy
    void close() {
        threads.shutdown();
    }
}
