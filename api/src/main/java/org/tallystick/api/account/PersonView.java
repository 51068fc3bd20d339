package org.tallystick.api.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.Role;

/**
 * A person as administrators see them.
 *
 * @param login absent until they chose it
 * @param glns of a guest
 * @param linkExpiresAt until when their one-time link is good; absent: they have none
 */
@Schema(name = "Person")
@JsonInclude(JsonInclude.Include.NON_NULL)
record PersonView(
        String id,
        String name,
        @Nullable String login,
        State state,
        List<String> roles,
        List<String> glns,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant suspendedAt,
        @Nullable Instant lastSignedInAt,
        @Nullable Instant linkExpiresAt) {
    PersonView {
        roles = List.copyOf(roles);
        glns = List.copyOf(glns);
    }

    @Schema(name = "PersonState")
    enum State {
        /** Has no password yet. */
        invited,
        active,
        suspended,
        expired
    }

    static PersonView of(Person person, Instant now) {
        return new PersonView(
                person.id(),
                person.name(),
                person.login(),
                state(person, now),
                person.roles().stream().map(Role::id).toList(),
                person.glns(),
                person.createdAt(),
                person.createdBy(),
                person.expiresAt(),
                person.suspendedAt(),
                person.lastSignedInAt(),
                person.linkExpiresAt() != null && person.linkExpiresAt().isAfter(now) ? person.linkExpiresAt() : null);
    }

    private static State state(Person person, Instant now) {
        if (person.suspendedAt() != null) {
            return State.suspended;
        }
        if (!person.mayHaveAccountAt(now)) {
            return State.expired;
        }
        return person.passwordSetAt() == null ? State.invited : State.active;
    }

    /** @param member the newest first */
    @Schema(name = "PersonPage")
    record Page(List<PersonView> member) {
        Page {
            member = List.copyOf(member);
        }
    }

    /**
     * A link that was made.
     *
     * @param path below this node's address, with the secret behind the {@code #}; in this answer and never again
     */
    @Schema(name = "OneTimeLink")
    record Link(String path, Instant expiresAt) {}
}
