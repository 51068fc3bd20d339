package org.tallystick.api.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.ApiKey;
import org.tallystick.api.access.ApiKeyTable;
import org.tallystick.api.access.Role;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.client.NodeApi;
import org.tallystick.api.keys.AdministratorKey;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.home.HomeInUseException;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.KeyValidity;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.organisation.Organisation;
import org.tallystick.identity.organisation.OrganisationKeys;
import org.tallystick.identity.resolve.RegisteredDids;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.postgres.Schema;

/**
 * The keys of a home: who holds which since when, and their changes. A change of the organisation's DID that was killed
 * is finished by the next start; a new administrator key is in its file before it is known.
 */
public final class Keys implements Command {
    private static final int PAGE = 500;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Clock clock;

    public Keys(Clock clock) {
        this.clock = clock;
    }

    private enum Task {
        LIST,
        ROTATE,
        ADMINISTRATOR,
        MOVE
    }

    private record Options(Task task, Home home, boolean emergency, String name, String domain) {
        static Options parse(Arguments arguments) {
            Task task = Task.LIST;
            if (arguments.hasValue()) {
                String word = arguments.next();
                task = switch (word) {
                    case "list" -> Task.LIST;
                    case "rotate" -> Task.ROTATE;
                    case "administrator" -> Task.ADMINISTRATOR;
                    case "move" -> Task.MOVE;
                    default -> throw new UsageException("keys does not know '" + word + "'");
                };
            }
            String domain = task == Task.MOVE ? arguments.value("move", "a domain, such as acme.example") : "";
            Home home = Home.ofUser();
            boolean emergency = false;
            String name = "administrator";
            while (!arguments.isEmpty()) {
                String word = arguments.next();
                if (word.equals("--home")) {
                    home = Home.at(arguments.path(word, "a folder"));
                } else if (word.equals("--emergency") && task == Task.ROTATE) {
                    emergency = true;
                } else if (word.equals("--name") && task == Task.ADMINISTRATOR) {
                    name = arguments.value(word, "a name");
                } else {
                    throw Arguments.unknown(word);
                }
            }
            if (!home.exists()) {
                throw new UsageException("there is no home " + home);
            }
            return new Options(task, home, emergency, name, domain);
        }
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public String summary() {
        return "list, rotate, new administrator key, move to a domain";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick keys [list] [--home DIR]
                       ./tallystick keys rotate [--emergency] [--home DIR]
                       ./tallystick keys administrator [--name NAME] [--home DIR]
                       ./tallystick keys move DOMAIN [--home DIR]

                list            the log's key, the organisation's signing keys and since when they are in force, and
                                the API keys with their roles and last use; no secret is shown
                rotate          replaces the organisation's signing key and update key. What was signed before stays
                                proven: every statement pins the version of its key. An ordinary rotation lets what is
                                signed be registered first; --emergency, for a key that may be stolen, does not wait
                administrator   makes a new administrator key, its token on the first line of DIR/admin.key; those
                                before stay valid until they are revoked
                move            gives the organisation's DID another home, such as acme.example or
                                acme.example:plants:north; its history moves with it

                A running node is asked over its own API; else the command does it itself.
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        Options options = Options.parse(arguments);
        try {
            switch (options.task()) {
                case LIST -> list(options.home(), out);
                case ADMINISTRATOR -> administrator(options.home(), options.name(), out);
                case ROTATE ->
                    change(
                            options.home(),
                            "/api/v1/organisation/rotations",
                            JSON.objectNode().put("emergency", options.emergency()),
                            organisation -> organisation.rotate(
                                    options.emergency() ? Organisation.Haste.EMERGENCY : Organisation.Haste.ORDINARY),
                            "rotated",
                            out);
                case MOVE ->
                    change(
                            options.home(),
                            "/api/v1/organisation/moves",
                            JSON.objectNode().put("domain", options.domain()),
                            organisation -> organisation.move(options.domain()),
                            "moved",
                            out);
            }
            return 0;
        } catch (SQLException | FlywayException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        } catch (MalformedDidException e) {
            throw new UsageException(options.domain() + " is no home of a DID: " + e.getMessage());
        }
    }

    // ---- list

    private void list(Home home, PrintStream out) throws IOException, SQLException {
        Instant now = clock.instant();
        VerifierKey logKey = HomeFiles.logVerifierKey(home);
        out.println("log key");
        out.println("  " + logKey);
        // A copy or a restore makes the file anew, so this is no age of the key.
        out.println(
                "  file written " + age(Files.getLastModifiedTime(home.logKey()).toInstant(), now));
        try (HomeDatabase database = HomeDatabase.beside(home)) {
            listOrganisation(home, database, now, out);
            out.println("API keys");
            try (Connection connection = database.dataSource().getConnection()) {
                @Nullable String after = null;
                for (List<ApiKey> page = ApiKeyTable.page(connection, null, PAGE);
                        !page.isEmpty();
                        page = ApiKeyTable.page(connection, after, PAGE)) {
                    page.forEach(key -> out.println("  " + line(key, now)));
                    after = page.getLast().id();
                }
            }
        }
    }

    private static void listOrganisation(Home home, HomeDatabase database, Instant now, PrintStream out)
            throws IOException, SQLException {
        OrganisationKeys keys = OrganisationKeys.open(home.organisationKeys(), new SecureRandom());
        Optional<WebvhDid> did = keys.did();
        Optional<DidLog> log = did.isEmpty()
                ? Optional.empty()
                : new RegisteredDids(database.dataSource()).find(did.get().scid());
        if (log.isEmpty()) {
            out.println("organisation: no DID is registered yet");
            return;
        }
        DidVersion latest = log.get().latest();
        out.println("organisation");
        out.println("  " + latest.did() + ", version " + latest.versionId().number());
        for (Map.Entry<String, Multikey> method :
                latest.document().assertionKeys().entrySet()) {
            KeyValidity validity =
                    log.get().signingKey(latest.versionId(), method.getKey()).orElseThrow();
            out.println(
                    "  signing key " + method.getKey() + " " + method.getValue().text() + ", in force "
                            + age(validity.from().versionTime(), now)
                            + (keys.held().contains(method.getValue().text()) ? "" : "; its private key is not here"));
        }
        out.println("  update key, changed " + age(latest.versionTime(), now));
        if (keys.pending().isPresent()) {
            out.println("  a change is under way; the next start finishes it");
        }
    }

    private static String line(ApiKey key, Instant now) {
        String roles = key.roles().stream().map(Role::id).collect(Collectors.joining("+"));
        return key.id() + " " + key.name() + ": " + roles + ", made " + age(key.createdAt(), now)
                + optional(", last used ", lastUse(key), now, ", never used")
                + optional(", expires ", key.expiresAt(), now, "")
                + optional(", REVOKED ", key.revokedAt(), now, "");
    }

    /** It is kept to the minute, which may be the one that the key was made in. */
    private static @Nullable Instant lastUse(ApiKey key) {
        Instant used = key.lastUsedAt();
        return used != null && used.isBefore(key.createdAt()) ? key.createdAt() : used;
    }

    private static String optional(String before, @Nullable Instant time, Instant now, String absent) {
        return time == null ? absent : before + age(time, now);
    }

    /** A date, and how long ago in the unit that says enough. */
    private static String age(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        String date = time.truncatedTo(ChronoUnit.SECONDS).toString();
        if (age.isNegative()) {
            return date;
        }
        return date + " ("
                + (age.toDays() > 1
                        ? age.toDays() + " days"
                        : age.toHours() > 1
                                ? age.toHours() + " hours"
                                : age.toMinutes() == 1 ? "1 minute" : age.toMinutes() + " minutes")
                + " ago)";
    }

    // ---- changes

    private void administrator(Home home, String name, PrintStream out) throws IOException, SQLException {
        HomeFiles.logVerifierKey(home);
        try (HomeDatabase database = HomeDatabase.beside(home)) {
            ApiKey key = AdministratorKey.make(database.dataSource(), home, name, new SecureRandom(), clock.instant());
            out.println("new administrator key " + key.id() + ": its token is the first line of " + home.adminKey());
        }
    }

    private interface Change {
        Organisation.Change make(Organisation organisation)
                throws IOException, SQLException, InterruptedException, TimeoutException;
    }

    private void change(Home home, String path, JsonNode request, Change change, String verb, PrintStream out)
            throws IOException, SQLException {
        HomeFiles.logVerifierKey(home);
        try (HomeDatabase database = HomeDatabase.alone(home)) {
            DidVersion version = changeHere(home, database, change);
            remember(database, verb + " " + version.versionId());
            tell(version.did().toString(), version.versionId().toString(), out);
        } catch (HomeInUseException running) {
            ask(home, path, request, out);
        }
    }

    private static void ask(Home home, String path, JsonNode request, PrintStream out) throws IOException {
        try (NodeApi node = NodeApi.of(home)) {
            JsonNode changed = node.change(path, request);
            tell(changed.path("did").asText(), changed.path("versionId").asText(), out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the node", e);
        }
    }

    /** As a running node does when it is asked: the change is in the log, then who made it in the trail. */
    private void remember(HomeDatabase database, String what) throws IOException, SQLException {
        AuditTrail.write(
                database.dataSource(), List.of(AuditLine.ofCommand(clock.instant(), Action.MANAGE_KEYS.id(), what)));
    }

    private static void tell(String did, String versionId, PrintStream out) {
        out.println(did + " is at version " + versionId);
        out.println("make a new backup: the one before has the keys before");
    }

    private DidVersion changeHere(Home home, HomeDatabase database, Change change) throws IOException, SQLException {
        Schema.migrate(database.dataSource());
        try (Node node = Node.open(home, database.dataSource(), "unnamed", clock)) {
            return switch (change.make(node.organisation())) {
                case Organisation.Change.Made(DidVersion version) -> version;
                case Organisation.Change.Refused(var refusal) ->
                    throw new IOException("the ledger refuses the change: " + refusal);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the next start finishes the change", e);
        } catch (TimeoutException e) {
            throw new IOException("the change is handed in and not decided; the next start finishes it", e);
        }
    }
}
