package org.tallystick.api.record;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.tallystick.api.proof.Checkpoints;
import org.tallystick.identity.resolve.DidLogs;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.prove.TrustPolicy;

/** A log that evidence is made from: the present one, or one that was archived. */
public interface EvidenceLog {
    Journal journal();

    Checkpoints.Published newest() throws SQLException;

    /** The checkpoint of the block that has the entry. */
    Optional<Checkpoints.Published> ofEntry(long index) throws SQLException;

    LogProof inclusion(long index, Checkpoints.Published published) throws IOException;

    DidLogs dids();

    /** In the order of their numbers. */
    List<TrustPolicy> policies();
}
