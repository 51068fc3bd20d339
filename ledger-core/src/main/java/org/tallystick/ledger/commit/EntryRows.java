package org.tallystick.ledger.commit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;

/** Entries as they are read, each with its records: what is here of them, or why it is not. */
final class EntryRows {
    private EntryRows() {}

    /** Entries from {@code from} on, in order, with their records; at most what one read may hold. */
    static List<JournalEntry> read(Connection connection, long from) throws SQLException {
        List<JournalEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select e.index, b.height, b.time, e.statement, r.position, r.salt, r.bytes, r.absence, r.digest"
                        + " from (select * from entry where index >= ? order by index limit ?) e"
                        + " join block b on b.height = e.height"
                        + " left join record r on r.cti = e.cti and r.issuer = e.issuer"
                        + " order by e.index, r.position")) {
            select.setLong(1, from);
            select.setInt(2, Journal.MAX_READ_ENTRIES);
            select.setFetchSize(500);
            try (ResultSet row = select.executeQuery()) {
                EntryBuilder building = null;
                long bytes = 0;
                while (row.next()) {
                    long index = row.getLong(1);
                    if (building == null || building.index != index) {
                        if (building != null) {
                            entries.add(building.build());
                            if (bytes > Journal.MAX_READ_BYTES) {
                                return entries;
                            }
                        }
                        building = new EntryBuilder(index, row.getLong(2), Journal.instant(row, 3), row.getBytes(4));
                    }
                    if (row.getObject(5) != null) {
                        JournalRecord record = record(row, 5);
                        bytes += record.length();
                        building.records.add(record);
                    }
                }
                if (building != null) {
                    entries.add(building.build());
                }
            }
        }
        return entries;
    }

    /** One entry with its records. */
    static Optional<JournalEntry> entry(Connection connection, long index) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select e.index, b.height, b.time, e.statement, r.position, r.salt, r.bytes, r.absence, r.digest"
                        + " from entry e join block b on b.height = e.height"
                        + " left join record r on r.cti = e.cti and r.issuer = e.issuer"
                        + " where e.index = ? order by r.position")) {
            select.setLong(1, index);
            try (ResultSet row = select.executeQuery()) {
                EntryBuilder building = null;
                while (row.next()) {
                    if (building == null) {
                        building = new EntryBuilder(index, row.getLong(2), Journal.instant(row, 3), row.getBytes(4));
                    }
                    if (row.getObject(5) != null) {
                        building.records.add(record(row, 5));
                    }
                }
                return building == null ? Optional.empty() : Optional.of(building.build());
            }
        }
    }

    /** One record by its address, without the others of its capture. */
    static Optional<JournalRecord> record(Connection connection, long index, int position) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select r.position, r.salt, r.bytes, r.absence, r.digest from entry e"
                        + " join record r on r.cti = e.cti and r.issuer = e.issuer"
                        + " where e.index = ? and r.position = ?")) {
            select.setLong(1, index);
            select.setInt(2, position);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(record(row, 1)) : Optional.empty();
            }
        }
    }

    private static final class EntryBuilder {
        private final long index;
        private final long height;
        private final Instant time;
        private final byte[] statement;
        private final List<JournalRecord> records = new ArrayList<>();

        EntryBuilder(long index, long height, Instant time, byte[] statement) {
            this.index = index;
            this.height = height;
            this.time = time;
            this.statement = statement;
        }

        JournalEntry build() {
            try {
                return new JournalEntry(index, height, time, SignedStatement.parse(statement), records);
            } catch (MalformedStatementException e) {
                throw new DifferingLedgerException("entry " + index + " is no signed statement: " + e.getMessage());
            }
        }
    }

    private static JournalRecord record(ResultSet row, int column) throws SQLException {
        int position = row.getInt(column);
        byte[] salt = row.getBytes(column + 1);
        byte[] bytes = row.getBytes(column + 2);
        String absence = row.getString(column + 3);
        return absence != null || bytes == null || salt == null
                ? new JournalRecord.Absent(
                        position,
                        absence == null ? "missing" : absence,
                        Optional.ofNullable(row.getBytes(column + 4)).map(Hash::of))
                : new JournalRecord.Present(position, salt, bytes);
    }
}
