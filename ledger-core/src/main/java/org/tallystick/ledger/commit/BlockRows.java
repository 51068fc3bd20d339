package org.tallystick.ledger.commit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.LedgerView;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.StateChange;
import org.tallystick.ledger.execute.StateKey;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * What the transaction of a block writes: the chain row's move, the block with its seal, entries, refusals, tiles and state.
 */
final class BlockRows {
    /** The seal is made there, from the row before: no query of its own, and nothing to remember here. */
    private static final String INSERT =
            "insert into block (height, time, size, root, state_root, seal) select ?, ?, ?, ?, ?, sha256(coalesce("
                    + "(select seal from block order by height desc limit 1), ''::bytea) || ?)";

    private final Issuers issuers;

    BlockRows(Issuers issuers) {
        this.issuers = issuers;
    }

    /** The block that every ledger begins with, before any statement. */
    static void insertFirst(Connection connection, LedgerView empty) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            setBlock(insert, 1, empty, List.of());
            insert.executeUpdate();
        }
    }

    /**
     * Begins a block: the compare-and-set of the chain row, and its lock, so that from here to the end of the
     * transaction no other writer passes; the note of the checkpoint before; the block's row. One statement, since each
     * costs a round trip of the engine's thread. All of it is made of the moved row: where another writer was first there is
     * none, and that, not a duplicate block, is the answer.
     *
     * @throws IllegalStateException when the stored ledger is not the expected one, or was halted
     */
    static void advance(Connection connection, LedgerView from, SignedCheckpoint newest, BlockResult result)
            throws SQLException {
        LedgerView to = result.after();
        try (PreparedStatement statement = connection.prepareStatement(
                "with moved as (update chain set height = ?, size = ?, root = ?, state_root = ?, time = ?"
                        + " where height = ? and size = ? and root = ? and state_root = ? and halted is null"
                        + " returning 1),"
                        + " noted as (insert into checkpoint (size, note) select ?, ? from moved"
                        + " on conflict (size) do nothing),"
                        + " blocked as (" + INSERT + " from moved)"
                        + " select count(*) from moved")) {
            statement.setLong(1, to.height());
            statement.setLong(2, to.size());
            statement.setBytes(3, to.frontier().root().bytes());
            statement.setBytes(4, to.state().root().bytes());
            statement.setObject(5, Journal.timestamp(to.time()));
            statement.setLong(6, from.height());
            statement.setLong(7, from.size());
            statement.setBytes(8, from.frontier().root().bytes());
            statement.setBytes(9, from.state().root().bytes());
            statement.setLong(10, newest.checkpoint().size());
            statement.setString(11, newest.note());
            setBlock(statement, 12, to, refusals(result));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getInt(1) == 1) {
                    return;
                }
            }
        }
        ChainRow stored = ChainRow.read(connection, false);
        throw new IllegalStateException(
                stored.halted() != null
                        ? "this ledger was halted: " + stored.halted()
                        : "the stored ledger is at height " + stored.height() + " and size " + stored.size()
                                + ", this node at height " + from.height() + " and size " + from.size()
                                + ": another writer");
    }

    /** What a block holds, after {@link #advance}. */
    void write(Connection connection, BlockResult result) throws SQLException {
        insertEntries(connection, result);
        insertRefusals(connection, result.block().height(), refusals(result));
        TileStore.write(connection, result.growth());
        writeState(connection, result.changes());
    }

    private static void setBlock(
            PreparedStatement statement, int first, LedgerView block, List<BlockSeal.Refused> refusals)
            throws SQLException {
        Hash facts = new BlockSeal.Facts(
                        block.height(),
                        block.time(),
                        block.size(),
                        block.frontier().root(),
                        block.state().root(),
                        refusals)
                .hash();
        statement.setLong(first, block.height());
        statement.setObject(first + 1, Journal.timestamp(block.time()));
        statement.setLong(first + 2, block.size());
        statement.setBytes(first + 3, block.frontier().root().bytes());
        statement.setBytes(first + 4, block.state().root().bytes());
        statement.setBytes(first + 5, facts.bytes());
    }

    private void insertEntries(Connection connection, BlockResult result) throws SQLException {
        ColumnArrays rows = new ColumnArrays(
                ColumnArrays.Type.INT8,
                ColumnArrays.Type.INT4,
                ColumnArrays.Type.UUID,
                ColumnArrays.Type.TEXT,
                ColumnArrays.Type.BYTEA,
                ColumnArrays.Type.BYTEA);
        for (BlockResult.Decision decision : result.decisions()) {
            if (decision.outcome() instanceof Outcome.Registered(long index)) {
                SignedStatement statement = Objects.requireNonNull(decision.statement());
                rows.row(
                        index,
                        issuers.number(statement.header().issuer()),
                        Journal.uuid(statement.header().cti()),
                        statement.header().contentType().mediaType(),
                        statement.id().hash().bytes(),
                        statement.bytes());
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into entry (index, height, issuer, cti, content_type, statement_id, statement)"
                        + " select index, ?, issuer, cti, content_type, statement_id, statement"
                        + " from unnest(?, ?, ?, ?, ?, ?)"
                        + " as e (index, issuer, cti, content_type, statement_id, statement)")) {
            insert.setLong(1, result.block().height());
            rows.set(insert, 2);
            insert.executeUpdate();
        }
    }

    private static List<BlockSeal.Refused> refusals(BlockResult result) {
        List<BlockSeal.Refused> refusals = new ArrayList<>();
        for (int position = 0; position < result.decisions().size(); position++) {
            BlockResult.Decision decision = result.decisions().get(position);
            if (decision.outcome() instanceof Outcome.Refused(var refusal)) {
                refusals.add(new BlockSeal.Refused(
                        position,
                        Optional.ofNullable(decision.statement())
                                .map(statement -> statement.id().hash()),
                        refusal.code().number(),
                        refusal.detail()));
            }
        }
        return refusals;
    }

    private static void insertRefusals(Connection connection, long height, List<BlockSeal.Refused> refusals)
            throws SQLException {
        if (refusals.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into refusal (height, position, statement_id, code, detail) values (?, ?, ?, ?, ?)")) {
            for (BlockSeal.Refused refused : refusals) {
                insert.setLong(1, height);
                insert.setInt(2, refused.position());
                insert.setBytes(3, refused.statementId().map(Hash::bytes).orElse(null));
                insert.setInt(4, refused.code());
                insert.setString(5, refused.detail());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void writeState(Connection connection, List<StateChange> changes) throws SQLException {
        for (StateChange change : changes) {
            switch (change) {
                case StateChange.Put(StateKey key, byte[] value) -> {
                    try (PreparedStatement upsert = connection.prepareStatement("insert into state (key, value)"
                            + " values (?, ?) on conflict (key) do update set value = excluded.value")) {
                        upsert.setString(1, key.text());
                        upsert.setBytes(2, value);
                        upsert.executeUpdate();
                    }
                }
                case StateChange.Remove(StateKey key) -> {
                    try (PreparedStatement delete = connection.prepareStatement("delete from state where key = ?")) {
                        delete.setString(1, key.text());
                        delete.executeUpdate();
                    }
                }
            }
        }
    }
}
