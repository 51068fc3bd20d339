package org.tallystick.ledger.execute;

import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

/**
 * Which key could speak for whom at this position of the log. Implemented by the identity module.
 *
 * <p>A key speaks for an issuer when the version that {@code kid} pins has it, and the issuer's latest version at this
 * position still has it unchanged. One inclusion proof then shows that the key was valid when it was used, even after
 * a rotation. Pure: only the state decides.
 */
public interface KeyDirectory {
    SignerKey find(Issuer issuer, KeyId keyId, StateView state);
}
