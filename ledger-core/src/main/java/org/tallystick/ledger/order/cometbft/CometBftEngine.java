package org.tallystick.ledger.order.cometbft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.order.EngineStoppedException;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.work.Worker;

/**
 * Orders together with the other members, through a CometBFT beside this process.
 *
 * <p>A statement's way: its outbox rows are made durable; it is handed to CometBFT, again and again until a block of any
 * member's has it; the block is executed and committed by this ledger, which is when it is decided. CometBFT's own answers
 * decide nothing: a statement it took may be lost, and one it was given twice is registered once.
 *
 * <p>The engine's states: <i>running</i>; <i>waiting</i>, with the reason in {@link #status}: CometBFT does not run, the
 * ledger's storage is away, or too few members are there for a block; <i>stopped</i>, for good: this ledger and the chain do
 * not agree, or an invariant broke. Waiting ends by itself.
 *
 * <p>Three threads beside those of {@link AbciServer}: one keeps CometBFT running, one hands statements over, one asks how
 * it is.
 */
public final class CometBftEngine implements ConsensusEngine {
    /** A caller is answered 503 after this long, with the reason; his retry finds room, or hears it again. */
    private static final Duration ROOM_WITHIN = Duration.ofSeconds(10);

    private static final Duration RETRY_AFTER = Duration.ofMillis(500);
    private static final Duration STATUS_EVERY = Duration.ofSeconds(1);

    /** CometBFT opens its interface some seconds after it was started: until then its silence says nothing. */
    private static final Duration SILENT_FOR = Duration.ofSeconds(10);

    /** Longer than a few failed rounds: what waits for so long waits for members. */
    private static final Duration NO_BLOCK_FOR = Duration.ofSeconds(20);

    private static final String UNIQUE_VIOLATION = "23505";

    private static final System.Logger LOGGER = System.getLogger(CometBftEngine.class.getName());

    private final CometBftSettings settings;
    private final DataSource dataSource;
    private final Clock clock;
    private final Submissions submissions = new Submissions();
    private final CometBftRpc rpc;
    private final Thread handing;
    private final Thread asking;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closing;
    private @Nullable LedgerStateMachine machine;
    private @Nullable AbciApplication application;
    private @Nullable AbciServer server;
    private @Nullable Sidecar sidecar;
    private @Nullable EngineStoppedException stopped;
    private @Nullable String outage;
    private @Nullable String silence;
    private EngineStatus.@Nullable Network network;
    private long lastProgressNanos = System.nanoTime();

    /** @param dataSource the ledger's, for its outbox's rows */
    public CometBftEngine(CometBftSettings settings, DataSource dataSource, Clock clock) {
        this.settings = settings;
        this.dataSource = dataSource;
        this.clock = clock;
        this.rpc = new CometBftRpc(settings.rpcPort());
        this.handing = Thread.ofPlatform().name("tallystick-cometbft-submit").unstarted(this::handOver);
        this.asking = Thread.ofPlatform().name("tallystick-cometbft-status").unstarted(this::ask);
    }

    /**
     * Starts CometBFT on this ledger.
     *
     * @throws UncheckedIOException when its folder cannot be prepared, or is another chain's
     */
    @Override
    public void attach(LedgerStateMachine ledger) {
        if (ledger.cosigning().isPresent()
                == settings.genesis().appState().cosigners().isEmpty()) {
            throw new IllegalArgumentException("a ledger cosigns exactly where its genesis names cosigners");
        }
        AbciApplication answering = new AbciApplication(ledger, settings.genesis(), clock, new Deciding());
        Sidecar process = new Sidecar(settings, submissions::lost);
        lock.lock();
        try {
            if (machine != null) {
                throw new IllegalStateException("the engine drives a ledger already");
            }
            machine = ledger;
            application = answering;
            server = prepare(answering);
            sidecar = process;
        } catch (IOException e) {
            throw new UncheckedIOException("CometBFT cannot be prepared: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
        process.start();
        handing.start();
        asking.start();
    }

    private AbciServer prepare(AbciApplication answering) throws IOException {
        Path home = settings.home();
        NodeIdentity identity = NodeIdentity.loadOrCreate(home);
        if (settings.genesis().validators().stream()
                .noneMatch(validator -> validator.key().equals(identity.voteKey()))) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "this engine's vote key is not in the genesis: it follows the chain, and votes once it is voted in");
        }
        Path genesis = home.resolve("config").resolve("genesis.json");
        if (Files.exists(genesis)
                && !Files.readString(genesis).equals(settings.genesis().text())) {
            throw new IOException(home + " holds another chain: " + genesis + " is not this ledger's genesis");
        }
        AbciServer listening = AbciServer.listen(home, answering);
        PrivateFiles.write(genesis, settings.genesis().bytes());
        PrivateFiles.write(
                home.resolve("config").resolve("config.toml"),
                settings.toml(listening.address()).getBytes(StandardCharsets.UTF_8));
        return listening;
    }

    // ---- the outbox's thread

    @Override
    public void submit(Batch batch) throws InterruptedException {
        requireNotStopped();
        if (batch.rows() == Batch.OutboxRows.NONE) {
            submissions.add(batch.statements());
            return;
        }
        if (!submissions.awaitRoom(ROOM_WITHIN)) {
            requireNotStopped();
            batch.rows()
                    .notStored(new StorageFailureException(
                            isClosing()
                                    ? "the ledger is closing"
                                    : submissions.size() + " statements wait for a block already"
                                            + status().fault()
                                                    .map(why -> ": " + why)
                                                    .orElse(""),
                            null));
            return;
        }
        Optional<StorageFailureException> failure = store(batch.rows());
        if (failure.isPresent()) {
            batch.rows().notStored(failure.get());
            return;
        }
        batch.rows().stored();
        submissions.add(batch.statements());
    }

    private void requireNotStopped() {
        lock.lock();
        try {
            if (stopped != null) {
                throw stopped;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes the rows in a transaction of their own. Where its COMMIT gets no answer the rows are written again: that they
     * are there already is the answer.
     */
    private Optional<StorageFailureException> store(Batch.OutboxRows rows) throws InterruptedException {
        boolean unsure = false;
        for (; ; ) {
            boolean commitSent = false;
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    rows.write(connection, Map.of());
                    commitSent = true;
                    connection.commit();
                } finally {
                    if (!commitSent) {
                        connection.rollback();
                    }
                    connection.setAutoCommit(true);
                }
                return Optional.empty();
            } catch (SQLException e) {
                if (unsure && UNIQUE_VIOLATION.equals(e.getSQLState())) {
                    return Optional.empty();
                }
                unsure |= commitSent;
                if (!unsure || !pause(RETRY_AFTER)) {
                    return Optional.of(
                            new StorageFailureException("the outbox cannot be written: " + e.getMessage(), e));
                }
            }
        }
    }

    /** @return false when the engine is closing */
    private boolean pause(Duration duration) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = duration.toNanos();
            while (nanos > 0 && !closing) {
                nanos = changed.awaitNanos(nanos);
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    // ---- the thread that hands statements over

    private void handOver() {
        try {
            for (List<Submissions.Due> batch = submissions.take(); !batch.isEmpty(); batch = submissions.take()) {
                List<CometBftRpc.Handed> answers;
                try {
                    answers = rpc.broadcast(
                            batch.stream().map(Submissions.Due::bytes).toList());
                } catch (IOException e) {
                    LOGGER.log(System.Logger.Level.DEBUG, "CometBFT takes no statements: " + e.getMessage());
                    answers =
                            batch.stream().map(one -> CometBftRpc.Handed.LATER).toList();
                    if (!pause(RETRY_AFTER)) {
                        return;
                    }
                }
                for (int i = 0; i < batch.size(); i++) {
                    submissions.handed(batch.get(i).statement(), answers.get(i));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the thread that asks how CometBFT is

    private void ask() {
        try {
            long answeredNanos = System.nanoTime();
            do {
                EngineStatus.Network answer = null;
                String why = null;
                try {
                    answer = rpc.status(
                            settings.genesis().chainId(),
                            settings.genesis().validators().size());
                    answeredNanos = System.nanoTime();
                } catch (IOException e) {
                    if (System.nanoTime() - answeredNanos > SILENT_FOR.toNanos()) {
                        why = "CometBFT does not answer: " + (e.getMessage() == null ? e : e.getMessage());
                    }
                }
                lock.lock();
                try {
                    silence = why;
                    network = answer == null ? network : answer;
                } finally {
                    lock.unlock();
                }
            } while (pause(STATUS_EVERY));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public EngineStatus status() {
        long undecided = submissions.size();
        lock.lock();
        try {
            long height = machine == null ? 0 : machine.info().height();
            return new EngineStatus("cometbft", height, fault(undecided), Optional.ofNullable(network));
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> fault(long undecided) {
        if (stopped != null) {
            return Optional.of(String.valueOf(stopped.getMessage()));
        }
        if (outage != null) {
            return Optional.of(outage);
        }
        Optional<String> notRunning = sidecar == null ? Optional.empty() : sidecar.fault();
        if (notRunning.isPresent()) {
            return notRunning;
        }
        if (silence != null) {
            return Optional.of(silence);
        }
        Duration without = Duration.ofNanos(System.nanoTime() - lastProgressNanos);
        if (undecided > 0 && without.compareTo(NO_BLOCK_FOR) > 0 && network != null) {
            return Optional.of("no block for " + without.toSeconds() + " s while " + undecided + " statements wait: "
                    + network.peers() + " of " + (network.validators() - 1)
                    + " other members are connected, a block needs "
                    + settings.genesis().quorum() + " of " + network.validators());
        }
        return Optional.empty();
    }

    // ---- CometBFT's connections

    private final class Deciding implements AbciApplication.Observer {
        @Override
        public void decided(BlockResult result) {
            submissions.decided(result);
            lock.lock();
            try {
                lastProgressNanos = System.nanoTime();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void rejected(byte[] transaction, String reason) {
            try {
                if (!submissions.contains(SignedStatement.parse(transaction).id())) {
                    return; // another member's, who hears of it there
                }
            } catch (MalformedStatementException e) {
                return; // nor is this one of ours
            }
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "a statement of this node is not admitted by it, and stays undecided: " + reason);
        }

        @Override
        public void outage(Optional<String> reason) {
            boolean told;
            lock.lock();
            try {
                told = Objects.equals(outage, reason.orElse(null));
                outage = reason.orElse(null);
            } finally {
                lock.unlock();
            }
            if (!told) {
                LOGGER.log(
                        reason.isPresent() ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
                        reason.map(why -> "a block waits: " + why).orElse("blocks are stored again"));
            }
        }

        @Override
        public void halted(Throwable reason) {
            Sidecar process;
            lock.lock();
            try {
                if (stopped != null || closing) {
                    return;
                }
                stopped = new EngineStoppedException("the ledger has stopped: " + reason.getMessage(), reason);
                process = sidecar;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            LOGGER.log(System.Logger.Level.ERROR, "the ledger has stopped: " + reason.getMessage(), reason);
            submissions.close();
            if (process != null) {
                process.startNoMore();
                // Not from here: CometBFT is to read the reason first.
                Thread.ofVirtual().start(process::close);
            }
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

    @Override
    public void takeNoMore() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        submissions.close();
    }

    @Override
    public void close() {
        takeNoMore();
        AbciApplication answering;
        Sidecar process;
        AbciServer listening;
        lock.lock();
        try {
            answering = application;
            process = sidecar;
            listening = server;
        } finally {
            lock.unlock();
        }
        if (answering == null || process == null || listening == null) {
            return; // never attached
        }
        answering.close();
        process.close();
        listening.close();
        rpc.close();
        Worker.awaitEnd(handing);
        Worker.awaitEnd(asking);
    }
}
