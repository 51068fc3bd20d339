package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.SQLException;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * The documents that captures came in beside the digests that their statements sign. A statement whose document is not here
 * is no difference: it stays on the node that took it, and goes with any record of its capture.
 */
final class SourcePass {
    private final Connection connection;
    private final Differences differences;

    SourcePass(Connection connection, Differences differences) {
        this.connection = connection;
        this.differences = differences;
    }

    /** The database hashes: documents are large, and none of them is of use here. */
    void run() throws SQLException {
        try (Rows rows = new Rows(
                connection,
                "select e.index, e.statement, s.media_type, sha256('\\x00'::bytea || s.salt || s.document) from source s"
                        + " join entry e on e.cti = s.cti and e.issuer = s.issuer order by e.index")) {
            for (; rows.there(); rows.advance()) {
                String stored = rows.textOrNull(3) + " " + Rows.hash(rows.bytesOrNull(4));
                compare("entry=" + rows.number(1), rows.bytes(2), stored);
            }
        }
    }

    private void compare(String row, byte[] statement, String stored) {
        try {
            String signed = CapturePayload.parse(
                            SignedStatement.parse(statement).payload())
                    .source()
                    .map(source -> source.mediaType() + " " + source.digest())
                    .orElse("none");
            differences.compare("source", row, "media_type, salt, document", stored, signed);
        } catch (MalformedStatementException e) {
            // What is no statement, or no capture, the pass over the log has told.
            differences.add("source", row, "cti", stored, "none");
        }
    }
}
