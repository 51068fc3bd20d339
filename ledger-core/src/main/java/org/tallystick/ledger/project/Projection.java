package org.tallystick.ledger.project;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.statement.ContentType;

/**
 * Builds one read model from the journal.
 *
 * <p>The rows must depend on the entries and records alone, not on how they were cut into calls: a rebuild gives equal
 * rows. A record that is withheld, erased or makes no sense to the model is a row that says so, or no row; it never
 * stops the projection. Called by one thread at a time.
 */
public interface Projection {
    /** Names its position; changes when the model must be built anew, for example {@code events-2}. */
    String name();

    /** Whether entries of that content type can change the model; the others are passed over where that is cheaper. */
    boolean reads(ContentType contentType);

    /** Applies entries in the order of the log, in the transaction that also moves the position. */
    void apply(Connection connection, List<JournalEntry> entries) throws SQLException;

    /** Empties the model, in the transaction that also sets its position back to 0. */
    void reset(Connection connection) throws SQLException;
}
