package org.tallystick.ledger.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private final BlockingQueue<Worker.Round> rounds = new ArrayBlockingQueue<>(16);
    private final AtomicInteger done = new AtomicInteger();

    private final Worker worker = new Worker("worker", "the test", () -> {
        rounds.take().run();
        done.incrementAndGet();
        return true;
    });

    @Test
    void round_throwsWhatNobodyForesaw_isAFaultUntilOneSucceeds() throws Exception {
        worker.start();
        rounds.add(() -> {
            throw new IllegalArgumentException("no such thing");
        });
        await(() -> worker.fault().isPresent());
        assertThat(worker.fault()).contains("the test fails: no such thing");
        rounds.add(() -> {
            throw new SQLException("gone");
        });
        await(() -> worker.fault().orElse("").endsWith("gone"));
        rounds.add(() -> true);
        await(() -> done.get() == 1);
        await(() -> worker.fault().isEmpty());
        end();
    }

    @Test
    void round_errorOfTheMachine_endsItAndStaysItsFault() throws Exception {
        worker.start();
        rounds.add(() -> {
            throw new OutOfMemoryError("as if");
        });
        await(() -> worker.fault().isPresent());
        assertThat(worker.fault().orElseThrow()).contains("has ended").contains("as if");
        worker.close();
        assertThat(worker.fault()).isPresent();
    }

    @Test
    void close_whileItPauses_doesNotWaitForTheNextRound() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        Worker failing = new Worker("failing", "the test", () -> {
            failed.countDown();
            throw new IllegalStateException("again");
        });
        failing.start();
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        failing.close();
        assertThat(failing.fault()).contains("the test fails: again");
    }

    private void end() {
        rounds.add(() -> {
            throw new InterruptedException("the end of the test");
        });
        worker.close();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
