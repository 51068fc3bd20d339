package org.tallystick.ledger.commit;

import org.tallystick.ledger.execute.BlockResult;

/** A block that is durable, with the checkpoint signed over the log that ends with it. */
public record CommittedBlock(BlockResult result, SignedCheckpoint checkpoint) {}
