package org.tallystick.ledger.execute;

import java.util.Optional;

/** Read access to the ledger's state as it stands before the statement that is being decided. */
public interface StateView {
    /** The row's value. Callers must not change the array. */
    Optional<byte[]> get(StateKey key);
}
