package org.tallystick.api.session;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Settings;
import org.tallystick.api.access.ApiKeys;
import org.tallystick.api.access.People;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.Principal;
import org.tallystick.ledger.work.Worker;

/**
 * The sessions in memory, so that a request is checked without asking the database, and as rows, so that a restart signs
 * nobody out.
 *
 * <p>A session ends by signing out, when it was not used for {@code session.idle}, when it is {@code session.life} old,
 * or with its key or person. Beginning and ending are rows before they are answered; the time of last use is written by a thread
 * every {@link #WRITE_EVERY}.
 */
public final class Sessions implements AutoCloseable {
    /** What a kill makes an idle person look idle for longer. */
    private static final Duration WRITE_EVERY = Duration.ofSeconds(30);

    /** Of one key: a shop floor with one key for all. Beyond it the one that was unused longest ends. */
    static final int MAX_OF_ONE_HOLDER = 500;

    private static final class Living {
        final byte[] hash;
        final String holder;
        final Instant createdAt;
        final Instant expiresAt;
        volatile Instant lastSeenAt;
        volatile Instant written;

        Living(SessionTable.Row row) {
            this.hash = row.hash();
            this.holder = row.holder();
            this.createdAt = row.createdAt();
            this.expiresAt = row.expiresAt();
            this.lastSeenAt = row.lastSeenAt();
            this.written = row.lastSeenAt();
        }
    }

    private final DataSource dataSource;
    private final ApiKeys keys;
    private final People people;
    private final Clock clock;
    private final Duration idle;
    private final Duration life;
    private final SecureRandom random = new SecureRandom();
    /** By the hash of their tokens, in hexadecimal. */
    private final Map<String, Living> living = new ConcurrentHashMap<>();

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Worker worker = new Worker("tallystick-sessions", "the list of sessions", this::round);

    private Sessions(DataSource dataSource, ApiKeys keys, People people, Settings.Session settings, Clock clock) {
        this.dataSource = dataSource;
        this.keys = keys;
        this.people = people;
        this.clock = clock;
        this.idle = settings.idle();
        this.life = settings.life();
    }

    public static Sessions open(
            DataSource dataSource, ApiKeys keys, People people, Settings.Session settings, Clock clock)
            throws SQLException {
        Sessions sessions = new Sessions(dataSource, keys, people, settings, clock);
        try (Connection connection = dataSource.getConnection()) {
            SessionTable.alive(connection, clock.instant())
                    .forEach(row -> sessions.living.put(hex(row.hash()), new Living(row)));
        }
        sessions.worker.start();
        return sessions;
    }

    /** The session of this token, if there is one that is valid now; this counts as use. */
    public Optional<Session> find(SessionToken token) {
        Living found = living.get(hex(token.hash()));
        if (found == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<? extends Principal> who = valid(found.holder);
        if (who.isEmpty() || hasEnded(found, now)) {
            return Optional.empty();
        }
        found.lastSeenAt = now.truncatedTo(ChronoUnit.SECONDS);
        return Optional.of(new Session(token, who.get(), found.expiresAt));
    }

    private Optional<? extends Principal> valid(String holder) {
        return Person.isId(holder) ? people.valid(holder) : keys.valid(holder);
    }

    /** A new session of this key or person. */
    public Session begin(Principal who) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        SessionToken token = SessionToken.random(random);
        SessionTable.Row row = new SessionTable.Row(token.hash(), who.id(), now, now, now.plus(life));
        @Nullable Living oldest = oldestBeyondTheLimit(who.id());
        try (Connection connection = dataSource.getConnection()) {
            if (oldest != null) {
                SessionTable.delete(connection, oldest.hash);
            }
            SessionTable.insert(connection, row);
        }
        if (oldest != null) {
            living.remove(hex(oldest.hash));
        }
        living.put(hex(row.hash()), new Living(row));
        return new Session(token, who, row.expiresAt());
    }

    private @Nullable Living oldestBeyondTheLimit(String holder) {
        long count = living.values().stream()
                .filter(each -> each.holder.equals(holder))
                .count();
        if (count < MAX_OF_ONE_HOLDER) {
            return null;
        }
        return living.values().stream()
                .filter(each -> each.holder.equals(holder))
                .min(Comparator.comparing(each -> each.lastSeenAt))
                .orElse(null);
    }

    /** Again is no error. */
    public void end(SessionToken token) throws SQLException {
        byte[] hash = token.hash();
        try (Connection connection = dataSource.getConnection()) {
            SessionTable.delete(connection, hash);
        }
        living.remove(hex(hash));
    }

    /** All of this key or person but one; @param kept null: all. Whoever held another is nobody from here on. */
    public void endOf(String holder, @Nullable SessionToken kept) throws SQLException {
        byte @Nullable [] hash = kept == null ? null : kept.hash();
        try (Connection connection = dataSource.getConnection()) {
            SessionTable.deleteOf(connection, holder, hash);
        }
        living.values().removeIf(each -> each.holder.equals(holder) && !Arrays.equals(each.hash, hash));
    }

    /** @param own whether it is the one that was shown */
    public record Open(Instant createdAt, Instant lastSeenAt, Instant expiresAt, boolean own) {}

    /** Those of this key or person that are valid now, the latest used first. */
    public List<Open> of(String holder, SessionToken own) {
        Instant now = clock.instant();
        byte[] hash = own.hash();
        return living.values().stream()
                .filter(each -> each.holder.equals(holder) && !hasEnded(each, now))
                .map(each -> new Open(each.createdAt, each.lastSeenAt, each.expiresAt, Arrays.equals(each.hash, hash)))
                .sorted(Comparator.comparing(Open::lastSeenAt).reversed())
                .toList();
    }

    public Duration life() {
        return life;
    }

    private boolean hasEnded(Living session, Instant now) {
        return !now.isBefore(session.expiresAt) || !now.isBefore(session.lastSeenAt.plus(idle));
    }

    /** Meanwhile they go on in memory. */
    private boolean round() throws SQLException, InterruptedException {
        boolean last = closing.await(WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        write(clock.instant());
        return !last;
    }

    private void write(Instant now) throws SQLException {
        Map<byte[], Instant> seen = new IdentityHashMap<>();
        for (Living each : living.values()) {
            Instant lastSeen = each.lastSeenAt;
            if (!lastSeen.equals(each.written)) {
                seen.put(each.hash, lastSeen);
            }
        }
        try (Connection connection = dataSource.getConnection()) {
            if (!seen.isEmpty()) {
                SessionTable.seen(connection, seen);
            }
            SessionTable.deleteExpired(connection, now);
        }
        for (Living each : living.values()) {
            Instant lastSeen = seen.get(each.hash);
            if (lastSeen != null) {
                each.written = lastSeen;
            }
        }
        living.values().removeIf(each -> hasEnded(each, now));
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public void close() {
        closing.countDown();
        worker.close();
    }
}
