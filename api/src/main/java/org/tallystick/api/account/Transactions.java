package org.tallystick.api.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.ledger.commit.Transaction;

/** Changes of people: each one transaction, with the line of the audit trail that tells of it. */
final class Transactions {
    private final DataSource dataSource;

    Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    <T> T change(Work<T> work) throws SQLException {
        return Transaction.in(dataSource, work::in);
    }

    <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return work.in(connection);
        }
    }

    /** The last thing in the transaction: others that write lines wait for its end. */
    static void trail(Connection connection, Call call, Action action, String by, String target, int status)
            throws SQLException {
        AuditTrail.write(
                connection,
                List.of(new AuditLine(call.at(), by, call.address(), action.id(), target, status, call.requestId())));
        call.trailWritten();
    }
}
