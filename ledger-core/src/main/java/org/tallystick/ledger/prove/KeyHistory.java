package org.tallystick.ledger.prove;

import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

/**
 * Reads the history of a DID's keys, {@code did.jsonl}. What a DID method demands of one is known elsewhere; the verifier
 * of evidence knows only this. An implementation is pure: the bytes decide, not a network and not a store.
 */
public interface KeyHistory {
    /**
     * Reads a whole log and verifies every entry: its hash, its proof, its place after the one before.
     *
     * @throws RefusedKeyHistoryException if one is not in the one form that a ledger registers, or does not verify
     */
    Verified read(byte[] didLog) throws RefusedKeyHistoryException;

    /** A log that verified. */
    interface Verified {
        /** The DID, as the log's last entry names it. */
        String did();

        /** Whether some entry has this name: a DID that moved keeps its history. */
        boolean names(Issuer issuer);

        /** The version of the last entry. */
        String latestVersionId();

        /**
         * The key, from the version that the key id pins.
         *
         * @throws RefusedKeyHistoryException if the log has no such version, or that version no such key for statements
         */
        PublicKey key(KeyId keyId) throws RefusedKeyHistoryException;

        /** Whether the last entry still has the key, unchanged, for statements. */
        boolean isCurrent(KeyId keyId);
    }
}
