package org.tallystick.ledger.commit;

import org.tallystick.ledger.log.Checkpoint;

/**
 * @param checkpoint origin, size, root
 * @param note the signed note over it, as published
 */
public record SignedCheckpoint(Checkpoint checkpoint, String note) {}
