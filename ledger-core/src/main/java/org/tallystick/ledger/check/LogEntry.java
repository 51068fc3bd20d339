package org.tallystick.ledger.check;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * A stored entry, read.
 *
 * @param row null where the log must have an entry and the table has none
 * @param leaf of the stored bytes
 * @param statement null where the bytes are none, for the reason in {@code fault}
 */
record LogEntry(
        long index, @Nullable Row row, Hash leaf, @Nullable SignedStatement statement, String fault) {

    record Row(
            long index, long height, int issuer, UUID cti, String contentType, byte[] statementId, byte[] statement) {}

    static LogEntry of(Row row) {
        try {
            SignedStatement statement = SignedStatement.parse(row.statement());
            return new LogEntry(row.index(), row, statement.leafHash(), statement, "");
        } catch (MalformedStatementException e) {
            return new LogEntry(
                    row.index(), row, MerkleTree.leafHash(row.statement()), null, String.valueOf(e.getMessage()));
        }
    }

    /** @param leaf that the stored tile has, so that the rest of the log can be compared */
    static LogEntry missing(long index, Hash leaf) {
        return new LogEntry(index, null, leaf, null, "no row");
    }

    String key() {
        return "index=" + index;
    }
}
