package org.tallystick.ledger.execute;

import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Whether a statement's signature verifies under a key. A function: the same arguments have the same answer on every
 * node. An implementation may remember answers ({@link VerifiedSignatures}), never change them.
 */
@FunctionalInterface
public interface SignatureCheck {
    boolean verifies(SignedStatement statement, PublicKey key);
}
