package org.tallystick.provenance.query;

import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.Action;
import org.tallystick.provenance.epcis.EventType;

/**
 * What an event changes about what is in or at what: column {@code move} of {@code event_identifier}. The numbers are
 * stored; they never change.
 *
 * <p>On the row of a child: it was put in or taken out. On the row of a parent: all that was in it left, which is what a
 * DELETE without children says (EPCIS 2.0, section 7.4.3).
 */
public enum Move {
    /** AggregationEvent ADD */
    PACKED(1),
    /** AggregationEvent DELETE */
    UNPACKED(2),
    /** AssociationEvent ADD */
    ATTACHED(3),
    /** AssociationEvent DELETE */
    DETACHED(4);

    private final short code;

    Move(int code) {
        this.code = (short) code;
    }

    /** The stored number. */
    public short code() {
        return code;
    }

    /** The move of that stored number. */
    public static Move ofCode(int code) {
        return values()[code - 1];
    }

    /** Null for an event that moves nothing. */
    static @Nullable Move of(EventType type, @Nullable Action action) {
        if (action == null || action == Action.OBSERVE) {
            return null;
        }
        if (type.equals(EventType.AGGREGATION)) {
            return action == Action.ADD ? PACKED : UNPACKED;
        }
        if (type.equals(EventType.ASSOCIATION)) {
            return action == Action.ADD ? ATTACHED : DETACHED;
        }
        return null;
    }

    /** Whether something came in: such a row is an edge of the trace and has an end. */
    boolean isEntry() {
        return this == PACKED || this == ATTACHED;
    }

    /** The exit that ends this entry. */
    Move exit() {
        return switch (this) {
            case PACKED, UNPACKED -> UNPACKED;
            case ATTACHED, DETACHED -> DETACHED;
        };
    }
}
