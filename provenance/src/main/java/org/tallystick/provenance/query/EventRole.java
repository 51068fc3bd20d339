package org.tallystick.provenance.query;

import java.util.Arrays;
import java.util.Collection;

/**
 * The part that an identifier plays in an event: column {@code role} of {@code event_identifier}. The numbers are stored;
 * they never change.
 */
public enum EventRole {
    /** {@code epcList} */
    OBJECT(0),
    /** {@code parentID} */
    PARENT(1),
    /** {@code childEPCs} */
    CHILD(2),
    /** {@code inputEPCList} */
    INPUT(3),
    /** {@code outputEPCList} */
    OUTPUT(4),
    /** {@code quantityList} */
    OBJECT_CLASS(5),
    /** {@code childQuantityList} */
    CHILD_CLASS(7),
    /** {@code inputQuantityList} */
    INPUT_CLASS(8),
    /** {@code outputQuantityList} */
    OUTPUT_CLASS(9),
    /** {@code bizTransactionList} */
    TRANSACTION(10),
    /** {@code sourceList} */
    SOURCE(11),
    /** {@code destinationList} */
    DESTINATION(12),
    /** {@code transformationID} */
    TRANSFORMATION(13);

    private static final EventRole[] BY_CODE = new EventRole[14];

    static {
        for (EventRole role : values()) {
            BY_CODE[role.code] = role;
        }
    }

    private final short code;

    EventRole(int code) {
        this.code = (short) code;
    }

    /** The stored number. */
    public short code() {
        return code;
    }

    /** The role of that stored number. */
    public static EventRole ofCode(int code) {
        EventRole role = code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
        if (role == null) {
            throw new IllegalStateException("no role has the number " + code);
        }
        return role;
    }

    static Short[] codes(Collection<EventRole> roles) {
        Short[] codes = roles.stream().map(EventRole::code).toArray(Short[]::new);
        Arrays.sort(codes);
        return codes;
    }
}
