package org.tallystick.ledger.testing;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.tallystick.ledger.commit.Transaction;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * An engine without a quorum: what it is given is durable in the outbox and stays undecided, until the test says that a block
 * comes.
 */
public final class PatientEngine implements ConsensusEngine {
    private final DataSource dataSource;
    private final Set<SignedStatement> waiting = new LinkedHashSet<>();
    private LedgerStateMachine machine;

    public PatientEngine(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void attach(LedgerStateMachine ledger) {
        machine = ledger;
    }

    @Override
    public void submit(Batch batch) {
        try {
            Transaction.in(dataSource, connection -> {
                batch.rows().write(connection, Map.of());
                return batch;
            });
        } catch (SQLException e) {
            batch.rows().notStored(new StorageFailureException("not stored", e));
            return;
        }
        synchronized (waiting) {
            waiting.addAll(batch.statements());
        }
        // Whoever waits for this may call for the block at once.
        batch.rows().stored();
    }

    /** How many statements wait for a block. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** A block of all that waits. */
    public void decide() {
        List<byte[]> candidates = new ArrayList<>();
        synchronized (waiting) {
            waiting.forEach(statement -> candidates.add(statement.bytes()));
            waiting.clear();
        }
        LedgerStateMachine.Info info = machine.info();
        Instant now = Instant.now();
        Instant time = now.isAfter(info.time()) ? now : info.time().plusMillis(1);
        DecidedBlock block = new DecidedBlock(info.height() + 1, time, machine.propose(time, candidates));
        machine.commit(machine.execute(block), List.of());
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus("patient", machine.info().height(), Optional.empty());
    }

    @Override
    public void close() {}
}
