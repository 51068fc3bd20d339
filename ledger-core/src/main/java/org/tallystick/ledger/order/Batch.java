package org.tallystick.ledger.order;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.StatementId;

/**
 * Statements on their way to the engine, with what must be durable no later than they are.
 *
 * @param statements in the order in which they came
 * @param rows the outbox's rows of these statements
 */
public record Batch(List<SignedStatement> statements, OutboxRows rows) {
    public Batch {
        statements = List.copyOf(statements);
    }

    /**
     * Writes the outbox rows and records of a batch. An engine that decides in this process calls it inside the block's
     * transaction, with the outcomes: one transaction stores and decides. An engine that sends statements to others
     * calls it first, in a transaction of its own, without outcomes: what left this process is durable here.
     */
    public interface OutboxRows {
        void write(Connection connection, Map<StatementId, Outcome> outcomes) throws SQLException;

        /** Called once the transaction with the rows is committed, before a statement is sent to anyone. */
        void stored();

        /** Called when that transaction did not happen: nothing of the batch is kept, ordered or sent. */
        void notStored(StorageFailureException reason);

        /** For statements whose rows are there already, such as those an earlier process left waiting. */
        OutboxRows NONE = new OutboxRows() {
            @Override
            public void write(Connection connection, Map<StatementId, Outcome> outcomes) {}

            @Override
            public void stored() {}

            @Override
            public void notStored(StorageFailureException reason) {}
        };
    }
}
