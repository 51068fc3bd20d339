package org.tallystick.ledger.commit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.VerifierKey;

/**
 * Who cosigns the checkpoints of a ledger that several members run.
 *
 * @param own this member's keys, each for this log only: Ed25519, and ML-DSA-44 where it is offered
 * @param members the keys of all members, this one's among them; keys of one name are one member's
 * @param quorum so many members' cosignatures make a checkpoint that all of them may publish
 */
public record Cosigners(List<Cosigner> own, List<VerifierKey> members, int quorum) {
    public Cosigners {
        own = List.copyOf(own);
        members = List.copyOf(members);
        Set<String> names = new HashSet<>();
        members.forEach(key -> names.add(key.name()));
        if (quorum < 1 || quorum > names.size()) {
            throw new IllegalArgumentException("a quorum of " + quorum + " of " + names.size() + " members");
        }
        for (Cosigner cosigner : own) {
            if (!members.contains(cosigner.verifierKey())) {
                throw new IllegalArgumentException(cosigner.verifierKey().name() + " is no member's key");
            }
        }
    }
}
