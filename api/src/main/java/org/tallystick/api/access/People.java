package org.tallystick.api.access;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The people in memory, so that a request in a session is checked without asking the database: see {@link FollowedTable}. */
public final class People implements AutoCloseable {
    /** Somebody whom another process suspended works this long at most. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final FollowedTable<Person> people;
    private final Clock clock;

    private People(DataSource dataSource, Clock clock, Duration lookEvery) {
        this.people = new FollowedTable<>("people", dataSource, new Rows(), lookEvery, () -> {});
        this.clock = clock;
    }

    public static People open(DataSource dataSource, Clock clock) throws SQLException {
        return open(dataSource, clock, LOOK_EVERY);
    }

    static People open(DataSource dataSource, Clock clock, Duration lookEvery) throws SQLException {
        People people = new People(dataSource, clock, lookEvery);
        people.people.open();
        return people;
    }

    /** The person of this id, if they are let in now. */
    public Optional<Person> valid(String id) {
        return people.get(id).filter(person -> person.validAt(clock.instant()));
    }

    /** Takes a change that was committed. */
    public void changed(String id) {
        people.changed(id);
    }

    /** Why what others change is not found at the moment. */
    public Optional<String> fault() {
        return people.fault();
    }

    @Override
    public void close() {
        people.close();
    }

    private record Rows() implements FollowedTable.Source<Person> {
        @Override
        public List<Person> changedSince(Connection connection, long transaction) throws SQLException {
            return PersonTable.changedSince(connection, transaction);
        }

        @Override
        public Optional<Person> find(Connection connection, String id) throws SQLException {
            return PersonTable.find(connection, id);
        }

        @Override
        public String id(Person person) {
            return person.id();
        }
    }
}
