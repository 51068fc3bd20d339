package org.tallystick.api.access;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.tallystick.ledger.work.Worker;

/**
 * The people in memory, so that a request in a session is checked without asking the database: as {@link ApiKeys}, what
 * this process changes is read again after its commit, what another changes is found every {@link #LOOK_EVERY}.
 */
public final class People implements AutoCloseable {
    /** Somebody whom another process suspended works this long at most. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Logger LOGGER = Logger.getLogger(People.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final Duration lookEvery;
    private final Map<String, Person> people = new ConcurrentHashMap<>();

    /** Where the next look begins; of the opening thread, then of ours. */
    private long next;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Worker worker = new Worker("tallystick-people", "the list of people", this::round);

    private People(DataSource dataSource, Clock clock, Duration lookEvery) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.lookEvery = lookEvery;
    }

    public static People open(DataSource dataSource, Clock clock) throws SQLException {
        return open(dataSource, clock, LOOK_EVERY);
    }

    static People open(DataSource dataSource, Clock clock, Duration lookEvery) throws SQLException {
        People people = new People(dataSource, clock, lookEvery);
        people.look();
        people.worker.start();
        return people;
    }

    /** The person of this id, if they are let in now. */
    public Optional<Person> valid(String id) {
        return Optional.ofNullable(people.get(id)).filter(person -> person.validAt(clock.instant()));
    }

    /**
     * Takes a change that was committed, by reading what stands now: of two changes of one person the later one stays,
     * whichever of them comes here first. A row that cannot be read is found by the next look.
     */
    public synchronized void changed(String id) {
        try (Connection connection = dataSource.getConnection()) {
            PersonTable.find(connection, id).ifPresent(person -> people.put(id, person));
        } catch (SQLException e) {
            LOGGER.warnf("%s was changed and cannot be read: %s", id, e.getMessage());
        }
    }

    /** Why what others change is not found at the moment. */
    public Optional<String> fault() {
        return worker.fault();
    }

    private boolean round() throws SQLException, InterruptedException {
        if (closing.await(lookEvery.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        look();
        return true;
    }

    /** One at a time with {@link #changed}: what was read first is put first. */
    private synchronized void look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            PersonTable.Changes changes = PersonTable.changedSince(connection, next);
            changes.people().forEach(person -> people.put(person.id(), person));
            next = changes.next();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        worker.close();
    }
}
