package org.tallystick.api.session;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Role;

/**
 * A session as its page sees it.
 *
 * @param id of the key that began it
 * @param name of that key
 * @param may every action that it may do, by the names of the audit trail
 * @param csrf goes with each write, as {@code X-CSRF-Token}
 */
@Schema(name = "Session")
record SessionView(String id, String name, List<String> roles, List<String> may, String csrf, Instant expiresAt) {
    static SessionView of(Session session) {
        return new SessionView(
                session.key().id(),
                session.key().name(),
                session.key().roles().stream().map(Role::id).toList(),
                Stream.of(Action.values())
                        .filter(session.key()::may)
                        .map(Action::id)
                        .toList(),
                session.token().csrf(),
                session.expiresAt());
    }
}
