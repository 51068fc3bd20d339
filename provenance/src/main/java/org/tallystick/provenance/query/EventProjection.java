package org.tallystick.provenance.query;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.epcis.MalformedEpcisException;

/**
 * Keeps {@code event}, {@code event_identifier}, {@code difference_step} and {@code unreadable_record} up with the journal.
 *
 * <p>The rows are a function of the set of records, not of their order: events arrive late, in any order, and are declared
 * wrong before or after they are there. Two things of a row depend on other records, and both are settled here whenever a
 * record changes them:
 *
 * <ul>
 *   <li><b>declared wrong</b>: there is an error declaration by the same issuer with the same eventID. It takes effect on all
 *       records of that issuer and name that are no declarations themselves, and on nobody else's.
 *   <li><b>until</b>: when a child left what it was put into ({@link Stays}). A record that moves goods changes the stays of
 *       its children; one that empties a parent, of what is in it; one that is declared wrong, of those that it moved. Only
 *       these are read back, and of them only what is not over before the change.
 * </ul>
 *
 * <p>Whatever a record holds, it becomes rows: of an event, or of a record that cannot be read, with the reason. Called by
 * one thread.
 */
public final class EventProjection implements Projection {
    /** Of a reason why a record cannot be read; the whole of it is told by reading the record. */
    private static final int REASON_LENGTH_MAX = 500;

    /** Numbers of issuers never change; a consortium has hundreds. */
    private final Map<Issuer, Integer> issuerNumbers = new HashMap<>();

    /** Changes whenever the rows of the same records do, so that a new release builds them anew. */
    @Override
    public String name() {
        return "events-2";
    }

    @Override
    public List<String> tables() {
        return List.of("event", "event_identifier", "difference_step", "unreadable_record");
    }

    @Override
    public boolean reads(ContentType contentType) {
        return contentType.equals(ContentType.CAPTURE);
    }

    @Override
    public void apply(Connection connection, List<JournalEntry> entries) throws SQLException {
        EventBatch batch = new EventBatch();
        for (JournalEntry entry : entries) {
            if (reads(entry.statement().header().contentType())) {
                read(connection, entry, batch);
            }
        }
        List<IdentifierRow> noLongerCounting = settleDeclarations(connection, batch);
        List<IdentifierRow> changed = new StaySettlement(connection).settle(batch.identifiers(), noLongerCounting);
        batch.eventCopy().send(connection, "event");
        batch.identifierCopy().send(connection, "event_identifier");
        batch.stepCopy().send(connection, "difference_step");
        batch.unreadableCopy().send(connection, "unreadable_record");
        StaySettlement.update(connection, changed);
    }

    private void read(Connection connection, JournalEntry entry, EventBatch batch) throws SQLException {
        long recordTime = Micros.of(entry.time());
        for (JournalRecord record : entry.records()) {
            RecordAddress address = new RecordAddress(entry.index(), record.position());
            switch (record) {
                case JournalRecord.Absent(int ignored, String reason, var digest) ->
                    batch.addUnreadable(address, recordTime, reason);
                case JournalRecord.Present(int ignored, byte[] salt, byte[] bytes) -> {
                    try {
                        EventFacts facts = EventRecord.of(bytes).facts();
                        int issuer = issuerNumber(
                                connection, entry.statement().header().issuer());
                        Optional<DifferenceStep> step = DifferenceStep.of(address, facts, bytes);
                        if (batch.addEvent(address, issuer, recordTime, facts)) {
                            step.ifPresent(batch::addStep);
                        }
                    } catch (MalformedEpcisException e) {
                        batch.addUnreadable(address, recordTime, reason(e));
                    }
                }
            }
        }
    }

    private static String reason(MalformedEpcisException e) {
        String reason = "no valid event: " + (e.pointer().isEmpty() ? "" : e.pointer() + ": ") + e.getMessage();
        return reason.length() <= REASON_LENGTH_MAX ? reason : reason.substring(0, REASON_LENGTH_MAX);
    }

    private int issuerNumber(Connection connection, Issuer anywhere) throws SQLException {
        Issuer issuer = anywhere.lasting();
        Integer known = issuerNumbers.get(issuer);
        if (known != null) {
            return known;
        }
        try (PreparedStatement select = connection.prepareStatement("select id from issuer where did = ?")) {
            select.setString(1, issuer.did());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("an entry by " + issuer + ", who has no number in the journal");
                }
                int number = row.getInt(1);
                issuerNumbers.put(issuer, number);
                return number;
            }
        }
    }

    /** An event's name among its issuer's. */
    private record Name(int issuer, String eventID) {}

    /**
     * Marks what is declared wrong, in the batch by declarations in it or stored, and stored by declarations in the batch.
     *
     * @return stored rows of goods that moved and no longer count
     */
    private static List<IdentifierRow> settleDeclarations(Connection connection, EventBatch batch) throws SQLException {
        if (batch.events().isEmpty()) {
            return List.of();
        }
        Set<String> eventIDs = new HashSet<>();
        Set<Name> declared = new HashSet<>();
        Set<Name> declaredNow = new HashSet<>();
        for (EventRow event : batch.events()) {
            Name name = new Name(event.issuer, event.facts.eventID());
            if (event.isDeclaration()) {
                declaredNow.add(name);
            } else {
                eventIDs.add(name.eventID());
            }
        }
        readNames(
                connection,
                "select issuer, event_id from event where declared_at is not null and event_id = any(?)",
                eventIDs,
                (row) -> declared.add(new Name(row.getInt(1), row.getString(2))));
        declared.addAll(declaredNow);
        Set<RecordAddress> notCounting = new HashSet<>();
        for (EventRow event : batch.events()) {
            event.declaredWrong =
                    !event.isDeclaration() && declared.contains(new Name(event.issuer, event.facts.eventID()));
            if (event.isDeclaration() || event.declaredWrong) {
                notCounting.add(event.address);
            }
        }
        for (IdentifierRow row : batch.identifiers()) {
            row.isVoid = notCounting.contains(row.address);
        }
        return voidStored(connection, declaredNow);
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void readNames(Connection connection, String sql, Set<String> eventIDs, RowReader reader)
            throws SQLException {
        if (eventIDs.isEmpty()) {
            return;
        }
        Array array = connection.createArrayOf("text", eventIDs.toArray());
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, array);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        } finally {
            array.free();
        }
    }

    private static List<IdentifierRow> voidStored(Connection connection, Set<Name> declared) throws SQLException {
        Set<String> eventIDs = new HashSet<>();
        declared.forEach(name -> eventIDs.add(name.eventID()));
        List<RecordAddress> wrong = new ArrayList<>();
        readNames(
                connection,
                "select issuer, event_id, index, position from event"
                        + " where declared_at is null and not declared_wrong and event_id = any(?)",
                eventIDs,
                row -> {
                    if (declared.contains(new Name(row.getInt(1), row.getString(2)))) {
                        wrong.add(new RecordAddress(row.getLong(3), row.getInt(4)));
                    }
                });
        List<IdentifierRow> moved = new ArrayList<>();
        try (PreparedStatement event = connection.prepareStatement(
                        "update event set declared_wrong = true where index = ? and position = ?");
                PreparedStatement named = connection.prepareStatement(
                        "update event_identifier set void = true, until = null where index = ? and position = ?"
                                + " returning role, move, event_time, key, parent")) {
            for (RecordAddress address : wrong) {
                event.setLong(1, address.index());
                event.setInt(2, address.position());
                event.executeUpdate();
                named.setLong(1, address.index());
                named.setInt(2, address.position());
                try (ResultSet row = named.executeQuery()) {
                    while (row.next()) {
                        if (row.getObject(2) != null) {
                            moved.add(StaySettlement.noLongerCounting(row));
                        }
                    }
                }
            }
        }
        return moved;
    }
}
