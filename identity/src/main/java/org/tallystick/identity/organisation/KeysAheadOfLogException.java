package org.tallystick.identity.organisation;

import java.io.IOException;

/**
 * The key folder has seen a version of the DID registered that the log does not hold: the database is older than the
 * keys, or another ledger's. Going on would sign a second history.
 */
public final class KeysAheadOfLogException extends IOException {
    KeysAheadOfLogException(String message) {
        super(message);
    }
}
