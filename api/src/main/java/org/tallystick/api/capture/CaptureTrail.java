package org.tallystick.api.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.tallystick.api.access.Action;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.Transaction;

/**
 * Completes the audit trail after a kill.
 *
 * <p>A capture's line is written a moment after its answer, in a batch, and a kill may take that moment away. But who sent
 * it was stored with the job in the transaction that accepted it. So at start, before anything new is captured, every job
 * since shortly before the last line that has no line gets one: no write is ever missing from the trail.
 */
public final class CaptureTrail {
    /** Much more than a line can wait beside captures that are stored: both go to the same database. */
    private static final String LOOK_BACK = "2 minutes";

    private static final int ACCEPTED = 202;

    private CaptureTrail() {}

    /** How many lines were missing. */
    public static int complete(DataSource dataSource) throws SQLException {
        return Transaction.in(dataSource, connection -> {
            List<AuditLine> missing = missing(connection);
            if (!missing.isEmpty()) {
                AuditTrail.write(connection, missing);
            }
            return missing.size();
        });
    }

    private static List<AuditLine> missing(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "with since as (select coalesce(max(at), '-infinity') - interval '" + LOOK_BACK + "' as time"
                        + " from audit where action = 'events.capture')"
                        + " select s.cti, s.created_at, s.memo from submission s left join audit a"
                        + " on a.action = 'events.capture' and a.target = replace(s.cti::text, '-', '')"
                        + " and a.at >= (select time - interval '" + LOOK_BACK + "' from since)"
                        + " where s.memo is not null and s.created_at >= (select time from since) and a.seq is null"
                        + " order by s.created_at, s.cti")) {
            List<AuditLine> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    CaptureMemo memo = CaptureMemo.parse(row.getString(3));
                    lines.add(new AuditLine(
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            memo.by(),
                            memo.address(),
                            Action.CAPTURE.id(),
                            Journal.cti(row.getObject(1, UUID.class)).toString(),
                            ACCEPTED,
                            memo.requestId()));
                }
            }
            return lines;
        }
    }
}
