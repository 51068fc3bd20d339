package org.tallystick.ledger.project;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    /**
     * The tables that hold the model and nothing else, by names that need no quotes: no backup has them, a rebuild fills
     * them again, and a check makes them beside the stored ones to compare. Statements name them without a schema. A row is
     * known by its primary key, or, in a table that has none, by its record's {@code index} and {@code position}.
     */
    List<String> tables();

    /** Empties the model, in the transaction that also sets its position back to 0. */
    default void reset(Connection connection) throws SQLException {
        try (Statement truncate = connection.createStatement()) {
            truncate.execute("truncate " + String.join(", ", tables()));
        }
    }
}
