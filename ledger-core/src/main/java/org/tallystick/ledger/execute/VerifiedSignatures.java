package org.tallystick.ledger.execute;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.statement.InvalidSignatureException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Remembers which signatures verified, so that REST, admission, proposal and execution pay for each only once.
 *
 * <p>Only successes are kept, keyed by all that decides: the statement's whole bytes (its signature included) and the
 * key. A slot that another statement overwrote costs one more verification, never a wrong answer. Lock-free.
 */
public final class VerifiedSignatures implements SignatureCheck {
    /** Covers some seconds of the highest rate a node reaches; 16 k references are 64 KiB. */
    private static final int SLOTS = 1 << 14;

    private record Verified(byte[] statement, PublicKey key) {
        boolean is(byte[] otherStatement, PublicKey otherKey) {
            return key.equals(otherKey) && Arrays.equals(statement, otherStatement);
        }
    }

    private final AtomicReferenceArray<Verified> slots = new AtomicReferenceArray<>(SLOTS);

    /**
     * Remembers a signature that this process made a moment ago with the private half of {@code key}. Verifying it again
     * would cost more than all else that is done for a capture; `check` verifies every one of the log.
     */
    public void signedHere(SignedStatement statement, PublicKey key) {
        slots.set(slot(statement), new Verified(statement.bytes(), key));
    }

    private static int slot(SignedStatement statement) {
        return statement.id().hashCode() & (SLOTS - 1);
    }

    @Override
    public boolean verifies(SignedStatement statement, PublicKey key) {
        int slot = slot(statement);
        Verified verified = slots.get(slot);
        if (verified != null && verified.is(statement.bytes(), key)) {
            return true;
        }
        try {
            statement.verify(key);
        } catch (InvalidSignatureException e) {
            return false;
        }
        slots.set(slot, new Verified(statement.bytes(), key));
        return true;
    }
}
