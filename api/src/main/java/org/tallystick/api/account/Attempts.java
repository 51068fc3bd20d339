package org.tallystick.api.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tallystick.api.door.FailedTokens;

/**
 * Counts wrong passwords, so that nobody guesses one.
 *
 * <pre>
 *   of one name from one network      10 in 10 minutes     a person who forgot; a guesser gets 1,440 a day
 *   of one name from everywhere       50 in an hour        a guesser with many addresses gets 1,200 a day
 *   of all names from one network     20 in a minute       the setting's; whoever tries one password on many names
 * </pre>
 *
 * <p>An attempt counts before its password is looked at, so that a hundred at once are a hundred; a right one takes its own
 * count back, and so does one whose password nobody came to look at. Names that nobody has count alike, or the count would tell who there is. A network from which a name
 * signed in before is spared the second and the third: or anybody could lock anybody out by being wrong fifty times, and one
 * machine its whole office. IPv6 networks are the first 64 bits.
 */
final class Attempts {
    /** Counts remembered of each kind; the oldest goes. */
    private static final int MAX_COUNTS = 20_000;

    private static final int OF_NAME_HERE = 10;
    private static final Duration OF_NAME_HERE_WINDOW = Duration.ofMinutes(10);
    private static final int OF_NAME = 50;
    private static final Duration OF_NAME_WINDOW = Duration.ofHours(1);
    private static final Duration OF_NETWORK_WINDOW = Duration.ofMinutes(1);

    private record Count(long since, int attempts) {}

    private static final class Counts {
        private final int limit;
        private final long windowNanos;
        private final Map<String, Count> counts = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
                return size() > MAX_COUNTS;
            }
        };

        Counts(int limit, Duration window) {
            this.limit = limit;
            this.windowNanos = window.toNanos();
        }

        /** The seconds until one more is not too many; 0: it is not. */
        long wait(String key, long now) {
            Count count = counts.get(key);
            if (count == null || now - count.since() >= windowNanos || count.attempts() < limit) {
                return 0;
            }
            return Math.max(
                    1, Duration.ofNanos(count.since() + windowNanos - now).toSeconds());
        }

        void add(String key, long now) {
            Count count = counts.get(key);
            if (count == null || now - count.since() >= windowNanos) {
                counts.put(key, new Count(now, 1));
            } else {
                counts.put(key, new Count(count.since(), count.attempts() + 1));
            }
        }

        void takeBack(String key) {
            counts.computeIfPresent(
                    key,
                    (same, count) -> count.attempts() == 1 ? null : new Count(count.since(), count.attempts() - 1));
        }
    }

    private final Counts ofNameHere = new Counts(OF_NAME_HERE, OF_NAME_HERE_WINDOW);
    private final Counts ofName = new Counts(OF_NAME, OF_NAME_WINDOW);
    private final Counts ofNetwork;
    private final Map<String, Boolean> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_COUNTS;
        }
    };

    Attempts(int ofNetworkInAMinute) {
        this.ofNetwork = new Counts(ofNetworkInAMinute, OF_NETWORK_WINDOW);
    }

    /** Counts one; the seconds to wait when it is too many, and then it must not be looked at, else 0. */
    synchronized long begin(String name, String address, long now) {
        String network = FailedTokens.network(address);
        String here = here(name, network);
        long wait = ofNameHere.wait(here, now);
        if (!known.containsKey(here)) {
            wait = Math.max(wait, Math.max(ofNetwork.wait(network, now), ofName.wait(name, now)));
        }
        if (wait == 0) {
            ofNetwork.add(network, now);
            ofNameHere.add(here, now);
            ofName.add(name, now);
        }
        return wait;
    }

    /** The one that began was right. */
    synchronized void succeeded(String name, String address) {
        takeBack(name, address);
        String here = here(name, FailedTokens.network(address));
        ofNameHere.counts.remove(here);
        known.put(here, Boolean.TRUE);
    }

    /** The one that began was not looked at: it is as if it had not come. */
    synchronized void takeBack(String name, String address) {
        String network = FailedTokens.network(address);
        ofNetwork.takeBack(network);
        ofName.takeBack(name);
        ofNameHere.takeBack(here(name, network));
    }

    private static String here(String name, String network) {
        return network + ' ' + name;
    }
}
