package org.tallystick.api.capture;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.project.ProjectionRunner;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Job;
import org.tallystick.ledger.submit.RecordAddress;

/** The jobs of captures: submissions that came with a {@link CaptureMemo}. */
@Singleton
final class CaptureJobs {
    private final Ledger ledger;

    CaptureJobs(Ledger ledger) {
        this.ledger = ledger;
    }

    Optional<CaptureJobView> find(Cti id) throws SQLException {
        return ledger.job(id).filter(job -> job.memo().isPresent()).map(this::view);
    }

    /** Newest first. */
    List<CaptureJobView> page(Optional<Job.Place> after, int limit) throws SQLException {
        return ledger.jobs(after, limit).stream().map(this::view).toList();
    }

    private CaptureJobView view(Job job) {
        boolean readable =
                job.decision().isPresent() && isReadable(job.decision().get());
        CaptureMemo memo = CaptureMemo.parse(job.memo().orElseThrow());
        return CaptureJobView.of(job, memo, readable);
    }

    private boolean isReadable(Decision decision) {
        return switch (decision) {
            case Decision.Refused refused -> true;
            case Decision.Registered registered -> passed(registered.index());
            case Decision.NothingNew known ->
                known.records().stream().mapToLong(RecordAddress::index).allMatch(this::passed);
        };
    }

    private boolean passed(long index) {
        return ledger.projections().stream()
                .mapToLong(ProjectionRunner::position)
                .allMatch(position -> position > index);
    }
}
