package org.tallystick.api.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Role;
import org.tallystick.api.form.Forms;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;

/**
 * What an administrator asks for.
 *
 * <pre>
 *   {"name":"ERP","roles":["recorder"],"requestsPerSecond":100,"expiresAt":"2027-01-01T00:00:00Z"}
 * </pre>
 */
record KeyRequest(
        String name,
        Set<Role> roles,
        @Nullable Integer requestsPerSecond,
        @Nullable Instant expiresAt) {
    private static final int MAX_NAME_CHARS = 100;
    /** A name of 100 characters, four roles, a number and a time. */
    private static final int MAX_BYTES = 4 << 10;

    /** @throws org.tallystick.api.problem.ProblemException naming every fault */
    static KeyRequest parse(byte[] json, Instant now) {
        return Forms.read(() -> read(StrictJson.readTree(json, MAX_BYTES), now));
    }

    private static KeyRequest read(JsonNode tree, Instant now) {
        Form form = Form.of(tree);
        if (tree.path("expiresAt").asText("-").isBlank()) {
            // Elsewhere an empty text says nothing; here it would make a key without end.
            form.fault("expiresAt", "format", "is a time; leave it out for a key without end");
        }
        KeyRequest request = new KeyRequest(name(form), roles(form), rate(form), expiresAt(form, now));
        form.throwIfWrong();
        return request;
    }

    private static String name(Form form) {
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

    private static Set<Role> roles(Form form) {
        String known = Role.OF_KEYS.stream().map(Role::id).collect(Collectors.joining(", "));
        JsonNode listed = form.optional("roles");
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (listed == null || !listed.isArray() || listed.isEmpty()) {
            form.fault("roles", "type", "is a list of one or more of " + known);
        } else {
            for (int i = 0; i < listed.size(); i++) {
                Optional<Role> role = Optional.ofNullable(listed.get(i).textValue())
                        .flatMap(Role::parse)
                        .filter(Role.OF_KEYS::contains);
                if (role.isEmpty()) {
                    form.fault("roles/" + i, "enum", "is one of " + known);
                } else if (!roles.add(role.get())) {
                    form.fault("roles/" + i, "uniqueItems", "is there twice");
                }
            }
        }
        return roles;
    }

    private static @Nullable Integer rate(Form form) {
        JsonNode rate = form.optional("requestsPerSecond");
        if (rate == null) {
            return null;
        }
        if (!rate.isInt() || rate.intValue() < 1) {
            form.fault("requestsPerSecond", "type", "is a whole number from 1");
            return null;
        }
        return rate.intValue();
    }

    private static @Nullable Instant expiresAt(Form form, Instant now) {
        OffsetDateTime expires = form.optionalTime("expiresAt");
        if (expires != null && !expires.toInstant().isAfter(now)) {
            form.fault("expiresAt", "rule", "has passed");
        }
        return expires == null ? null : expires.toInstant();
    }
}
