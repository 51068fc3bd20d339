package org.tallystick.ledger.commit;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The COMMIT of a block that was sent and has no answer yet. Most have theirs within milliseconds; where one waits for longer,
 * whoever asks is told, and the log tells it once.
 *
 * <p>One thread sends, anyone asks.
 */
final class UnansweredCommit {
    /** A disk may take a second or two to flush, a pool as long to make a new connection: what takes longer is an outage. */
    static final Duration TOLD_AFTER = Duration.ofSeconds(5);

    private static final System.Logger LOGGER = System.getLogger(UnansweredCommit.class.getName());

    /** @param reason why nobody knows what became of it; empty while the COMMIT itself is waited for */
    private record Sent(long height, long sinceNanos, Optional<String> reason, boolean logged) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - sinceNanos);
        }

        String sentence() {
            return "the commit of block " + height + " has no answer"
                    + reason.map(why -> ": " + why).orElse("");
        }
    }

    private volatile @Nullable Sent sent;

    void sent(long height) {
        sent = new Sent(height, System.nanoTime(), Optional.empty(), false);
    }

    /** Nor does the database say whether it happened. */
    void notKnown(String reason) {
        Sent current = sent;
        if (current == null) {
            throw new IllegalStateException("no commit was sent");
        }
        boolean tell = !current.logged() && current.age().compareTo(TOLD_AFTER) >= 0;
        Sent now = new Sent(current.height(), current.sinceNanos(), Optional.of(reason), current.logged() || tell);
        sent = now;
        if (tell) {
            LOGGER.log(System.Logger.Level.ERROR, now.sentence() + "; nothing is decided or signed until it is known");
        }
    }

    void answered() {
        Sent current = sent;
        sent = null;
        if (current != null && current.logged()) {
            LOGGER.log(
                    System.Logger.Level.INFO, "what became of the commit of block " + current.height() + " is known");
        }
    }

    /** Why nothing can be decided at the moment. */
    Optional<String> fault() {
        return Optional.ofNullable(sent)
                .filter(current -> current.age().compareTo(TOLD_AFTER) >= 0)
                .map(Sent::sentence);
    }
}
