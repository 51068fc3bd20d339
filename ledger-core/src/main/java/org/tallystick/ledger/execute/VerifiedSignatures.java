package org.tallystick.ledger.execute;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.InvalidSignatureException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Remembers which signatures verified, so that REST, admission, proposal and execution pay for each only once.
 *
 * <p>Only successes are kept, keyed by all that decides: the leaf hash, which covers the statement's whole bytes
 * (its signature included), and the key. A slot that another statement overwrote costs one more verification, never a wrong answer. Lock-free.
 */
public final class VerifiedSignatures implements SignatureCheck {
    /** Covers some seconds of the highest rate a node reaches; 16 k hashes and keys are some 4 MiB, whatever was signed. */
    private static final int SLOTS = 1 << 14;

    private record Verified(Hash leafHash, PublicKey key) {}

    private final AtomicReferenceArray<Verified> slots = new AtomicReferenceArray<>(SLOTS);

    /**
     * Remembers a signature that this process made a moment ago with the private half of {@code key}. Verifying it again
     * would cost more than all else that is done for a capture; `check` verifies every one of the log.
     */
    public void signedHere(SignedStatement statement, PublicKey key) {
        slots.set(slot(statement), new Verified(statement.leafHash(), key));
    }

    private static int slot(SignedStatement statement) {
        return statement.id().hashCode() & (SLOTS - 1);
    }

    @Override
    public boolean verifies(SignedStatement statement, PublicKey key) {
        int slot = slot(statement);
        Verified asked = new Verified(statement.leafHash(), key);
        if (asked.equals(slots.get(slot))) {
            return true;
        }
        try {
            statement.verify(key);
        } catch (InvalidSignatureException e) {
            return false;
        }
        slots.set(slot, asked);
        return true;
    }
}
