package org.tallystick.api.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.ApiKey;
import org.tallystick.api.access.ApiKeyTable;
import org.tallystick.api.access.ApiKeys;
import org.tallystick.api.access.ApiToken;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Role;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.commit.Transaction;

/**
 * Makes and revokes keys.
 *
 * <p>A retried request must get the same token, and the token must be stored nowhere. So under an Idempotency-Key the
 * secret is not drawn but derived: HMAC-SHA-256 under the token that the request came with, of a key or of a session, over a random salt kept with the
 * key and the idempotency key. The retry brings the token again, the row has the salt; neither alone gives the secret.
 */
@Singleton
final class KeyMaker {
    private static final int SALT_BYTES = 32;
    /** The first half of this class's advisory locks; nothing else in this database uses the two-number form. */
    private static final int ADVISORY_LOCK = 0x6b657973; // "keys"

    private final DataSource dataSource;
    private final ApiKeys keys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    KeyMaker(DataSource dataSource, ApiKeys keys, Clock clock) {
        this.dataSource = dataSource;
        this.keys = keys;
        this.clock = clock;
    }

    /** @param replayed the same request came before and made it */
    record Made(ApiKey key, ApiToken token, boolean replayed) {}

    /** @param idempotent null: the request has no Idempotency-Key */
    Made make(KeyRequest request, Call call, @Nullable IdempotentRequest idempotent) throws SQLException {
        Made result = Transaction.in(dataSource, connection -> {
            Optional<Made> before = Optional.empty();
            ApiKeyTable.@Nullable Origin origin = null;
            if (idempotent != null) {
                lock(connection, call.caller());
                before = ApiKeyTable.made(connection, call.caller(), idempotent.key())
                        .map(made -> again(made, call, idempotent));
                origin = new ApiKeyTable.Origin(idempotent.key(), idempotent.digest(), salt());
            }
            if (before.isPresent()) {
                return before.get();
            }
            Made drawn = draw(request, call, origin);
            ApiKeyTable.insert(connection, drawn.key(), origin);
            trail(
                    connection,
                    call,
                    "made " + drawn.key().id() + " with " + drawn.key().roles(),
                    201);
            return drawn;
        });
        keys.changed(result.key().id());
        return result;
    }

    /** Nothing for a key that was revoked before. */
    void revoke(String id, Call call) throws SQLException {
        Instant now = clock.instant();
        Transaction.in(dataSource, connection -> {
            // Administrators that revoke each other at once take turns, so that one is left.
            lock(connection, null);
            ApiKey key = ApiKeyTable.find(connection, id)
                    .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "There is no key " + id + ".")
                            .exception());
            boolean administrates = key.roles().contains(Role.ADMINISTRATOR) && key.validAt(now);
            if (administrates && !ApiKeyTable.hasOtherAdministrator(connection, id, now)) {
                throw Problem.of(
                                ProblemType.CONFLICT,
                                "This is the last administrator's key; make another before you revoke it.")
                        .exception();
            }
            if (ApiKeyTable.revoke(connection, id, now)) {
                trail(connection, call, "revoked " + id, 204);
            }
            return key;
        });
        keys.changed(id);
    }

    List<ApiKey> page(@Nullable String after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ApiKeyTable.page(connection, after, limit);
        }
    }

    List<ApiKey> ending(Instant by, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ApiKeyTable.ending(connection, clock.instant(), by, limit);
        }
    }

    Optional<ApiKey> find(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ApiKeyTable.find(connection, id);
        }
    }

    private Made again(ApiKeyTable.Made before, Call call, IdempotentRequest idempotent) {
        if (!Arrays.equals(before.origin().digest(), idempotent.digest())) {
            throw Problem.of(
                            ProblemType.IDEMPOTENCY_KEY_REUSED,
                            "This Idempotency-Key was used for another request before.")
                    .exception();
        }
        ApiToken token = ApiToken.of(before.key().id(), derive(call.secret(), before.origin()));
        if (!before.key().matches(token)) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "This request made key " + before.key().id() + " in a session that has ended, and its token"
                                    + " was shown there alone. Revoke it and make another under another"
                                    + " Idempotency-Key.")
                    .exception();
        }
        return new Made(before.key(), token, true);
    }

    private Made draw(KeyRequest request, Call call, ApiKeyTable.@Nullable Origin origin) {
        ApiToken random = ApiToken.random(this.random);
        ApiToken token = origin == null ? random : ApiToken.of(random.id(), derive(call.secret(), origin));
        ApiKey key = new ApiKey(
                token.id(),
                token.hash(),
                request.name(),
                request.roles(),
                request.requestsPerSecond(),
                request.addresses(),
                // As the table keeps it, so that the replayed answer is the same.
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                call.caller(),
                request.expiresAt(),
                null,
                null);
        return new Made(key, token, false);
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    private static byte[] derive(String administrator, ApiKeyTable.Origin origin) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(administrator.getBytes(UTF_8), "HmacSHA256"));
            hmac.update(origin.salt());
            return hmac.doFinal(origin.key().getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    private static void trail(Connection connection, Call call, String target, int status) throws SQLException {
        AuditTrail.write(connection, List.of(AuditLine.of(call, Action.MANAGE_KEYS, target, status)));
        call.trailWritten();
    }

    /** Two requests with one idempotency key at once: the second waits for the first. @param caller null: for any */
    private static void lock(Connection connection, @Nullable String caller) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
            select.setInt(1, ADVISORY_LOCK);
            select.setInt(2, caller == null ? 0 : caller.hashCode());
            select.execute();
        }
    }
}
