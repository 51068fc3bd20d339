package org.tallystick.api.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
public final class Eventually {
    private static final Duration BEAT = Duration.ofMillis(20);

    /** On a machine that is busy with other tests. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Eventually() {}

    /** Whether it comes true; asked at once, and again until then. */
    public static boolean within(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(BEAT);
        }
        return true;
    }
}
