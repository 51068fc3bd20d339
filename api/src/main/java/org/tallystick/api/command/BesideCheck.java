package org.tallystick.api.command;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.archive.ArchivedLog;
import org.tallystick.ledger.check.CheckObserver;
import org.tallystick.ledger.check.Difference;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.RefusedNoteException;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.statement.RecordSalt;

/**
 * What stands beside the log and is committed to all the same: attachments by their salted digests, and the last checkpoints
 * of archived logs by the signatures on them.
 */
final class BesideCheck {
    private final CheckObserver observer;
    private final SortedMap<String, Long> counts = new TreeMap<>();

    private BesideCheck(CheckObserver observer) {
        this.observer = observer;
    }

    /** @return how many differences there are of each {@code table column} */
    static SortedMap<String, Long> run(Connection connection, List<ArchivedLog> archived, CheckObserver observer)
            throws SQLException {
        BesideCheck check = new BesideCheck(observer);
        check.attachments(connection);
        archived.forEach(check::archived);
        return check.counts;
    }

    /** Erased ones have no content; nothing is to be compared. */
    private void attachments(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false); // a cursor: each may be as large as a photo is
        try (PreparedStatement select = connection.prepareStatement(
                "select digest, salt, content from attachment where content is not null order by digest")) {
            select.setFetchSize(1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    compareAttachment(row.getBytes(1), row.getBytes(2), row.getBytes(3));
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private void compareAttachment(byte[] digest, byte @Nullable [] salt, byte[] content) {
        String row = "digest=" + HexFormat.of().formatHex(digest);
        if (salt == null || salt.length != RecordSalt.LENGTH_BYTES) {
            add(
                    "attachment",
                    row,
                    "salt",
                    salt == null ? "none" : salt.length + " bytes",
                    RecordSalt.LENGTH_BYTES + " bytes");
            return;
        }
        Hash recomputed = RecordSalt.of(salt).digest(content);
        if (!Arrays.equals(recomputed.bytes(), digest)) {
            add("attachment", row, "salt, content", "of another digest", recomputed.toString());
        }
    }

    private void archived(ArchivedLog log) {
        try {
            SignedNote note = SignedNote.parse(log.checkpoint());
            new NoteVerifier(List.of(log.verifierKey())).verify(note);
            Checkpoint.of(note);
        } catch (MalformedNoteException | MalformedLogException | RefusedNoteException e) {
            add(
                    "archived_log",
                    "number=" + log.number(),
                    "checkpoint",
                    String.valueOf(e.getMessage()),
                    "one signed by " + log.verifierKey().name());
        }
    }

    private void add(String table, String row, String column, String stored, String recomputed) {
        counts.merge(table + " " + column, 1L, Long::sum);
        observer.difference(new Difference(table, row, column, stored, recomputed));
    }
}
