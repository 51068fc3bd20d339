package org.tallystick.ledger.execute;

/** What registering a statement does to one row of the state. */
public sealed interface StateChange {
    /** Limits a row to what fits an entry: state is made of statements. */
    int MAX_VALUE_LENGTH = 65_535;

    StateKey key();

    /** Writes the row, whether it was there or not. */
    record Put(StateKey key, byte[] value) implements StateChange {
        public Put {
            if (value.length > MAX_VALUE_LENGTH) {
                throw new IllegalArgumentException(
                        "state row " + key + " of " + value.length + " bytes, at most " + MAX_VALUE_LENGTH);
            }
        }
    }

    /** Removes the row. */
    record Remove(StateKey key) implements StateChange {}
}
