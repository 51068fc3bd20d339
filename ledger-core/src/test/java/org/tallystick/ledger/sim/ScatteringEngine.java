package org.tallystick.ledger.sim;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * An engine as a consortium's is to the outbox: rows are stored in a transaction of their own, then statements are sent,
 * and come back in blocks in any order, late, twice, or only after they were sent again. Decides when the test says so.
 */
final class ScatteringEngine implements ConsensusEngine {
    private final DataSource dataSource;
    private final RandomGenerator random;
    private final List<byte[]> pool = new ArrayList<>();
    private LedgerStateMachine machine;

    ScatteringEngine(DataSource dataSource, RandomGenerator random) {
        this.dataSource = dataSource;
        this.random = random;
    }

    @Override
    public void attach(LedgerStateMachine ledger) {
        machine = ledger;
    }

    @Override
    public void submit(Batch batch) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                batch.rows().write(connection, Map.of());
                connection.commit();
                done = true;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            batch.rows().notStored(new StorageFailureException("not stored", e));
            return;
        }
        batch.rows().stored();
        synchronized (pool) {
            for (SignedStatement statement : batch.statements()) {
                pool.add(statement.bytes());
                if (random.nextInt(10) == 0) {
                    pool.add(statement.bytes());
                }
            }
        }
    }

    /** Decides one block of some of the pool, in some order; a few go missing and must be sent again. */
    void decideOne() {
        List<byte[]> chosen = new ArrayList<>();
        synchronized (pool) {
            for (int i = random.nextInt(1, 6); i > 0 && !pool.isEmpty(); i--) {
                byte[] statement = pool.remove(random.nextInt(pool.size()));
                if (random.nextInt(20) != 0) {
                    chosen.add(statement);
                }
            }
        }
        LedgerStateMachine.Info info = machine.info();
        Instant now = Instant.now();
        Instant time = now.isAfter(info.time()) ? now : info.time().plusMillis(1);
        List<byte[]> proposed = machine.propose(time, chosen);
        DecidedBlock block = new DecidedBlock(info.height() + 1, time, proposed);
        if (machine.accept(block)) {
            machine.commit(machine.execute(block), List.of());
        }
    }

    boolean isIdle() {
        synchronized (pool) {
            return pool.isEmpty();
        }
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus("scattering", machine.info().height(), Optional.empty());
    }

    @Override
    public void close() {}
}
