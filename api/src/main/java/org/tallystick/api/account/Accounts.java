package org.tallystick.api.account;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.People;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.PersonTable;
import org.tallystick.api.access.Role;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.session.Sessions;

/**
 * What an administrator does with people.
 *
 * <p>Inviting makes the person and no secret, so it can be sent again; the link is made by a second request, which puts it
 * in place of the one before: however often it is sent, one works. A forgotten password is the same link again.
 */
@Singleton
final class Accounts {
    /** A letter may lie over a weekend and a holiday. */
    private static final Duration INVITATION = Duration.ofDays(7);

    /** Who forgot a password waits for it; and what it opens is in use already. */
    private static final Duration RESET = Duration.ofDays(1);

    /** The first half of this class's advisory locks. */
    private static final int ADVISORY_LOCK = 0x70656f70; // "peop"

    private final Transactions transactions;
    private final People people;
    private final Sessions sessions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Accounts(DataSource dataSource, People people, Sessions sessions, Clock clock) {
        this.transactions = new Transactions(dataSource);
        this.people = people;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** @param replayed the same request came before and invited them */
    record Invited(Person person, boolean replayed) {}

    /** @param path with its secret */
    record Link(String path, Instant expiresAt) {}

    List<Person> page(@Nullable String after, int limit) throws SQLException {
        return transactions.read(connection -> PersonTable.page(connection, after, limit));
    }

    Person find(String id) throws SQLException {
        return transactions
                .read(connection -> PersonTable.find(connection, id))
                .filter(person -> person.erasedAt() == null)
                .orElseThrow(() -> nobody(id));
    }

    /** @param idempotent null: the request has no Idempotency-Key */
    Invited invite(PersonRequest request, Call call, @Nullable IdempotentRequest idempotent) throws SQLException {
        Invited result = transactions.change(connection -> {
            if (idempotent != null) {
                lock(connection, call.caller());
                Optional<Person> before = PersonTable.invited(connection, call.caller(), idempotent.key());
                if (before.isPresent()) {
                    return again(connection, before.get(), idempotent);
                }
            }
            Person person = Person.invited(
                    random, request.name(), request.roles(), request.glns(), now(), call.caller(), request.expiresAt());
            PersonTable.insert(
                    connection,
                    person,
                    idempotent == null ? null : new PersonTable.Origin(idempotent.key(), idempotent.digest()));
            trail(connection, call, "invited " + person.id() + rights(person), 201);
            return new Invited(PersonTable.find(connection, person.id()).orElseThrow(), false);
        });
        people.changed(result.person().id());
        return result;
    }

    private static Invited again(Connection connection, Person before, IdempotentRequest idempotent)
            throws SQLException {
        if (!Arrays.equals(PersonTable.digest(connection, before.id()), idempotent.digest())) {
            throw Problem.of(
                            ProblemType.IDEMPOTENCY_KEY_REUSED,
                            "This Idempotency-Key was used for another request before.")
                    .exception();
        }
        return new Invited(before, true);
    }

    /** A link in place of the one that there was. */
    Link makeLink(String id, Call call) throws SQLException {
        LinkToken token = LinkToken.random(random);
        Person changed = transactions.change(connection -> {
            Person person = lockKnown(connection, id);
            if (!person.mayHaveAccountAt(now())) {
                throw Problem.of(
                                ProblemType.CONFLICT,
                                "This account is suspended or has ended; a link would open nothing.")
                        .exception();
            }
            Instant end = now().plus(person.passwordSetAt() == null ? INVITATION : RESET);
            PersonTable.setLink(connection, id, token.hash(), end);
            trail(connection, call, "gave a one-time link to " + id, 201);
            return PersonTable.find(connection, id).orElseThrow();
        });
        people.changed(id);
        Instant end = changed.linkExpiresAt();
        if (end == null) {
            throw new IllegalStateException("the link was set in this transaction");
        }
        return new Link(token.path(), end);
    }

    /** Nothing for one who has none. */
    void takeBackLink(String id, Call call) throws SQLException {
        transactions.change(connection -> {
            Person person = lockKnown(connection, id);
            if (person.linkExpiresAt() != null) {
                PersonTable.removeLink(connection, id);
                trail(connection, call, "took back the one-time link of " + id, 204);
            }
            return person;
        });
        people.changed(id);
    }

    Person change(String id, PersonRequest request, Call call) throws SQLException {
        boolean own = id.equals(call.caller());
        if (own && (request.suspended() || !request.roles().contains(Role.ADMINISTRATOR))) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "Nobody takes their own rights away by mistake; another administrator can.")
                    .exception();
        }
        Person changed = transactions.change(connection -> {
            Person before = lockKnown(connection, id);
            boolean wasGuest = before.roles().contains(Role.GUEST);
            if (wasGuest != request.roles().contains(Role.GUEST)) {
                throw Problem.at(
                                ProblemType.CONFLICT,
                                "/roles",
                                "a guest stays a guest, and nobody of this company becomes one: invite them anew")
                        .exception();
            }
            Instant suspendedAt =
                    !request.suspended() ? null : before.suspendedAt() == null ? now() : before.suspendedAt();
            Person after = new Person(
                    id,
                    request.name(),
                    before.login(),
                    before.passwordSetAt(),
                    request.roles(),
                    request.glns(),
                    before.createdAt(),
                    before.createdBy(),
                    request.expiresAt(),
                    suspendedAt,
                    null,
                    before.lastSignedInAt(),
                    before.linkExpiresAt());
            PersonTable.update(connection, after);
            if (request.suspended()) {
                PersonTable.removeLink(connection, id);
            }
            trail(connection, call, changes(before, after) + " " + id + rights(after), 200);
            return PersonTable.find(connection, id).orElseThrow();
        });
        // First nobody is let in any more, then what was begun ends.
        people.changed(id);
        if (request.suspended()) {
            sessions.endOf(id, null);
        }
        return changed;
    }

    private static String changes(Person before, Person after) {
        if ((before.suspendedAt() == null) == (after.suspendedAt() == null)) {
            return "changed";
        }
        return after.suspendedAt() == null ? "let in again" : "suspended";
    }

    /** Forgets who it was; again is no error. */
    void erase(String id, Call call) throws SQLException {
        if (id.equals(call.caller())) {
            throw Problem.of(ProblemType.CONFLICT, "Nobody erases their own account; another administrator can.")
                    .exception();
        }
        transactions.change(connection -> {
            Person person = PersonTable.lock(connection, id).orElseThrow(() -> nobody(id));
            if (person.erasedAt() == null) {
                PersonTable.erase(connection, id, now());
                trail(connection, call, "erased " + id, 204);
            }
            return person;
        });
        people.changed(id);
        sessions.endOf(id, null);
    }

    private Instant now() {
        // As the table keeps it.
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Person lockKnown(Connection connection, String id) throws SQLException {
        return PersonTable.lock(connection, id)
                .filter(person -> person.erasedAt() == null)
                .orElseThrow(() -> nobody(id));
    }

    private static ProblemException nobody(String id) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no person " + id + ".")
                .exception();
    }

    /** Which rights whoever changed them gave; business numbers, no personal data. */
    private static String rights(Person person) {
        String roles = " with "
                + person.roles().stream().map(Role::id).toList()
                + (person.glns().isEmpty() ? "" : " for " + person.glns());
        return person.expiresAt() == null ? roles : roles + " until " + person.expiresAt();
    }

    private static void trail(Connection connection, Call call, String target, int status) throws SQLException {
        Transactions.trail(connection, call, Action.MANAGE_PEOPLE, call.caller(), target, status);
    }

    /** Two requests with one idempotency key at once: the second waits for the first. */
    private static void lock(Connection connection, String caller) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
            select.setInt(1, ADVISORY_LOCK);
            select.setInt(2, caller.hashCode());
            select.execute();
        }
    }
}
