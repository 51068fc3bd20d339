package org.tallystick.ledger.execute;

import java.util.List;

/** A content type's own decision about a statement whose form, key and signature already hold. */
public sealed interface Ruling {
    /** Register it and change these rows. */
    record Register(List<StateChange> changes) implements Ruling {
        public Register {
            changes = List.copyOf(changes);
        }
    }

    record Refuse(Refusal refusal) implements Ruling {}

    static Ruling register() {
        return new Register(List.of());
    }

    static Ruling refuse(Refusal.Code code, String detail) {
        return new Refuse(new Refusal(code, detail));
    }
}
