package org.tallystick.api.access;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person as the server knows them: everything but the hashes of their password and of their link.
 *
 * @param id {@code person-k3f7q2m7xd}: drawn at random, says nothing about anybody, and outlives the rest
 * @param name what whoever invited them calls them; empty once erased
 * @param login what they sign in with; null until they chose it, and once erased
 * @param passwordSetAt null until they chose one, and once erased
 * @param glns of a guest: whose shipments he sees; empty for everybody else
 * @param createdBy the id of the key or person that invited them
 * @param expiresAt from when on they are not let in; null: never
 * @param suspendedAt since when they are not let in; null: they are
 * @param erasedAt since when nothing is known of them but their id
 * @param linkExpiresAt until when the one-time link that they were given is good; null: they have none
 */
public record Person(
        String id,
        String name,
        @Nullable String login,
        @Nullable Instant passwordSetAt,
        Set<Role> roles,
        List<String> glns,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant suspendedAt,
        @Nullable Instant erasedAt,
        @Nullable Instant lastSignedInAt,
        @Nullable Instant linkExpiresAt)
        implements Principal {
    private static final String PREFIX = "person-";
    private static final Pattern ID = Pattern.compile(PREFIX + "[a-z2-7]{10}");

    public Person {
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
        glns = List.copyOf(glns);
    }

    static String randomId(SecureRandom random) {
        return PREFIX + ApiToken.randomId(random);
    }

    /** Whether what names a caller names a person; else it is a key's id. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** Invited by somebody, and nothing else is known yet. */
    public static Person invited(
            SecureRandom random,
            String name,
            Set<Role> roles,
            List<String> glns,
            Instant at,
            String by,
            @Nullable Instant expiresAt) {
        return new Person(randomId(random), name, null, null, roles, glns, at, by, expiresAt, null, null, null, null);
    }

    /** The node's own: a browser is one person's, and a person is no bulk load. */
    @Override
    public @Nullable Integer requestsPerSecond() {
        return null;
    }

    /** Whether they may be let in, once they have shown who they are. */
    public boolean validAt(Instant now) {
        return passwordSetAt != null && mayHaveAccountAt(now);
    }

    /** Whether they may choose a password. */
    public boolean mayHaveAccountAt(Instant now) {
        return suspendedAt == null && erasedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }
}
