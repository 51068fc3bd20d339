package org.tallystick.api.access;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.tallystick.ledger.work.Worker;

/**
 * The API keys in memory, so that a request is checked without asking the database.
 *
 * <p>Loaded whole at start. What this process makes or revokes is read again after its commit ({@link #changed}); what another
 * does, such as the command {@code keys} beside a running node, is found when it is first shown ({@link #lookUp}), what it
 * revokes every {@link #LOOK_EVERY}: each look begins at
 * the transactions that the last successful one could not see, so that neither an outage nor anybody's clock hides a
 * revocation. The time of last use goes the other way at the same beat, and only when the minute changed.
 */
public final class ApiKeys implements AutoCloseable {
    /** A key revoked on the command line works this long at most. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Logger LOGGER = Logger.getLogger(ApiKeys.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final Duration lookEvery;
    private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
    /** The minute of each key's last use here. */
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    /** What of it stands in the table; the thread's own. */
    private final Map<String, Instant> written = new HashMap<>();

    /** Where the next look begins; of the opening thread, then of ours. */
    private long next;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Worker worker = new Worker("tallystick-api-keys", "the list of API keys", this::round);

    private ApiKeys(DataSource dataSource, Clock clock, Duration lookEvery) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.lookEvery = lookEvery;
    }

    public static ApiKeys open(DataSource dataSource, Clock clock) throws SQLException {
        return open(dataSource, clock, LOOK_EVERY);
    }

    static ApiKeys open(DataSource dataSource, Clock clock, Duration lookEvery) throws SQLException {
        ApiKeys keys = new ApiKeys(dataSource, clock, lookEvery);
        keys.look();
        keys.worker.start();
        return keys;
    }

    /** The key of this token, if there is one that is valid now. */
    public Optional<ApiKey> authenticate(ApiToken token) {
        ApiKey key = keys.get(token.id());
        if (key == null || !key.matches(token)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (!key.validAt(now)) {
            return Optional.empty();
        }
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        if (!minute.equals(used.get(key.id()))) {
            used.put(key.id(), minute);
        }
        return Optional.of(key);
    }

    /** Whether the table may know this key though memory does not. */
    public boolean isUnknown(ApiToken token) {
        return !keys.containsKey(token.id());
    }

    /** Asks the table for this one key, so that one made by a command a moment ago works at once. Blocks. */
    public void lookUp(ApiToken token) {
        try (Connection connection = dataSource.getConnection()) {
            // What came from elsewhere meanwhile is as new, or newer.
            ApiKeyTable.find(connection, token.id()).ifPresent(key -> keys.putIfAbsent(key.id(), key));
        } catch (SQLException e) {
            LOGGER.warnf("the API key %s cannot be looked up: %s", token.id(), e.getMessage());
        }
    }

    /** The key of this id, if it is valid now; what was begun with it stands for it. */
    public Optional<ApiKey> valid(String id) {
        return Optional.ofNullable(keys.get(id)).filter(key -> key.validAt(clock.instant()));
    }

    /** How many work now and will have ended after that time. */
    public long ending(Duration within) {
        Instant now = clock.instant();
        Instant by = now.plus(within);
        return keys.values().stream()
                .filter(key -> key.validAt(now)
                        && key.expiresAt() != null
                        && !key.expiresAt().isAfter(by))
                .count();
    }

    /**
     * Takes a change that was committed, by reading what stands now: of two changes of one key the later one stays,
     * whichever of them comes here first. A row that cannot be read is found by the next look.
     */
    public synchronized void changed(String id) {
        try (Connection connection = dataSource.getConnection()) {
            ApiKeyTable.find(connection, id).ifPresent(key -> keys.put(id, key));
        } catch (SQLException e) {
            LOGGER.warnf("the API key %s was changed and cannot be read: %s", id, e.getMessage());
        }
    }

    /** Why what others revoke is not found at the moment. */
    public Optional<String> fault() {
        return worker.fault();
    }

    private boolean round() throws SQLException, InterruptedException {
        boolean last = closing.await(lookEvery.toMillis(), TimeUnit.MILLISECONDS);
        look();
        writeUses();
        return !last;
    }

    /** One at a time with {@link #changed}: what was read first is put first. */
    private synchronized void look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            ApiKeyTable.Changes changes = ApiKeyTable.changedSince(connection, next);
            changes.keys().forEach(key -> keys.put(key.id(), key));
            next = changes.next();
        }
    }

    private void writeUses() throws SQLException {
        List<ApiKeyTable.Used> news = new ArrayList<>();
        used.forEach((id, minute) -> {
            if (!minute.equals(written.get(id))) {
                news.add(new ApiKeyTable.Used(id, minute));
            }
        });
        if (!news.isEmpty()) {
            try (Connection connection = dataSource.getConnection()) {
                ApiKeyTable.used(connection, news);
            }
            news.forEach(use -> written.put(use.id(), use.at()));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        worker.close();
    }
}
