package org.tallystick.ledger.prove;

import java.util.List;
import java.util.OptionalLong;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.note.VerifierKey;

/**
 * What a policy says of a signed checkpoint: every key that it names and whether that key signed, and every reason why the
 * checkpoint is refused. Without a reason it is accepted.
 *
 * @param checkpoint that was judged
 * @param signers the keys of the policy in its order, logs before witnesses
 * @param refusals sentences for people; empty if the policy holds
 */
public record PolicyVerdict(Checkpoint checkpoint, List<Signer> signers, List<String> refusals) {

    public PolicyVerdict {
        signers = List.copyOf(signers);
        refusals = List.copyOf(refusals);
    }

    /** Whether the checkpoint is accepted. */
    public boolean holds() {
        return refusals.isEmpty();
    }

    /** What a key of the policy is there for. */
    public enum Role {
        LOG,
        WITNESS
    }

    /** What the checkpoint shows of a key. */
    public enum Signed {
        YES,
        NO,
        /** A line claims the key, and its signature does not verify: somebody changed something. */
        WRONGLY
    }

    /**
     * One key of the policy.
     *
     * @param name of a witness in the policy; of a log, its origin
     * @param timestampSeconds when it signed, if it did and its type says
     */
    public record Signer(Role role, String name, VerifierKey key, Signed signed, OptionalLong timestampSeconds) {}
}
