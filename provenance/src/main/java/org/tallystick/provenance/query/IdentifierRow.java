package org.tallystick.provenance.query;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * A row of {@code event_identifier}, about to be written or, for a child that moved, read back.
 *
 * <p>Owned by one call of the projection. {@code isVoid} and {@code until} are settled after everything of the call is
 * known; the rest stands.
 */
final class IdentifierRow {
    final RecordAddress address;
    final EventRole role;
    final @Nullable Move move;
    final long time;
    final String key;
    final @Nullable String parent;
    final @Nullable String type;
    final @Nullable BigDecimal quantity;
    final @Nullable String uom;

    boolean isVoid;
    /** For an entry (packed, attached): when it ended. */
    long until = Micros.INFINITY;

    /** Where the row is stored, and with which end; null for a new one. */
    final @Nullable Stored stored;

    /** @param ctid PostgreSQL's physical place of the row; holds while our transaction has the table open */
    record Stored(String ctid, long until) {}

    private IdentifierRow(
            RecordAddress address,
            EventRole role,
            @Nullable Move move,
            long time,
            String key,
            @Nullable String parent,
            @Nullable String type,
            @Nullable BigDecimal quantity,
            @Nullable String uom,
            @Nullable Stored stored) {
        this.address = address;
        this.role = role;
        this.move = move;
        this.time = time;
        this.key = key;
        this.parent = parent;
        this.type = type;
        this.quantity = quantity;
        this.uom = uom;
        this.stored = stored;
        if (stored != null) {
            until = stored.until();
        }
    }

    /** What is named and neither moves nor is counted: goods of any event, or with its type a transaction or a party. */
    static IdentifierRow named(RecordAddress address, EventRole role, long time, String key, @Nullable String type) {
        return new IdentifierRow(address, role, null, time, key, null, type, null, null, null);
    }

    /** A parent; {@code emptied} where all that was in it left. */
    static IdentifierRow parent(RecordAddress address, long time, String key, @Nullable Move emptied) {
        return new IdentifierRow(address, EventRole.PARENT, emptied, time, key, null, null, null, null, null);
    }

    /** A child, which moves where {@code move} and {@code parent} are given. */
    static IdentifierRow child(
            RecordAddress address, long time, String key, @Nullable Move move, @Nullable String parent) {
        return new IdentifierRow(address, EventRole.CHILD, move, time, key, parent, null, null, null, null);
    }

    /** A class with or without a count; moves as a child does. */
    static IdentifierRow counted(
            RecordAddress address,
            EventRole role,
            long time,
            String key,
            @Nullable Move move,
            @Nullable String parent,
            @Nullable BigDecimal quantity,
            @Nullable String uom) {
        return new IdentifierRow(address, role, move, time, key, parent, null, quantity, uom, null);
    }

    /** A stored child that moved. */
    static IdentifierRow stored(
            EventRole role,
            Move move,
            long time,
            String key,
            String parent,
            @Nullable BigDecimal quantity,
            @Nullable String uom,
            Stored stored) {
        return new IdentifierRow(NOT_NEEDED, role, move, time, key, parent, null, quantity, uom, stored);
    }

    /** Of a row that is not written. */
    static final RecordAddress NOT_NEEDED = new RecordAddress(-1, -1);

    boolean isEntry() {
        return move != null && role != EventRole.PARENT && move.isEntry();
    }

    Move requireMove() {
        if (move == null) {
            throw new IllegalStateException(role + " " + key + " does not move");
        }
        return move;
    }

    String requireParent() {
        if (parent == null) {
            throw new IllegalStateException(role + " " + key + " moves without a parent");
        }
        return parent;
    }
}
