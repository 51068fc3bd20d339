package org.tallystick.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tallystick.api.testing.Eventually.within;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Outage;
import org.tallystick.postgres.testing.TestDatabase;

/** What another process does to a key beside a running node. */
class ApiKeysTest {
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Instant MADE = Instant.parse("2027-01-01T00:00:00Z");

    private final TestDatabase database = TestDatabase.fresh();
    private final ApiToken token = ApiToken.random(new SecureRandom());

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void revocation_byAnotherProcess_isFound() throws Exception {
        insert(token);
        try (ApiKeys keys = ApiKeys.open(database.dataSource(), clockAt(MADE), BEAT)) {
            assertThat(keys.authenticate(token)).isPresent();

            revoke(MADE);

            assertThat(within(() -> keys.authenticate(token).isEmpty())).isTrue();
        }
    }

    @Test
    void revocation_whileTheClockOfTheNodeIsAnHourAhead_isFound() throws Exception {
        insert(token);
        Instant ahead = Instant.now().plus(Duration.ofHours(1));
        try (ApiKeys keys = ApiKeys.open(database.dataSource(), clockAt(ahead), BEAT)) {
            revoke(Instant.now());

            assertThat(within(() -> keys.authenticate(token).isEmpty())).isTrue();
        }
    }

    @Test
    void revocation_whileNoLookSucceeds_isFoundByTheFirstThatDoes() throws Exception {
        insert(token);
        Outage outage = new Outage(database.dataSource());
        try (ApiKeys keys = ApiKeys.open(outage.dataSource(), clockAt(MADE), BEAT)) {
            outage.begin();
            revoke(MADE);
            assertThat(within(() -> outage.refused() > 2)).isTrue();
            assertThat(keys.authenticate(token)).isPresent();

            outage.end();

            assertThat(within(() -> keys.authenticate(token).isEmpty())).isTrue();
        }
    }

    @Test
    void revocation_committedAfterLaterChangesWereSeen_isFound() throws Exception {
        insert(token);
        try (ApiKeys keys = ApiKeys.open(database.dataSource(), clockAt(MADE), BEAT);
                Connection slow = database.dataSource().getConnection()) {
            slow.setAutoCommit(false);
            assertThat(ApiKeyTable.revoke(slow, token.id(), MADE)).isTrue();
            ApiToken later = ApiToken.random(new SecureRandom());
            insert(later);
            assertThat(within(() -> keys.authenticate(later).isPresent())).isTrue();
            assertThat(keys.authenticate(token)).isPresent();

            slow.commit();

            assertThat(within(() -> keys.authenticate(token).isEmpty())).isTrue();
        }
    }

    @Test
    void key_madeByAnotherProcess_isKnownWhenItIsLookedUp() throws Exception {
        try (ApiKeys keys = ApiKeys.open(database.dataSource(), clockAt(MADE), Duration.ofHours(1))) {
            insert(token);
            assertThat(keys.isUnknown(token)).isTrue();
            assertThat(keys.authenticate(token)).isEmpty();

            keys.lookUp(token);

            assertThat(keys.authenticate(token)).isPresent();
            assertThat(keys.isUnknown(token)).isFalse();
        }
    }

    @Test
    void key_ofNobody_staysUnknownWhenItIsLookedUp() throws Exception {
        try (ApiKeys keys = ApiKeys.open(database.dataSource(), clockAt(MADE), Duration.ofHours(1))) {
            keys.lookUp(token);

            assertThat(keys.isUnknown(token)).isTrue();
        }
    }

    private static Clock clockAt(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private void insert(ApiToken of) throws SQLException {
        ApiKey key = new ApiKey(
                of.id(), of.hash(), "ERP", EnumSet.of(Role.READER), null, List.of(), MADE, null, null, null, null);
        try (Connection connection = database.dataSource().getConnection()) {
            ApiKeyTable.insert(connection, key, null);
        }
    }

    private void revoke(Instant at) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(ApiKeyTable.revoke(connection, token.id(), at)).isTrue();
        }
    }
}
