package org.tallystick.identity.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.execute.Known;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;

/** The stage execute with its real policy, and no stage around it: a block in, the next state out. */
final class TestLog {
    static final Origin ORIGIN = Origin.ofLedger(new byte[16]);

    private final RegistrationPolicy policy;
    private LedgerView view = LedgerView.empty(ORIGIN);

    /** Of one organisation. */
    TestLog() {
        this(new DidEntryHandler());
    }

    TestLog(DidEntryHandler entries) {
        this.policy = new RegistrationPolicy(
                List.of(entries, new CaptureHandler()), new DidKeyDirectory(), new VerifiedSignatures());
    }

    LedgerView view() {
        return view;
    }

    /** One block of one statement. */
    Outcome execute(SignedStatement statement, Instant blockTime) {
        return execute(List.of(statement), blockTime).getFirst();
    }

    List<Outcome> execute(List<SignedStatement> statements, Instant blockTime) {
        Instant time = blockTime.isAfter(view.time()) ? blockTime : view.time().plusMillis(1);
        List<byte[]> bytes = statements.stream().map(SignedStatement::bytes).toList();
        BlockResult result = policy.execute(view, new DecidedBlock(view.height() + 1, time, bytes), Known.NOTHING);
        view = result.after();
        return result.decisions().stream().map(BlockResult.Decision::outcome).toList();
    }

    void register(SignedStatement statement, Instant blockTime) {
        Outcome outcome = execute(statement, blockTime);
        assertThat(outcome).isInstanceOf(Outcome.Registered.class);
    }

    void refuse(SignedStatement statement, Instant blockTime, Refusal.Code code, String detail) {
        LedgerView before = view;
        Outcome outcome = execute(statement, blockTime);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal().code()).as(refused.toString()).isEqualTo(code);
            assertThat(refused.refusal().detail()).contains(detail);
        });
        assertThat(view.size()).isEqualTo(before.size());
        assertThat(view.state().root()).isEqualTo(before.state().root());
    }
}
