package org.tallystick.api.record;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.tallystick.api.node.Node;
import org.tallystick.api.proof.Checkpoints;
import org.tallystick.api.proof.Proofs;
import org.tallystick.identity.resolve.DidLogs;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.prove.TrustPolicy;

/** The log that this node signs. */
@Singleton
final class PresentLog implements EvidenceLog {
    private final Node node;
    private final Checkpoints checkpoints;
    private final Proofs proofs;

    PresentLog(Node node, Checkpoints checkpoints, Proofs proofs) {
        this.node = node;
        this.checkpoints = checkpoints;
        this.proofs = proofs;
    }

    @Override
    public Journal journal() {
        return node.ledger().journal();
    }

    @Override
    public Checkpoints.Published newest() {
        return checkpoints.newest();
    }

    @Override
    public Optional<Checkpoints.Published> ofEntry(long index) throws SQLException {
        return checkpoints.ofEntry(index);
    }

    @Override
    public LogProof inclusion(long index, Checkpoints.Published published) throws IOException {
        return proofs.inclusion(index, published);
    }

    @Override
    public DidLogs dids() {
        return node.dids();
    }

    @Override
    public List<TrustPolicy> policies() {
        return node.policies();
    }
}
