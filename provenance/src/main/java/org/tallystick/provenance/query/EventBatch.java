package org.tallystick.provenance.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventFacts.Role;
import org.tallystick.provenance.identifier.CbvTerm;

/** The rows that some entries make, before they meet what is stored. */
final class EventBatch {
    /** The columns of {@code event_identifier}. */
    private static final int IDENTIFIER_COLUMNS = 12;

    /** The columns of {@code unreadable_record}. */
    private static final int UNREADABLE_COLUMNS = 4;

    /**
     * A PostgreSQL index entry holds 2,704 octets. Identifiers are bounded where they are parsed; a word of a vocabulary or
     * an event type is bounded here, so that no record, whoever sent it, can stop the projection.
     */
    static final int WORD_LENGTH_MAX = 2_000;

    private final List<EventRow> events = new ArrayList<>();
    private final List<IdentifierRow> identifiers = new ArrayList<>();
    private final List<DifferenceStep> steps = new ArrayList<>(0);
    private final List<Unreadable> unreadable = new ArrayList<>();

    private record Unreadable(RecordAddress address, long recordTime, String reason) {}

    List<EventRow> events() {
        return events;
    }

    List<IdentifierRow> identifiers() {
        return identifiers;
    }

    void addUnreadable(RecordAddress address, long recordTime, String reason) {
        unreadable.add(new Unreadable(address, recordTime, reason));
    }

    /** @return whether it became an event */
    boolean addEvent(RecordAddress address, int issuer, long recordTime, EventFacts facts) {
        String tooLong = tooLong(facts);
        if (tooLong != null) {
            addUnreadable(address, recordTime, tooLong);
            return false;
        }
        events.add(new EventRow(address, issuer, recordTime, facts));
        long time = Micros.of(facts.eventTime());
        addGoods(address, time, facts);
        for (EventFacts.BizTransaction transaction : facts.bizTransactions()) {
            addNamed(
                    address,
                    EventRole.TRANSACTION,
                    time,
                    transaction.identifier().key(),
                    EventRow.key(transaction.type()));
        }
        for (EventFacts.Party source : facts.sources()) {
            addNamed(
                    address,
                    EventRole.SOURCE,
                    time,
                    source.identifier().key(),
                    source.type().key());
        }
        for (EventFacts.Party destination : facts.destinations()) {
            addNamed(
                    address,
                    EventRole.DESTINATION,
                    time,
                    destination.identifier().key(),
                    destination.type().key());
        }
        if (facts.transformationID() != null) {
            addNamed(
                    address,
                    EventRole.TRANSFORMATION,
                    time,
                    facts.transformationID().key(),
                    null);
        }
        return true;
    }

    void addStep(DifferenceStep step) {
        steps.add(step);
    }

    private void addNamed(RecordAddress address, EventRole role, long time, String key, @Nullable String type) {
        identifiers.add(IdentifierRow.named(address, role, time, key, type));
    }

    private record Part(EventRole role, String key) {}

    private void addGoods(RecordAddress address, long time, EventFacts facts) {
        String parent = parent(facts);
        Move move = parent == null ? null : Move.of(facts.type(), facts.action());
        boolean anyChild = facts.epcs().stream().anyMatch(epc -> epc.role() == Role.CHILD)
                || facts.quantities().stream().anyMatch(quantity -> quantity.role() == Role.CHILD);
        // Named twice in one list, an instance still is one.
        Set<Part> seen = HashSet.newHashSet(facts.epcs().size());
        for (EventFacts.Epc epc : facts.epcs()) {
            String key = epc.identifier().key();
            EventRole role = role(epc.role());
            if (!seen.add(new Part(role, key))) {
                continue;
            }
            identifiers.add(
                    switch (role) {
                        case PARENT ->
                            IdentifierRow.parent(
                                    address, time, key, anyChild || move == null || move.isEntry() ? null : move);
                        case CHILD -> IdentifierRow.child(address, time, key, move, move == null ? null : parent);
                        default -> IdentifierRow.named(address, role, time, key, null);
                    });
        }
        for (EventFacts.Quantity quantity : facts.quantities()) {
            EventRole role = classRole(quantity.role());
            boolean moves = role == EventRole.CHILD_CLASS && move != null;
            identifiers.add(IdentifierRow.counted(
                    address,
                    role,
                    time,
                    quantity.epcClass().key(),
                    moves ? move : null,
                    moves ? parent : null,
                    quantity.quantity(),
                    quantity.uom()));
        }
    }

    private static @Nullable String parent(EventFacts facts) {
        for (EventFacts.Epc epc : facts.epcs()) {
            if (epc.role() == Role.PARENT) {
                return epc.identifier().key();
            }
        }
        return null;
    }

    private static EventRole role(Role role) {
        return switch (role) {
            case OBJECT -> EventRole.OBJECT;
            case PARENT -> EventRole.PARENT;
            case CHILD -> EventRole.CHILD;
            case INPUT -> EventRole.INPUT;
            case OUTPUT -> EventRole.OUTPUT;
        };
    }

    private static EventRole classRole(Role role) {
        return switch (role) {
            case OBJECT -> EventRole.OBJECT_CLASS;
            case CHILD -> EventRole.CHILD_CLASS;
            case INPUT -> EventRole.INPUT_CLASS;
            case OUTPUT -> EventRole.OUTPUT_CLASS;
            case PARENT -> throw new IllegalStateException("a parent is named alone, not counted");
        };
    }

    private static @Nullable String tooLong(EventFacts facts) {
        if (facts.type().name().length() > WORD_LENGTH_MAX) {
            return "an event type of more than " + WORD_LENGTH_MAX + " characters";
        }
        for (CbvTerm term : new @Nullable CbvTerm[] {facts.bizStep(), facts.disposition()}) {
            if (term != null && term.key().length() > WORD_LENGTH_MAX) {
                return "a word of more than " + WORD_LENGTH_MAX + " characters";
            }
        }
        return null;
    }

    BinaryCopy eventCopy() {
        BinaryCopy copy = new BinaryCopy(EventRow.COLUMNS);
        events.forEach(event -> event.write(copy));
        return copy;
    }

    BinaryCopy identifierCopy() {
        BinaryCopy copy = new BinaryCopy(IDENTIFIER_COLUMNS);
        for (IdentifierRow row : identifiers) {
            copy.row();
            copy.int8(row.address.index());
            copy.int4(row.address.position());
            copy.int2(row.role.code());
            if (row.move == null) {
                copy.nul();
            } else {
                copy.int2(row.move.code());
            }
            copy.bool(row.isVoid);
            copy.time(row.time);
            if (row.isEntry() && !row.isVoid) {
                copy.time(row.until);
            } else {
                copy.nul();
            }
            copy.text(row.key);
            copy.text(row.parent);
            copy.text(row.type);
            copy.numeric(row.quantity);
            copy.text(row.uom);
        }
        return copy;
    }

    BinaryCopy stepCopy() {
        BinaryCopy copy = new BinaryCopy(DifferenceStep.COLUMNS);
        steps.forEach(step -> step.write(copy));
        return copy;
    }

    BinaryCopy unreadableCopy() {
        BinaryCopy copy = new BinaryCopy(UNREADABLE_COLUMNS);
        for (Unreadable record : unreadable) {
            copy.row();
            copy.int8(record.address().index());
            copy.int4(record.address().position());
            copy.time(record.recordTime());
            copy.text(record.reason());
        }
        return copy;
    }
}
