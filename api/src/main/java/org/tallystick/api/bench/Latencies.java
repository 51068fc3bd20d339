package org.tallystick.api.bench;

import java.util.Arrays;

/** How long each of many requests took. Not thread-safe: each client has its own, joined at the end. */
final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    void add(long taken) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = taken;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < other.count; i++) {
            add(other.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** In milliseconds; the smallest that this share of the requests did not exceed. */
    double percentileMillis(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * count);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
