package org.tallystick.api.archive;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.tallystick.api.proof.Checkpoints;
import org.tallystick.api.proof.Proofs;
import org.tallystick.api.record.EvidenceLog;
import org.tallystick.identity.resolve.DidLogs;
import org.tallystick.identity.resolve.RegisteredDids;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.prove.TrustPolicy;

/** An archived log, read as the present one is. */
final class ReadableArchive implements EvidenceLog {
    private final ArchivedLog log;
    private final Journal journal;
    private final Proofs proofs;
    private final DidLogs dids;

    /** @param dataSource of the archive's schema */
    ReadableArchive(ArchivedLog log, DataSource dataSource) {
        this.log = log;
        this.journal = new Journal(dataSource);
        this.proofs = new Proofs(journal.tiles());
        this.dids = new RegisteredDids(dataSource);
    }

    ArchivedLog log() {
        return log;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    /** The newest one that the archive has all entries of; others may hold newer ones, see {@link ArchivedLog}. */
    @Override
    public Checkpoints.Published newest() throws SQLException {
        return journal.newestNote()
                .map(Checkpoints.Published::of)
                .orElseThrow(() -> new IllegalStateException("archived log " + log.number() + " has no checkpoint"));
    }

    @Override
    public Optional<Checkpoints.Published> ofEntry(long index) throws SQLException {
        return index < 0 ? Optional.empty() : journal.checkpointCovering(index).map(Checkpoints.Published::of);
    }

    @Override
    public LogProof inclusion(long index, Checkpoints.Published published) throws IOException {
        return proofs.inclusion(index, published);
    }

    @Override
    public DidLogs dids() {
        return dids;
    }

    @Override
    public List<TrustPolicy> policies() {
        return List.of(TrustPolicy.ofLog(log.verifierKey(), TrustPolicy.Sizes.from(0)));
    }
}
