package org.tallystick.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.tallystick.ledger.commit.CheckpointSigner;
import org.tallystick.ledger.commit.CommitListener;
import org.tallystick.ledger.commit.CommittedLedger;
import org.tallystick.ledger.commit.Cosigners;
import org.tallystick.ledger.commit.DifferingLedgerException;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.commit.SignedCheckpoint;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.project.ProjectionRunner;
import org.tallystick.ledger.project.RecentEntries;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.submit.Job;
import org.tallystick.ledger.submit.Outbox;
import org.tallystick.ledger.submit.OutboxRows;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.StatementSigner;
import org.tallystick.ledger.submit.Submission;

/**
 * One running ledger: the stages submit, order, execute, commit and project put together in their order.
 *
 * <p>Opening reads back and checks what is stored before anything is signed; closing lets the block in hand finish.
 * Everything a caller does with the ledger begins here.
 */
public final class Ledger implements AutoCloseable {

    /**
     * What a ledger is made of.
     *
     * @param dataSource a pool: the engine, the outbox, each projection and each reader take a connection at a time;
     *     {@code search_path} is the ledger's schema, batched inserts are rewritten
     * @param logKey signs checkpoints; its name is the log's origin
     * @param kept the newest checkpoint outside the database
     * @param policy the rules
     * @param signer the organisation's key
     * @param engine what orders
     * @param projections the read models, each in a thread of its own
     * @param cosigners who cosigns checkpoints, where several members run the ledger
     */
    public record Parts(
            DataSource dataSource,
            CheckpointSigner logKey,
            KeptCheckpoint kept,
            RegistrationPolicy policy,
            StatementSigner signer,
            ConsensusEngine engine,
            List<Projection> projections,
            Optional<Cosigners> cosigners,
            Clock clock) {
        public Parts {
            projections = List.copyOf(projections);
        }

        /** The parts of a ledger that one organisation runs alone. */
        public Parts(
                DataSource dataSource,
                CheckpointSigner logKey,
                KeptCheckpoint kept,
                RegistrationPolicy policy,
                StatementSigner signer,
                ConsensusEngine engine,
                List<Projection> projections,
                Clock clock) {
            this(dataSource, logKey, kept, policy, signer, engine, projections, Optional.empty(), clock);
        }
    }

    private final DataSource dataSource;
    private final Journal journal;
    private final OutboxRows rows;
    private final CommittedLedger committed;
    private final ConsensusEngine engine;
    private final Outbox outbox;
    private final List<ProjectionRunner> projections;

    private Ledger(
            DataSource dataSource,
            Journal journal,
            OutboxRows rows,
            CommittedLedger committed,
            ConsensusEngine engine,
            Outbox outbox,
            List<ProjectionRunner> projections) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.rows = rows;
        this.committed = committed;
        this.engine = engine;
        this.outbox = outbox;
        this.projections = List.copyOf(projections);
    }

    /**
     * Opens the ledger of this database; an empty database becomes a new log under the log key's name.
     *
     * @throws DifferingLedgerException when what is stored is not what was signed: nothing may be signed on it
     */
    public static Ledger open(Parts parts) throws SQLException, IOException {
        Journal journal = new Journal(parts.dataSource());
        Origin origin = origin(parts.logKey());
        Optional<Origin> stored = journal.origin();
        if (stored.isEmpty()) {
            if (parts.kept().note().isPresent()) {
                throw new DifferingLedgerException(
                        "the database is empty, but this node has signed a checkpoint before; see `restore`");
            }
            journal.create(origin);
        } else if (!stored.get().equals(origin)) {
            throw new DifferingLedgerException(
                    "the database holds the log " + stored.get() + ", the log key is for " + origin);
        }
        CommittedLedger committed = CommittedLedger.open(
                parts.dataSource(),
                journal,
                parts.policy(),
                parts.logKey(),
                parts.kept(),
                parts.cosigners(),
                parts.clock());
        OutboxRows rows = new OutboxRows(journal);
        Outbox outbox = new Outbox(parts.dataSource(), rows, parts.signer(), parts.engine(), parts.clock());
        RecentEntries recent = new RecentEntries();
        List<ProjectionRunner> runners = new ArrayList<>();
        for (Projection projection : parts.projections()) {
            runners.add(ProjectionRunner.start(parts.dataSource(), journal, recent, projection));
        }
        committed.join(outbox);
        committed.listen(block -> outbox.entries(block).forEach(recent::add));
        committed.listen(outbox);
        committed.listen(block -> {
            long size = block.result().after().size();
            runners.forEach(runner -> runner.committed(size));
        });
        // Before any block: one that this node missed may decide what an earlier process left waiting.
        outbox.resume();
        parts.engine().attach(committed);
        outbox.start();
        return new Ledger(parts.dataSource(), journal, rows, committed, parts.engine(), outbox, runners);
    }

    private static Origin origin(CheckpointSigner logKey) {
        try {
            return Origin.parse(logKey.verifierKey().name());
        } catch (MalformedStatementException e) {
            throw new IllegalArgumentException("the log key's name is no origin: " + e.getMessage(), e);
        }
    }

    /** See {@link Outbox#register}. */
    public Registration register(Submission submission) {
        return outbox.register(submission);
    }

    public Optional<Job> job(Cti id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return rows.job(connection, id);
        }
    }

    /** See {@link OutboxRows#jobs}. */
    public List<Job> jobs(Optional<Job.Place> after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return rows.jobs(connection, after, limit);
        }
    }

    /**
     * Completes once every read model holds the entry at {@code index}. Who does not wait for it any more cancels it, and
     * nothing of it is left.
     */
    public CompletableFuture<Void> projected(long index) {
        List<CompletableFuture<Long>> each =
                projections.stream().map(runner -> runner.passed(index)).toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new));
        CompletableFuture<Void> forgotten = all.whenComplete((done, cancelled) -> {
            if (cancelled != null) {
                each.forEach(one -> one.cancel(false));
            }
        });
        return all;
    }

    public Origin origin() {
        return committed.view().origin();
    }

    public LedgerView view() {
        return committed.view();
    }

    public SignedCheckpoint checkpoint() {
        return committed.checkpoint();
    }

    /** The newest checkpoint that a quorum of the members cosigned; empty before there is one, and alone. */
    public Optional<SignedCheckpoint> cosignedCheckpoint() {
        return committed.cosigned();
    }

    /**
     * Takes what another member's node publishes: the cosignatures in it that verify, of the two newest checkpoints here,
     * are kept with this node's own. Anything else is nothing.
     */
    public void cosignedElsewhere(byte[] signedCheckpoint) {
        committed.cosigning().ifPresent(cosigning -> cosigning.received(signedCheckpoint));
    }

    public Journal journal() {
        return journal;
    }

    public List<ProjectionRunner> projections() {
        return projections;
    }

    public EngineStatus engine() {
        return engine.status();
    }

    /** Why no block can be committed at the moment, whatever the engine decides; empty when all is well. */
    public Optional<String> commitFault() {
        return committed.fault();
    }

    /** Why no submission is sent to the engine at the moment; empty when all is well. */
    public Optional<String> outboxFault() {
        return outbox.fault();
    }

    /** Submissions that are not decided yet. */
    public int waiting() {
        return outbox.waiting();
    }

    /** Hears of each block once it is durable; see {@link CommitListener}. */
    public void listen(CommitListener listener) {
        committed.listen(listener);
    }

    @Override
    public void close() {
        engine.takeNoMore();
        outbox.close();
        engine.close();
        committed.close();
        projections.forEach(ProjectionRunner::close);
    }
}
