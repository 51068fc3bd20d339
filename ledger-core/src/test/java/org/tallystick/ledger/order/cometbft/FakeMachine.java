package org.tallystick.ledger.order.cometbft;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.tallystick.ledger.execute.AppHash;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.order.Batch;
import org.tallystick.ledger.order.CheckpointCosigning;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.Origin;

/** A ledger of texts: what begins with "bad" is not admitted, what begins with "late" not proposed, the rest is an entry. */
final class FakeMachine implements LedgerStateMachine {
    static final Origin ORIGIN = Origin.ofLedger(new byte[16]);

    final List<String> calls = new ArrayList<>();
    final CountDownLatch slow = new CountDownLatch(1);
    volatile int storageFailures;
    volatile boolean broken;
    Optional<CheckpointCosigning> cosigning = Optional.empty();
    private final Origin origin;
    private volatile LedgerView view;

    FakeMachine() {
        this(ORIGIN);
    }

    FakeMachine(Origin origin) {
        this.origin = origin;
        this.view = LedgerView.empty(origin);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public Info info() {
        return new Info(
                view.height(),
                view.time(),
                AppHash.of(view.checkpoint(), view.state().root()));
    }

    @Override
    public Admission admit(byte[] statement) {
        if (text(statement).startsWith("slow")) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return text(statement).startsWith("bad") ? new Admission.Rejected("begins with bad") : new Admission.Admitted();
    }

    @Override
    public List<byte[]> propose(Instant blockTime, List<byte[]> candidates) {
        return candidates.stream()
                .filter(candidate -> !text(candidate).startsWith("late"))
                .toList();
    }

    @Override
    public boolean accept(DecidedBlock proposed) {
        return proposed.statements().stream()
                .noneMatch(statement -> text(statement).startsWith("late"));
    }

    @Override
    public BlockResult execute(DecidedBlock block) {
        if (broken) {
            throw new IllegalStateException("the ledger is broken");
        }
        calls.add("execute " + block.height() + " " + block.time() + " "
                + block.statements().stream().map(FakeMachine::text).toList());
        List<Hash> leaves = new ArrayList<>();
        List<BlockResult.Decision> decisions = new ArrayList<>();
        for (byte[] statement : block.statements()) {
            if (text(statement).startsWith("bad")) {
                decisions.add(new BlockResult.Decision(
                        null, new Outcome.Refused(new Refusal(Refusal.Code.MALFORMED, "begins with bad"))));
            } else {
                decisions.add(new BlockResult.Decision(null, new Outcome.Registered(view.size() + leaves.size())));
                leaves.add(Hash.sha256(statement));
            }
        }
        Frontier.Growth growth = view.frontier().append(leaves);
        LedgerView after = new LedgerView(origin, block.height(), block.time(), growth.after(), LedgerState.empty());
        return new BlockResult(
                block,
                decisions,
                List.of(),
                growth,
                after,
                AppHash.of(after.checkpoint(), after.state().root()));
    }

    @Override
    public void commit(BlockResult result, List<Batch> joined) {
        if (storageFailures > 0) {
            storageFailures--;
            throw new StorageFailureException("the database is away", null);
        }
        calls.add("commit " + result.block().height());
        view = result.after();
    }

    @Override
    public Optional<CheckpointCosigning> cosigning() {
        return cosigning;
    }
}
