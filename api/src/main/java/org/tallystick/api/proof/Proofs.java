package org.tallystick.api.proof;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.RefusedProofException;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.prove.Prover;

/** Proofs under published checkpoints. Each is verified before it is given away, so a wrong one is a fault of this node. */
@Singleton
public final class Proofs {
    private final Prover prover;

    @Inject
    Proofs(Ledger ledger) {
        this(ledger.journal().tiles());
    }

    /** Of another log than the present one. */
    public Proofs(TileReader tiles) {
        this.prover = new Prover(tiles);
    }

    public LogProof inclusion(long index, Checkpoints.Published published) throws IOException {
        try {
            return prover.inclusion(index, published.note());
        } catch (MalformedLogException | RefusedProofException e) {
            throw damaged(published, e);
        }
    }

    ConsistencyProof consistency(long from, Checkpoints.Published to) throws IOException {
        try {
            return prover.consistency(from, to.checkpoint());
        } catch (MalformedLogException | RefusedProofException e) {
            throw damaged(to, e);
        }
    }

    private static IllegalStateException damaged(Checkpoints.Published published, Exception e) {
        return new IllegalStateException(
                "the stored log is not that of the checkpoint of size "
                        + published.checkpoint().size() + "; see `tallystick check`",
                e);
    }
}
