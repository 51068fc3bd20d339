package org.tallystick.ledger.commit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.tallystick.ledger.statement.RecordSalt;

/**
 * The documents that captures were made of ({@code V150__source.sql}), on the node that took them. What a statement says of
 * its source is the salted digest of such a row.
 */
public final class SourceDocuments {
    private final DataSource dataSource;

    public SourceDocuments(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** @param bytes octet for octet as they came; whoever is given the array may not change it */
    public record SourceDocument(String mediaType, RecordSalt salt, byte[] bytes) {}

    /** The document of the capture with that index. */
    public Optional<SourceDocument> find(long index) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select s.media_type, s.salt, s.document"
                        + " from entry e join source s on s.cti = e.cti and s.issuer = e.issuer where e.index = ?")) {
            select.setLong(1, index);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new SourceDocument(row.getString(1), RecordSalt.of(row.getBytes(2)), row.getBytes(3)))
                        : Optional.empty();
            }
        }
    }
}
