package org.tallystick.ledger.check;

/** Hears of a check while it runs, in its thread. */
public interface CheckObserver {
    /** About once a second's work: entries compared so far, of how many. */
    void progress(long entries, long size);

    /** The same, of entries applied again to the read models. */
    void recomputed(long entries, long size);

    void difference(Difference difference);

    /** A record that is not here, as its row says: {@code withheld}, {@code erased} or not yet received. */
    void absence(long index, int position, String reason);
}
