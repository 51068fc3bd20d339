package org.tallystick.api.door;

/**
 * A rate as a bucket: it holds one second's worth, fills steadily, and each request takes one.
 *
 * <p>Kept as one number, the time at which the bucket will be full again (the "virtual scheduling" form of the leaky
 * bucket), so taking is an addition and a comparison.
 */
final class TokenBucket {
    private static final long NANOS = 1_000_000_000L;

    private final int perSecond;
    private final long nanosEach;
    private long fullAt;

    TokenBucket(int perSecond, long now) {
        if (perSecond < 1) {
            throw new IllegalArgumentException(perSecond + " requests per second");
        }
        this.perSecond = perSecond;
        this.nanosEach = NANOS / perSecond;
        this.fullAt = now;
    }

    int perSecond() {
        return perSecond;
    }

    /** What is left after taking one; negative when none could be taken. */
    synchronized int take(long now) {
        long full = Math.max(fullAt, now);
        long missing = full + nanosEach - now;
        if (missing > NANOS) {
            return -1;
        }
        fullAt = full + nanosEach;
        return (int) ((NANOS - missing) / nanosEach);
    }
}
