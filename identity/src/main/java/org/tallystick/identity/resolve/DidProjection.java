package org.tallystick.identity.resolve;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.tallystick.identity.did.DidEntryClaim;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.InvalidDidLogException;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.statement.ContentType;

/** Fills {@code did_entry} with the lines of registered DID entries. {@link RegisteredDids} reads them. */
public final class DidProjection implements Projection {
    @Override
    public String name() {
        return "dids-1";
    }

    @Override
    public boolean reads(ContentType contentType) {
        return contentType.equals(ContentType.DID_LOG);
    }

    @Override
    public void apply(Connection connection, List<JournalEntry> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into did_entry (scid, version, did, line, index, time) values (?, ?, ?, ?, ?, ?)")) {
            boolean some = false;
            for (JournalEntry entry : entries) {
                if (reads(entry.statement().header().contentType())) {
                    addLines(insert, entry);
                    some = true;
                }
            }
            if (some) {
                insert.executeBatch();
            }
        }
    }

    @Override
    public List<String> tables() {
        return List.of("did_entry");
    }

    private static void addLines(PreparedStatement insert, JournalEntry entry) throws SQLException {
        byte[] payload = entry.statement().payload();
        int start = 0;
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == '\n') {
                addLine(insert, entry, Arrays.copyOfRange(payload, start, i));
                start = i + 1;
            }
        }
    }

    private static void addLine(PreparedStatement insert, JournalEntry entry, byte[] line) throws SQLException {
        DidEntryClaim claim;
        try {
            claim = DidEntryClaim.parse(line, DidLogForm.LEDGER);
        } catch (InvalidDidLogException impossible) {
            throw new IllegalStateException(
                    "entry " + entry.index() + " was registered as a DID entry and is none", impossible);
        }
        insert.setString(1, claim.did().scid().text());
        insert.setInt(2, claim.versionId().number());
        insert.setString(3, claim.did().toString());
        insert.setBytes(4, line);
        insert.setLong(5, entry.index());
        insert.setObject(6, entry.time().atOffset(ZoneOffset.UTC));
        insert.addBatch();
    }
}
