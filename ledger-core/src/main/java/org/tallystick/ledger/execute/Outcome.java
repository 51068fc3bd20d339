package org.tallystick.ledger.execute;

/** What the registration policy made of one ordered statement. */
public sealed interface Outcome {
    /** It is a new entry at {@code index}. */
    record Registered(long index) implements Outcome {}

    /** The same statement was registered before; the first receipt stands. */
    record AlreadyRegistered(long index) implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}
}
