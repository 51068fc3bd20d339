package org.tallystick.provenance.query;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Entries and records as a ledger would have stored them, by issuers of the test's choice and at its times, and the read
 * model over them. What the ledger does before (signatures, trees) plays no part in what is tested with it.
 */
public final class TestJournal {
    private static final SigningKey KEY = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private static final Origin ORIGIN = Origin.ofLedger(new byte[16]);

    private final DataSource dataSource;
    private final Journal journal;
    private final RandomGenerator random = new java.util.Random(7);
    private long size;
    private long projected;

    public TestJournal(DataSource dataSource) {
        this.dataSource = dataSource;
        this.journal = new Journal(dataSource);
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public Journal journal() {
        return journal;
    }

    public static Issuer issuer(String name) {
        return new Issuer("did:web:" + name + ".example");
    }

    /** One entry with these records, committed at that time; returns its index. */
    public long append(String issuerName, Instant time, List<String> records) throws SQLException {
        return appendRecords(
                issuerName,
                time,
                records.stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    public long appendRecords(String issuerName, Instant time, List<byte[]> records) throws SQLException {
        Issuer issuer = issuer(issuerName);
        int number = journal.issuerNumber(issuer);
        Cti cti = new Cti(random.nextLong(), random.nextLong());
        KeyId keyId = new KeyId(issuer.did(), Optional.of("1-test"), "key-1");
        byte[] payload = new CapturePayload(records.size(), Hash.sha256(cti.bytes()), Optional.empty()).bytes();
        SignedStatement statement = SignedStatement.sign(
                new SignedStatement.Header(keyId, ContentType.CAPTURE, issuer, ORIGIN, time.getEpochSecond(), cti),
                payload,
                KEY);
        long index = size++;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            insert(
                    connection,
                    "insert into block (height, time, size, root, state_root, seal) values (?, ?, ?, '', '', '')",
                    index + 1,
                    Micros.timestamp(time),
                    size);
            insert(
                    connection,
                    "insert into entry (index, height, issuer, cti, content_type, statement_id, statement)"
                            + " values (?, ?, ?, ?, ?, '', ?)",
                    index,
                    index + 1,
                    number,
                    uuid(cti),
                    ContentType.CAPTURE.mediaType(),
                    statement.bytes());
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into record (issuer, cti, position, salt, bytes) values (?, ?, ?, ?, ?)")) {
                for (int i = 0; i < records.size(); i++) {
                    insert.setInt(1, number);
                    insert.setObject(2, uuid(cti));
                    insert.setInt(3, i);
                    insert.setBytes(4, new byte[32]);
                    insert.setBytes(5, records.get(i));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
        return index;
    }

    private static UUID uuid(Cti cti) {
        return new UUID(cti.high(), cti.low());
    }

    private static void insert(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }

    /** Takes a record away, as erasing or withholding does. */
    public void makeAbsent(long index, int position, String reason) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            insert(
                    connection,
                    "update record r set bytes = null, salt = null, absence = ? from entry e"
                            + " where e.index = ? and r.cti = e.cti and r.issuer = e.issuer and r.position = ?",
                    reason,
                    index,
                    position);
        }
    }

    /** Projects what is not projected yet, at most so many entries a call. */
    public void project(EventProjection projection, int entriesPerCall) throws SQLException {
        while (projected < size) {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                List<JournalEntry> entries = journal.read(connection, projected);
                List<JournalEntry> some = entries.subList(0, Math.min(entriesPerCall, entries.size()));
                projection.apply(connection, some);
                connection.commit();
                projected += some.size();
            }
        }
    }

    public void project() throws SQLException {
        project(new EventProjection(), Integer.MAX_VALUE);
    }

    /** Forgets everything. */
    public void clear() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate block, entry, record");
            new EventProjection().reset(connection);
        }
        size = 0;
        projected = 0;
    }

    /** All rows of a query, each as one text, sorted. */
    public List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(String.valueOf(row.getString(i)));
                }
                rows.add(String.join(" ", values));
            }
        }
        rows.sort(null);
        return rows;
    }
}
