package org.tallystick.ledger.commit;

import java.sql.Connection;
import java.sql.SQLException;
import org.tallystick.ledger.execute.BlockResult;

/** Keeps rows in step with blocks, inside the transaction of each block. */
@FunctionalInterface
public interface CommitParticipant {
    void write(Connection connection, BlockResult result) throws SQLException;
}
