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

/**
 * The people in memory, so that a request in a session is checked without asking the database: as {@link ApiKeys}, what
 * this process changes is put here after its commit, what another changes is found every {@link #LOOK_EVERY}.
 */
public final class People implements AutoCloseable {
    /** Somebody whom another process suspended works this long at most. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Logger LOGGER = Logger.getLogger(People.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final Map<String, Person> people = new ConcurrentHashMap<>();

    /** Where the next look begins; of the opening thread, then of ours. */
    private long next;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("tallystick-people").unstarted(this::run);

    private People(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    public static People open(DataSource dataSource, Clock clock) throws SQLException {
        People people = new People(dataSource, clock);
        people.look();
        people.thread.start();
        return people;
    }

    /** The person of this id, if they are let in now. */
    public Optional<Person> valid(String id) {
        return Optional.ofNullable(people.get(id)).filter(person -> person.validAt(clock.instant()));
    }

    /** Takes a change that was committed. */
    public void put(Person person) {
        people.put(person.id(), person);
    }

    private void run() {
        while (!awaitClosing()) {
            try {
                look();
            } catch (SQLException e) {
                LOGGER.warnf("people cannot be read: %s; those known are used", e.getMessage());
            }
        }
    }

    private boolean awaitClosing() {
        try {
            return closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            PersonTable.Changes changes = PersonTable.changedSince(connection, next);
            changes.people().forEach(this::put);
            next = changes.next();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
