package org.tallystick.ledger.prove;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.note.VerifierKey;

/** The policies of evidence files: the form they have, and when one is the same as another. */
final class PolicyForm {
    private PolicyForm() {}

    /**
     * A policy as a ledger prints it: one log and its sizes, and either no quorum or the validators', more than two thirds
     * of all witnesses. So a smaller threshold is not a policy of a ledger, whoever signs enough for it.
     */
    static TrustPolicy own(TrustPolicy policy) throws MalformedPolicyException {
        VerifierKey log = policy.onlyLog();
        TrustPolicy.Sizes sizes = policy.sizes();
        if (log == null || sizes == null) {
            throw new MalformedPolicyException(policy.logs().size() + " log lines, not 1, or no line of sizes");
        }
        TrustPolicy printed;
        if (policy.quorum().equals(TrustPolicy.NONE)) {
            printed = TrustPolicy.of(sizes, log, policy.witnesses(), List.of(), TrustPolicy.NONE);
        } else if (policy.quorum().equals(TrustPolicy.VALIDATORS)
                && policy.groups().size() == 1
                // A witness may bear that name too.
                && policy.groups().getFirst().name().equals(TrustPolicy.VALIDATORS)) {
            printed = TrustPolicy.ofValidators(log, policy.witnesses(), sizes);
        } else {
            throw new MalformedPolicyException(
                    "quorum " + policy.quorum() + ", a ledger's is none or the one group " + TrustPolicy.VALIDATORS);
        }
        if (!printed.equals(policy)) {
            throw new MalformedPolicyException(
                    "not as a ledger prints it; with these keys it would be '" + printed.text() + "'");
        }
        return policy;
    }

    /** In what the file's policy is not the one given, or null. */
    static @Nullable String difference(TrustPolicy policy, TrustPolicy given, Checkpoint checkpoint) {
        if (!policy.demandsTheSameAs(given)) {
            return "the one given demands quorum " + given.quorum() + " of other witnesses or groups than quorum "
                    + policy.quorum() + " of the file";
        }
        if (policy.quorum().equals(TrustPolicy.NONE)) {
            // The log's own key is all there is, so it has to be the key.
            if (!given.logs().containsAll(policy.logs())) {
                return "log in the file " + policy.logs() + ", given " + given.logs();
            }
        } else if (given.logs().stream().noneMatch(log -> log.name().equals(checkpoint.origin()))) {
            return "origin " + checkpoint.origin() + ", logs given "
                    + given.logs().stream().map(VerifierKey::name).toList();
        }
        TrustPolicy.Sizes sizes = EvidenceFile.sizes(policy);
        TrustPolicy.Sizes givenSizes = given.sizes();
        if (givenSizes == null) {
            return null;
        }
        // Either may be from before the policy was closed.
        boolean sameLast = sizes.last().isEmpty()
                || givenSizes.last().isEmpty()
                || sizes.last().equals(givenSizes.last());
        if (sizes.first() != givenSizes.first() || !sameLast) {
            return "for sizes " + sizes + " in the file, " + givenSizes + " given";
        }
        return givenSizes.contains(checkpoint.size())
                ? null
                : "size " + checkpoint.size() + " of the checkpoint, given for sizes " + givenSizes;
    }
}
