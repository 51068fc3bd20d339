package org.tallystick.api.session;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.Role;

/**
 * A session as its page sees it.
 *
 * @param id of the key or person
 * @param name of that key or person
 * @param account whether it is a person's, who has a password; else it is a key's
 * @param glns of a guest: whose shipments he sees
 * @param may every action that it may do, by the names of the audit trail
 * @param csrf goes with each write, as {@code X-CSRF-Token}
 */
@Schema(name = "Session")
public record SessionView(
        String id,
        String name,
        boolean account,
        List<String> roles,
        List<String> glns,
        List<String> may,
        String csrf,
        Instant expiresAt) {
    public SessionView {
        roles = List.copyOf(roles);
        glns = List.copyOf(glns);
        may = List.copyOf(may);
    }

    public static SessionView of(Session session) {
        return new SessionView(
                session.who().id(),
                session.who().name(),
                session.who() instanceof Person,
                session.who().roles().stream().map(Role::id).toList(),
                session.who() instanceof Person person ? person.glns() : List.of(),
                Stream.of(Action.values())
                        .filter(session.who()::may)
                        // A key has no account, whatever its roles.
                        .filter(action -> action != Action.OWN_ACCOUNT || session.who() instanceof Person)
                        .map(Action::id)
                        .toList(),
                session.token().csrf(),
                session.expiresAt());
    }
}
