package org.tallystick.ledger.commit;

/** Hears of blocks once they are durable. Runs in the engine's thread: hand work over, do not do it here. */
@FunctionalInterface
public interface CommitListener {
    void committed(CommittedBlock block);
}
