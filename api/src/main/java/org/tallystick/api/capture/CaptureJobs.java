package org.tallystick.api.capture;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.project.ProjectionRunner;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Job;
import org.tallystick.ledger.submit.RecordAddress;

/** The jobs of captures: submissions that came with a {@link CaptureMemo}. */
@Singleton
final class CaptureJobs {
    private final DataSource dataSource;
    private final Ledger ledger;

    CaptureJobs(DataSource dataSource, Ledger ledger) {
        this.dataSource = dataSource;
        this.ledger = ledger;
    }

    /** Where a page ends: jobs are listed by creation, newest first. */
    record Place(Instant createdAt, Cti id) {}

    Optional<CaptureJobView> find(Cti id) throws SQLException {
        return ledger.job(id).filter(job -> job.memo().isPresent()).map(this::view);
    }

    /** One more than a page may show what follows. */
    List<CaptureJobView> page(@Nullable Place after, int limit) throws SQLException {
        List<CaptureJobView> jobs = new ArrayList<>();
        for (Cti id : ids(after, limit)) {
            ledger.job(id).map(this::view).ifPresent(jobs::add);
        }
        return jobs;
    }

    private List<Cti> ids(@Nullable Place after, int limit) throws SQLException {
        String sql = "select cti from submission where memo is not null"
                + (after == null ? "" : " and (created_at, cti) < (?, ?)")
                + " order by created_at desc, cti desc limit ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            int parameter = 1;
            if (after != null) {
                select.setObject(parameter++, OffsetDateTime.ofInstant(after.createdAt(), ZoneOffset.UTC));
                select.setObject(parameter++, Journal.uuid(after.id()));
            }
            select.setInt(parameter, limit);
            List<Cti> ids = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(Journal.cti(row.getObject(1, UUID.class)));
                }
            }
            return ids;
        }
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
