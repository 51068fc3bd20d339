package org.tallystick.api.door;

/** How many writes are under way and how many bytes their bodies have; neither passes its limit. */
final class WritesInFlight {
    private final int maxCount;
    private final long maxBytes;
    private int count;
    private long bytes;

    WritesInFlight(int maxCount, long maxBytes) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    /** True: the write may begin, and {@link #leave} is owed. One body larger than all room may pass alone. */
    synchronized boolean enter(long bodyBytes) {
        if (count >= maxCount || (bytes > 0 && bytes + bodyBytes > maxBytes)) {
            return false;
        }
        count++;
        bytes += bodyBytes;
        return true;
    }

    synchronized void leave(long bodyBytes) {
        count--;
        bytes -= bodyBytes;
    }

    synchronized int count() {
        return count;
    }
}
