package org.tallystick.api.account;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Settings;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.People;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.PersonTable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.session.Session;
import org.tallystick.api.session.SessionToken;
import org.tallystick.api.session.Sessions;

/**
 * People show who they are: by a name and password, by a one-time link, or by the old password for a new one.
 *
 * <p>A name that nobody has, a wrong password and an account that is suspended or over have the same answer, and cost the
 * same work. What was typed as a name is written nowhere: now and then it is a password.
 */
@Singleton
final class SignIn {
    private static final String WRONG = "The name or the password is wrong, or the account is suspended or has ended.";

    /** The SQLSTATE; of what is set with a password only the login is unique. */
    private static final String UNIQUE_VIOLATION = "23505";

    private final Transactions transactions;
    private final People people;
    private final Sessions sessions;
    private final Hashing hashing;
    private final Attempts attempts;
    private final Clock clock;

    SignIn(DataSource dataSource, People people, Sessions sessions, Hashing hashing, Settings settings, Clock clock) {
        this.transactions = new Transactions(dataSource);
        this.people = people;
        this.sessions = sessions;
        this.hashing = hashing;
        this.attempts = new Attempts(settings.limits().failedPasswordsPerMinute());
        this.clock = clock;
    }

    Session byPassword(String name, String typed, Call call) throws SQLException {
        Optional<Login> login = Login.typed(name);
        String counted = login.map(Login::text).orElse("");
        PersonTable.WithPassword found = shown(counted, typed, call, connection -> {
                    Optional<PersonTable.WithPassword> known =
                            login.isEmpty() ? Optional.empty() : PersonTable.byLogin(connection, counted);
                    call.about(known.map(one -> one.person().id()).orElse("nobody"));
                    return known;
                })
                .filter(one -> one.person().validAt(clock.instant()))
                .orElseThrow(SignIn::wrong);
        attempts.succeeded(counted, call.address());
        if (Hashing.isOutdated(found.password())) {
            String hash = hashing.hash(Password.typed(typed).orElseThrow());
            transactions.change(connection -> {
                PersonTable.rehash(connection, found.person().id(), found.password(), hash);
                return hash;
            });
        }
        return enter(found.person(), call);
    }

    /** The session of one who has shown who they are. */
    private Session enter(Person shown, Call call) throws SQLException {
        String id = shown.id();
        Person person = transactions.change(connection -> {
            Person locked = PersonTable.lock(connection, id).orElseThrow(SignIn::wrong);
            PersonTable.signedIn(connection, id, now());
            return PersonTable.find(connection, locked.id()).orElseThrow();
        });
        people.changed(id);
        Session session = sessions.begin(person);
        // A new password, or a suspension, between the look at the old one and now: it has ended the sessions that
        // there
        // were, and would not know of this one.
        boolean same = people.valid(id)
                .filter(now ->
                        now.passwordSetAt() != null && now.passwordSetAt().equals(shown.passwordSetAt()))
                .isPresent();
        if (!same) {
            sessions.end(session.token());
            throw wrong();
        }
        call.authenticated(person, session.token().text());
        return session;
    }

    /** Whose link it is. */
    Person ofLink(String typed, Call call) throws SQLException {
        // Not throttled: nobody guesses 256 bits, and a wrong one costs no more than what is open anyway.
        Optional<LinkToken> token = LinkToken.parse(typed);
        Person person = (token.isEmpty()
                        ? Optional.<Person>empty()
                        : transactions.read(connection ->
                                PersonTable.byLink(connection, token.get().hash())))
                .filter(this::isGood)
                .orElseThrow(SignIn::noLink);
        call.about(person.id());
        return person;
    }

    /**
     * Uses up a link.
     *
     * @param wanted null: one who has a login keeps it
     */
    Session byLink(String typedLink, @Nullable String wanted, String typedPassword, Call call) throws SQLException {
        Person asked = ofLink(typedLink, call);
        Login login = login(asked, wanted);
        String hash = hashing.hash(chosen(typedPassword, "/password", login, asked.name()));
        byte[] link = LinkToken.parse(typedLink).orElseThrow(SignIn::noLink).hash();
        Instant at = now();
        Person person = transactions.change(connection -> {
            Person locked = PersonTable.lockByLink(connection, link)
                    .filter(this::isGood)
                    .orElseThrow(SignIn::noLink);
            setPassword(connection, locked.id(), login, hash, at);
            Transactions.trail(
                    connection,
                    call,
                    Action.USE_LINK,
                    locked.id(),
                    locked.id() + " chose a password by a one-time link",
                    201);
            return PersonTable.find(connection, locked.id()).orElseThrow();
        });
        people.changed(person.id());
        sessions.endOf(person.id(), null);
        return enter(person, call);
    }

    /** Whether a login is free is known when it is taken: two people may choose one at the same time. */
    private static void setPassword(Connection connection, String id, Login login, String hash, Instant at)
            throws SQLException {
        try {
            PersonTable.setPassword(connection, id, login.text(), hash, at);
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw Problem.at(ProblemType.ALREADY_EXISTS, "/login", "somebody else has it; choose another")
                        .exception();
            }
            throw e;
        }
    }

    private static Login login(Person person, @Nullable String wanted) {
        String text = person.login() == null ? wanted : person.login();
        if (text == null) {
            throw Problem.at(ProblemType.VALIDATION, "/login", "is missing: the name to sign in with")
                    .exception();
        }
        return Login.parse(text)
                .orElseThrow(() ->
                        Problem.at(ProblemType.VALIDATION, "/login", Login.RULE).exception());
    }

    /** A new password in place of the old one; every other session of this person ends. */
    void changePassword(String old, String wanted, Call call) throws SQLException {
        Person person = call.person();
        String login = person.login();
        if (login == null) {
            throw new IllegalStateException(person.id() + " is in a session and has no login");
        }
        PersonTable.WithPassword known = shown(
                        login, old, call, connection -> PersonTable.withPassword(connection, person.id()))
                .orElseThrow(() -> Problem.at(ProblemType.VALIDATION, "/old", "is not the password")
                        .exception());
        attempts.succeeded(login, call.address());
        String hash = hashing.hash(chosen(wanted, "/new", new Login(login), person.name()));
        Instant at = now();
        transactions.change(connection -> {
            PersonTable.lock(connection, person.id());
            boolean same = PersonTable.withPassword(connection, person.id())
                    .filter(now -> now.password().equals(known.password()))
                    .isPresent();
            if (!same) {
                throw Problem.of(ProblemType.CONFLICT, "The password was changed at the same time.")
                        .exception();
            }
            PersonTable.setPassword(connection, person.id(), login, hash, at);
            Transactions.trail(connection, call, Action.OWN_ACCOUNT, person.id(), "changed the password", 204);
            return at;
        });
        people.changed(person.id());
        sessions.endOf(person.id(), own(call));
    }

    /** The token of the session that the call came in. */
    static SessionToken own(Call call) {
        return SessionToken.parse(call.secret())
                .orElseThrow(() -> new IllegalStateException("people call in sessions alone"));
    }

    /**
     * Who is found, where the password is theirs. The attempt counts as a wrong one until the caller says otherwise; one that
     * nobody comes to look at, since too many are hashed already or the database is away, does not.
     */
    private Optional<PersonTable.WithPassword> shown(
            String name, String typed, Call call, Transactions.Work<Optional<PersonTable.WithPassword>> find)
            throws SQLException {
        begin(name, call);
        boolean looked = false;
        try {
            Optional<PersonTable.WithPassword> found = transactions.read(find);
            boolean right = matches(found.orElse(null), typed);
            looked = true;
            return right ? found : Optional.empty();
        } finally {
            if (!looked) {
                attempts.takeBack(name, call.address());
            }
        }
    }

    private void begin(String name, Call call) {
        long wait = attempts.begin(name, call.address(), System.nanoTime());
        if (wait > 0) {
            // The lines of those before it tell of it, and a flood of these would drown them.
            call.trailWritten();
            throw Problem.of(ProblemType.TOO_MANY_REQUESTS, "Too many tries were wrong.")
                    .retryAfter(wait)
                    .exception();
        }
    }

    private boolean matches(PersonTable.@Nullable WithPassword known, String typed) {
        // What cannot be anybody's password costs no less than what could.
        Optional<Password> password = Password.typed(typed);
        Password compared = password.orElseGet(
                () -> Password.typed("no password is shorter").orElseThrow());
        return hashing.matches(known == null ? null : known.password(), compared) && password.isPresent();
    }

    private static Password chosen(String typed, String pointer, Login login, String name) {
        Password password = Password.typed(typed)
                .orElseThrow(() -> Problem.at(ProblemType.VALIDATION, pointer, Password.rule())
                        .exception());
        password.weakness(login, name).ifPresent(why -> {
            throw Problem.at(ProblemType.VALIDATION, pointer, why).exception();
        });
        return password;
    }

    private boolean isGood(Person person) {
        Instant now = clock.instant();
        return person.mayHaveAccountAt(now) && person.linkExpiresAt() != null && now.isBefore(person.linkExpiresAt());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static ProblemException wrong() {
        return Problem.of(ProblemType.UNAUTHENTICATED, WRONG)
                .withHeader("WWW-Authenticate", "Bearer realm=\"tallystick\"")
                .exception();
    }

    private static ProblemException noLink() {
        return Problem.of(
                        ProblemType.GONE,
                        "This link was used, replaced or taken back, or its time is over. Ask for another.")
                .exception();
    }
}
