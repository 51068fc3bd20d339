package org.tallystick.api.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.form.Form;

/** What an administrator says of keys and of people alike: what they are called, what they may do, and until when. */
public final class Grant {
    private static final int MAX_NAME_CHARS = 100;

    private Grant() {}

    /** Empty with a fault noted. */
    public static String name(Form form) {
        JsonNode name = form.optional("name");
        if (name == null
                || !name.isTextual()
                || name.textValue().isBlank()
                || name.textValue().length() > MAX_NAME_CHARS
                || name.textValue().chars().anyMatch(Character::isISOControl)) {
            form.fault("name", "pattern", "is a text of 1 to " + MAX_NAME_CHARS + " characters");
            return "";
        }
        return name.textValue();
    }

    /** Empty, or those that are right, with a fault noted. */
    public static Set<Role> roles(Form form, Set<Role> given) {
        String known = given.stream().map(Role::id).collect(Collectors.joining(", "));
        JsonNode listed = form.optional("roles");
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (listed == null || !listed.isArray() || listed.isEmpty()) {
            form.fault("roles", "type", "is a list of one or more of " + known);
            return roles;
        }
        for (int i = 0; i < listed.size(); i++) {
            Optional<Role> role = Optional.ofNullable(listed.get(i).textValue())
                    .flatMap(Role::parse)
                    .filter(given::contains);
            if (role.isEmpty()) {
                form.fault("roles/" + i, "enum", "is one of " + known);
            } else if (!roles.add(role.get())) {
                form.fault("roles/" + i, "uniqueItems", "is there twice");
            }
        }
        return roles;
    }

    /**
     * Elsewhere an empty text says nothing; here it would make something without end.
     *
     * @param what it is, as {@code a key}
     */
    public static void refuseBlankEnd(Form form, JsonNode tree, String what) {
        if (tree.path("expiresAt").asText("-").isBlank()) {
            form.fault("expiresAt", "format", "is a time; leave it out for " + what + " without end");
        }
    }

    /** Null for what has no end. */
    public static @Nullable Instant expiresAt(Form form, Instant now) {
        OffsetDateTime expires = form.optionalTime("expiresAt");
        if (expires != null && !expires.toInstant().isAfter(now)) {
            form.fault("expiresAt", "rule", "has passed");
        }
        return expires == null ? null : expires.toInstant();
    }
}
