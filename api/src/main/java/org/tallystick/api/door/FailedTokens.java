package org.tallystick.api.door;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens by the address they come from.
 *
 * <p>Nobody guesses 256 bits; what this keeps low is the noise of a client with an old key, in the log and in the audit
 * trail. Only wrong tokens count and only they are answered 429: a right one is let in whatever else comes from its
 * address, or one broken machine would shut out the office it stands in.
 */
public final class FailedTokens {
    /** Addresses remembered; the oldest goes. A flood from more than these is not one client's mistake. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private record Count(long since, int failures) {}

    private final int perMinute;
    private final Map<String, Count> counts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    FailedTokens(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Counts one more; the seconds to wait when it was too many, else 0. */
    synchronized long failed(String address, long now) {
        Count count = counts.get(network(address));
        if (count == null || now - count.since() >= WINDOW_NANOS) {
            count = new Count(now, 0);
        }
        count = new Count(count.since(), count.failures() + 1);
        counts.put(network(address), count);
        if (count.failures() <= perMinute) {
            return 0;
        }
        return Math.max(1, Duration.ofNanos(count.since() + WINDOW_NANOS - now).toSeconds());
    }

    /** Whether the next one from there would be too many. */
    synchronized boolean isOver(String address, long now) {
        Count count = counts.get(network(address));
        return count != null && now - count.since() < WINDOW_NANOS && count.failures() >= perMinute;
    }

    /** The first 64 bits of an IPv6 address: a host has all the rest to itself. */
    public static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String[] groups = address.split(":", -1);
        return groups.length == 8 ? String.join(":", groups[0], groups[1], groups[2], groups[3]) : address;
    }
}
