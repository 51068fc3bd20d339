package org.tallystick.ledger.order.cometbft;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.CheckpointCosigning;
import org.tallystick.ledger.order.ConsensusEngine;
import org.tallystick.ledger.order.EngineStatus;
import org.tallystick.ledger.order.LedgerStateMachine;

/** An engine whose ledger dies in the middle of a block, and CometBFT with it, both without a word to the other. */
final class CrashingEngine implements ConsensusEngine {
    enum Point {
        IN_FINALIZE_BLOCK,
        BEFORE_THE_TRANSACTION,
        AFTER_THE_TRANSACTION
    }

    private final ConsensusEngine real;
    private final Point point;
    private final Runnable killEngine;
    final CountDownLatch dead = new CountDownLatch(1);

    /** @param killEngine ends CometBFT as {@code kill -9} does */
    CrashingEngine(ConsensusEngine real, Point point, Runnable killEngine) {
        this.real = real;
        this.point = point;
        this.killEngine = killEngine;
    }

    @Override
    public void attach(LedgerStateMachine machine) {
        real.attach(new Crashing(machine));
    }

    @Override
    public void submit(Batch batch) throws InterruptedException {
        real.submit(batch);
    }

    @Override
    public EngineStatus status() {
        return real.status();
    }

    @Override
    public void takeNoMore() {
        real.takeNoMore();
    }

    @Override
    public void close() {
        real.close();
    }

    private final class Crashing implements LedgerStateMachine {
        private final LedgerStateMachine machine;

        Crashing(LedgerStateMachine machine) {
            this.machine = machine;
        }

        private void dieAt(Point here, DecidedBlock block) {
            if (here == point && !block.statements().isEmpty() && dead.getCount() > 0) {
                killEngine.run();
                dead.countDown();
                throw new IllegalStateException("killed at height " + block.height());
            }
            if (dead.getCount() == 0) {
                throw new IllegalStateException("the dead do nothing");
            }
        }

        @Override
        public Info info() {
            return machine.info();
        }

        @Override
        public Admission admit(byte[] statement) {
            return machine.admit(statement);
        }

        @Override
        public List<byte[]> propose(Instant blockTime, List<byte[]> candidates) {
            return machine.propose(blockTime, candidates);
        }

        @Override
        public boolean accept(DecidedBlock proposed) {
            return machine.accept(proposed);
        }

        @Override
        public BlockResult execute(DecidedBlock block) {
            dieAt(Point.IN_FINALIZE_BLOCK, block);
            return machine.execute(block);
        }

        @Override
        public void commit(BlockResult result, List<Batch> joined) {
            dieAt(Point.BEFORE_THE_TRANSACTION, result.block());
            machine.commit(result, joined);
            dieAt(Point.AFTER_THE_TRANSACTION, result.block());
        }

        @Override
        public Optional<CheckpointCosigning> cosigning() {
            return machine.cosigning();
        }
    }
}
