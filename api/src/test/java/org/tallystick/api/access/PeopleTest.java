package org.tallystick.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tallystick.api.testing.Eventually.within;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tallystick.postgres.testing.TestDatabase;

/** What another process does to a person beside a running node. */
class PeopleTest {
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Instant INVITED = Instant.parse("2027-01-01T00:00:00Z");

    private final TestDatabase database = TestDatabase.fresh();
    private final Person person =
            Person.invited(new SecureRandom(), "Ada", Set.of(Role.RECORDER), List.of(), INVITED, "k3f7q2m7xd", null);

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void suspension_byAnotherProcess_isFound() throws Exception {
        insert();
        try (People people = open()) {
            assertThat(people.valid(person.id())).isPresent();

            execute("update person set suspended_at = now(), changed_by = pg_current_xact_id()");

            assertThat(within(() -> people.valid(person.id()).isEmpty())).isTrue();
        }
    }

    @Test
    void change_thatComesLate_isReadAsItStandsNow() throws Exception {
        insert();
        try (People people = open(Duration.ofHours(1))) {
            execute("update person set suspended_at = now()");
            people.changed(person.id());
            // Of another request, whose transaction was before that one.
            people.changed(person.id());

            assertThat(people.valid(person.id())).isEmpty();
        }
    }

    /** As a newer release on the same database might write it. */
    @Test
    void rowThatCannotBeUnderstood_isAFaultUntilItIsGone() throws Exception {
        insert();
        try (People people = open()) {
            assertThat(people.fault()).isEmpty();

            execute("update person set roles = '{astronaut}', changed_by = pg_current_xact_id()");
            assertThat(within(() -> people.fault().isPresent())).isTrue();
            assertThat(people.fault().orElseThrow()).startsWith("the list of people fails: ");

            execute("update person set roles = '{reader}', suspended_at = now(), changed_by = pg_current_xact_id()");
            assertThat(within(() -> people.fault().isEmpty())).isTrue();
            assertThat(people.valid(person.id())).isEmpty();
        }
    }

    private People open() throws SQLException {
        return open(BEAT);
    }

    private People open(Duration lookEvery) throws SQLException {
        return People.open(database.dataSource(), Clock.fixed(INVITED, ZoneOffset.UTC), lookEvery);
    }

    private void insert() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            PersonTable.insert(connection, person, null);
        }
        execute("update person set login = 'ada', password = 'any', password_set_at = now()");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
