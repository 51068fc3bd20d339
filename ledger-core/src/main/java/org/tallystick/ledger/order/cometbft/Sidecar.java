package org.tallystick.ledger.order.cometbft;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.work.Worker;

/**
 * CometBFT's process, kept running: it is started, watched, and started again after a pause that grows while it keeps ending.
 *
 * <p>The two processes live together. CometBFT ends by itself when a connection of the ledger's ends, so a killed node leaves
 * none behind; one that is still at its start when that happens is found by the file with its number and ended first, since
 * two on one folder must not be.
 */
final class Sidecar implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** What ends at once ends again: often enough to be back soon after its reason is gone. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Who ran this long was started well: the next pause is the first again. */
    private static final Duration STARTED_WELL = Duration.ofSeconds(20);

    /** A block in hand is finished by then; what is not is repeated at the next start. */
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    private static final Set<String> ENVIRONMENT = Set.of("HOME", "LANG", "PATH", "TMPDIR", "TZ");

    private static final System.Logger LOGGER = System.getLogger(Sidecar.class.getName());

    private final CometBftSettings settings;
    private final Runnable onStart;
    private final Thread keeping;
    private final Path numberFile;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closing;
    private @Nullable Process process;
    private @Nullable String fault = "CometBFT is not started yet";
    /** The newest line that sounds like a reason. */
    private @Nullable String complaint;

    /** @param onStart what is done whenever the process has been started anew */
    Sidecar(CometBftSettings settings, Runnable onStart) {
        this.settings = settings;
        this.onStart = onStart;
        this.numberFile = settings.home().resolve("cometbft.pid");
        this.keeping = Thread.ofPlatform().name("tallystick-cometbft").unstarted(this::keepRunning);
    }

    void start() {
        keeping.start();
    }

    /** Why it does not run, in one sentence; empty while it does. */
    Optional<String> fault() {
        lock.lock();
        try {
            return Optional.ofNullable(fault);
        } finally {
            lock.unlock();
        }
    }

    private void keepRunning() {
        Duration pause = FIRST_PAUSE;
        while (!isClosing()) {
            long began = System.nanoTime();
            String ended;
            try {
                ended = run();
            } catch (IOException e) {
                ended = "CometBFT cannot be started: " + e.getMessage();
            } catch (InterruptedException e) {
                return;
            }
            if (System.nanoTime() - began > STARTED_WELL.toNanos()) {
                pause = FIRST_PAUSE;
            }
            failed(ended, pause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    /** One life of the process; answers how it ended. */
    private String run() throws IOException, InterruptedException {
        Path program = settings.program().file();
        if (!Files.isExecutable(program)) {
            throw new IOException(program + " is not there; to install it: " + CometBftProgram.INSTALL);
        }
        endOneLeftBehind();
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "start",
                        "--home",
                        settings.home().toAbsolutePath().toString())
                .directory(settings.home().toFile())
                .redirectErrorStream(true);
        // Of our environment no more than a program needs: it has the database's password, and settings of CometBFT's
        // in it
        // would win over the file that is written here.
        builder.environment().keySet().retainAll(ENVIRONMENT);
        Process started;
        lock.lock();
        try {
            if (closing) {
                return "the ledger is closing";
            }
            started = builder.start();
            process = started;
            fault = null;
            complaint = null;
        } finally {
            lock.unlock();
        }
        try {
            PrivateFiles.write(numberFile, Long.toString(started.pid()).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            started.destroyForcibly(); // nobody would find it again, and a second one may not run beside it
            throw e;
        }
        LOGGER.log(System.Logger.Level.INFO, "CometBFT runs as process " + started.pid());
        onStart.run();
        Thread listening = Thread.ofVirtual().start(() -> listen(started));
        int exit = started.waitFor();
        listening.join();
        PrivateFiles.delete(numberFile);
        lock.lock();
        try {
            process = null;
            return "CometBFT ended with exit code " + exit + (complaint == null ? "" : ": " + complaint);
        } finally {
            lock.unlock();
        }
    }

    private void listen(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LOGGER.log(System.Logger.Level.WARNING, "cometbft: " + line);
                if (line.startsWith("E[")
                        || line.startsWith("panic:")
                        || line.toLowerCase(java.util.Locale.ROOT).startsWith("error")) {
                    lock.lock();
                    try {
                        complaint = line;
                    } finally {
                        lock.unlock();
                    }
                }
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "CometBFT's output ends: " + e.getMessage());
        }
    }

    private void endOneLeftBehind() throws IOException, InterruptedException {
        if (!Files.exists(numberFile)) {
            return;
        }
        String number = Files.readString(numberFile).strip();
        Optional<ProcessHandle> left = number.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(number)).filter(this::isOurs)
                : Optional.empty();
        if (left.isPresent()) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "ending the CometBFT that an earlier node left behind, process " + number);
            left.get().destroy();
            if (!ended(left.get())) {
                left.get().destroyForcibly();
                ended(left.get());
            }
        }
        PrivateFiles.delete(numberFile);
    }

    /** The number may be another process's by now. */
    private boolean isOurs(ProcessHandle handle) {
        String home = settings.home().toAbsolutePath().toString();
        return handle.info().arguments().stream()
                .flatMap(java.util.Arrays::stream)
                .anyMatch(home::equals);
    }

    private static boolean ended(ProcessHandle handle) throws InterruptedException {
        long end = System.nanoTime() + END_WITHIN.toNanos();
        while (handle.isAlive() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        return !handle.isAlive();
    }

    private void failed(String reason, Duration pause) {
        lock.lock();
        try {
            if (closing) {
                return;
            }
            fault = reason;
            LOGGER.log(System.Logger.Level.ERROR, reason + "; it is started again in " + pause.toSeconds() + " s");
            long nanos = pause.toNanos();
            while (nanos > 0 && !closing) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            closing = true;
        } finally {
            lock.unlock();
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

    /** Lets it run to its end, and starts no other. */
    void startNoMore() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Process running;
        lock.lock();
        try {
            closing = true;
            running = process;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.destroy();
            boolean interrupted = false;
            try {
                if (!running.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                running.destroyForcibly();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (keeping.isAlive()) {
            Worker.awaitEnd(keeping);
        }
    }
}
