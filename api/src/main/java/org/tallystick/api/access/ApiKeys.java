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
import javax.sql.DataSource;

/**
 * The API keys in memory, so that a request is checked without asking the database.
 *
 * <p>They follow their table ({@link FollowedTable}). A key that another process makes, such as the command {@code keys}
 * beside a running node, is found when it is first shown too ({@link #lookUp}). The time of last use goes the other way at
 * the same beat, and only when the minute changed.
 */
public final class ApiKeys implements AutoCloseable {
    /** A key revoked on the command line works this long at most. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final Clock clock;
    private final FollowedTable<ApiKey> keys;
    /** The minute of each key's last use here. */
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    /** What of it stands in the table; the thread's own. */
    private final Map<String, Instant> written = new HashMap<>();

    private ApiKeys(DataSource dataSource, Clock clock, Duration lookEvery) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.keys = new FollowedTable<>("API keys", dataSource, new Rows(), lookEvery, this::writeUses);
    }

    public static ApiKeys open(DataSource dataSource, Clock clock) throws SQLException {
        return open(dataSource, clock, LOOK_EVERY);
    }

    static ApiKeys open(DataSource dataSource, Clock clock, Duration lookEvery) throws SQLException {
        ApiKeys keys = new ApiKeys(dataSource, clock, lookEvery);
        keys.keys.open();
        return keys;
    }

    /** The key of this token, if there is one that is valid now. */
    public Optional<ApiKey> authenticate(ApiToken token) {
        Instant now = clock.instant();
        Optional<ApiKey> key = keys.get(token.id()).filter(known -> known.matches(token) && known.validAt(now));
        if (key.isPresent()) {
            Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
            if (!minute.equals(used.get(token.id()))) {
                used.put(token.id(), minute);
            }
        }
        return key;
    }

    /** Whether the table may know this key though memory does not. */
    public boolean isUnknown(ApiToken token) {
        return keys.get(token.id()).isEmpty();
    }

    /** Asks the table for this one key, so that one made by a command a moment ago works at once. Blocks. */
    public void lookUp(ApiToken token) {
        keys.lookUp(token.id());
    }

    /** The key of this id, if it is valid now; what was begun with it stands for it. */
    public Optional<ApiKey> valid(String id) {
        return keys.get(id).filter(key -> key.validAt(clock.instant()));
    }

    /** How many work now and will have ended after that time. */
    public long ending(Duration within) {
        Instant now = clock.instant();
        Instant by = now.plus(within);
        return keys.all().stream()
                .filter(key -> key.validAt(now)
                        && key.expiresAt() != null
                        && !key.expiresAt().isAfter(by))
                .count();
    }

    /** Takes a change that was committed. */
    public void changed(String id) {
        keys.changed(id);
    }

    /** Why what others revoke is not found at the moment. */
    public Optional<String> fault() {
        return keys.fault();
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
        keys.close();
    }

    private record Rows() implements FollowedTable.Source<ApiKey> {
        @Override
        public List<ApiKey> changedSince(Connection connection, long transaction) throws SQLException {
            return ApiKeyTable.changedSince(connection, transaction);
        }

        @Override
        public Optional<ApiKey> find(Connection connection, String id) throws SQLException {
            return ApiKeyTable.find(connection, id);
        }

        @Override
        public String id(ApiKey key) {
            return key.id();
        }
    }
}
