package org.tallystick.ledger.execute;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;

/**
 * App hash = SHA-256(checkpoint body ‖ state root): 32 bytes that bind origin, size, root and every row of the state,
 * so that an engine's commit is a quorum signature over exactly our checkpoint. An empty block does not change it.
 */
public final class AppHash {
    private AppHash() {}

    public static Hash of(Checkpoint checkpoint, Hash stateRoot) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(checkpoint.text().getBytes(StandardCharsets.UTF_8));
            sha256.update(stateRoot.bytes());
            return Hash.of(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
