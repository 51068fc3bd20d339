package org.tallystick.api.command;

import java.io.PrintStream;

/** Says how far long work is, once a second at most, on the stream that a person reads. */
final class Progress {
    private static final long EVERY_NANOS = 1_000_000_000L;

    private final PrintStream err;
    private final String what;
    private long said = System.nanoTime();

    /** @param what is counted, in the plural: {@code entries compared} */
    Progress(PrintStream err, String what) {
        this.err = err;
        this.what = what;
    }

    void at(long done, long all) {
        long now = System.nanoTime();
        if (now - said >= EVERY_NANOS) {
            said = now;
            err.printf("  %,d of %,d %s%n", done, all, what);
        }
    }
}
