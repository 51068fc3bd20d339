package org.tallystick.api.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Role;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

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
    private static final Set<String> MEMBERS = Set.of("name", "roles", "requestsPerSecond", "expiresAt");

    /** @throws org.tallystick.api.problem.ProblemException naming every fault */
    static KeyRequest parse(JsonNode json, Instant now) {
        return new Reader(json, now).read();
    }

    private static final class Reader {
        private final JsonNode json;
        private final Instant now;
        private final List<Problem.Fault> faults = new ArrayList<>();

        Reader(JsonNode json, Instant now) {
            this.json = json;
            this.now = now;
        }

        KeyRequest read() {
            if (!json.isObject()) {
                throw Problem.at(ProblemType.VALIDATION, "", "is a JSON object").exception();
            }
            json.fieldNames().forEachRemaining(name -> {
                if (!MEMBERS.contains(name)) {
                    fault("/" + name.replace("~", "~0").replace("/", "~1"), "is no member of a key");
                }
            });
            KeyRequest request = new KeyRequest(name(), roles(), rate(), expiresAt());
            if (!faults.isEmpty()) {
                throw new Problem(ProblemType.VALIDATION, "The key cannot be made as asked.", faults, Map.of())
                        .exception();
            }
            return request;
        }

        private String name() {
            JsonNode name = json.path("name");
            if (!name.isTextual()
                    || name.textValue().isBlank()
                    || name.textValue().length() > MAX_NAME_CHARS
                    || name.textValue().chars().anyMatch(Character::isISOControl)) {
                fault("/name", "is a text of 1 to " + MAX_NAME_CHARS + " characters");
                return "";
            }
            return name.textValue();
        }

        private Set<Role> roles() {
            String known = Stream.of(Role.values()).map(Role::id).collect(Collectors.joining(", "));
            JsonNode listed = json.path("roles");
            if (!listed.isArray() || listed.isEmpty()) {
                fault("/roles", "is a list of one or more of " + known);
            }
            Set<Role> roles = EnumSet.noneOf(Role.class);
            for (int i = 0; i < listed.size(); i++) {
                Optional<Role> role = Role.parse(listed.get(i).asText());
                if (role.isEmpty()) {
                    fault("/roles/" + i, "is one of " + known);
                } else {
                    roles.add(role.get());
                }
            }
            return roles.isEmpty() ? EnumSet.of(Role.READER) : roles;
        }

        private @Nullable Integer rate() {
            JsonNode rate = json.path("requestsPerSecond");
            if (rate.isMissingNode() || rate.isNull()) {
                return null;
            }
            if (!rate.isInt() || rate.intValue() < 1) {
                fault("/requestsPerSecond", "is a whole number from 1");
                return null;
            }
            return rate.intValue();
        }

        private @Nullable Instant expiresAt() {
            JsonNode expires = json.path("expiresAt");
            if (expires.isMissingNode() || expires.isNull()) {
                return null;
            }
            try {
                Instant instant = OffsetDateTime.parse(expires.asText()).toInstant();
                if (instant.isAfter(now)) {
                    return instant;
                }
                fault("/expiresAt", "has passed");
            } catch (DateTimeException e) {
                fault("/expiresAt", "is a time with its zone, such as 2027-01-01T00:00:00Z");
            }
            return null;
        }

        private void fault(String pointer, String detail) {
            faults.add(new Problem.Fault(pointer, detail));
        }
    }
}
