package org.tallystick.api.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** Clients that send one request after another for a time. */
final class Load {
    private final URI node;
    private final String token;
    private final PrintStream err;

    Load(URI node, String token, PrintStream err) {
        this.node = node;
        this.token = token;
        this.err = err;
    }

    /** One thing that a client does again and again. */
    interface Step {
        /** @return how many events it captured, or requests it made; what took part of the time to fail counts nothing */
        int run(HttpSocket connection) throws IOException;
    }

    /** @param units as the steps counted them */
    record Result(double seconds, long units, long failures, Latencies latencies) {
        double perSecond() {
            return units / seconds;
        }
    }

    /** @param limit ends earlier, once so many units are done */
    Result run(String what, int clients, double seconds, long limit, Step step) throws IOException {
        err.println("  " + what + ": " + clients + " clients, " + Math.round(seconds) + " s");
        LongAdder units = new LongAdder();
        LongAdder failures = new LongAdder();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        Latencies all = new Latencies();
        try (ExecutorService executor = Executors.newFixedThreadPool(clients)) {
            List<Future<Latencies>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(executor.submit(() -> client(step, end, limit, units, failures)));
            }
            tell(what, begin, end, units);
            for (Future<Latencies> one : running) {
                all.addAll(one.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(what + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Result((System.nanoTime() - begin) / 1e9, units.sum(), failures.sum(), all);
    }

    private Latencies client(Step step, long end, long limit, LongAdder units, LongAdder failures) throws IOException {
        Latencies latencies = new Latencies();
        try (HttpSocket connection = new HttpSocket(node, token)) {
            while (System.nanoTime() < end && units.sum() < limit) {
                long begin = System.nanoTime();
                int done = step.run(connection);
                if (done > 0) {
                    latencies.add(System.nanoTime() - begin);
                    units.add(done);
                } else {
                    failures.increment();
                }
            }
        }
        return latencies;
    }

    private void tell(String what, long begin, long end, LongAdder units) throws InterruptedException {
        long before = 0;
        for (long next = begin + 2_000_000_000L; next < end; next += 2_000_000_000L) {
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
            long now = units.sum();
            if (now == before) {
                return; // done before its time, or stuck: the end tells which
            }
            err.printf("    %,d (%,d/s)%n", now, (now - before) / 2);
            before = now;
        }
    }
}
