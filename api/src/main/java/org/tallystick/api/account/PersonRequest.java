package org.tallystick.api.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Role;
import org.tallystick.api.form.Forms;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Gs1Key;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * What an administrator says of a person, whether new or known.
 *
 * <pre>
 *   {"name":"Ada Lovelace","roles":["recorder","reader"],"expiresAt":"2027-01-01T00:00:00Z"}
 *   {"name":"Laden Süd","roles":["guest"],"glns":["9521234567899"]}
 *   {"name":"Ada Lovelace","roles":["recorder","reader"],"suspended":true}      of a known one alone
 * </pre>
 */
record PersonRequest(
        String name,
        Set<Role> roles,
        List<String> glns,
        @Nullable Instant expiresAt,
        boolean suspended) {
    private static final int MAX_NAME_CHARS = 100;
    /** A shop chain's gates; whoever has more is a member with a node. */
    private static final int MAX_GLNS = 50;

    private static final int MAX_BYTES = 8 << 10;

    PersonRequest {
        glns = List.copyOf(glns);
    }

    /** @throws org.tallystick.api.problem.ProblemException naming every fault */
    static PersonRequest parseNew(byte[] json, Instant now) {
        return Forms.read(() -> read(StrictJson.readTree(json, MAX_BYTES), now, false));
    }

    static PersonRequest parseKnown(byte[] json) {
        // An end that has passed may be said again: it is a way to keep somebody out.
        return Forms.read(() -> read(StrictJson.readTree(json, MAX_BYTES), Instant.MIN, true));
    }

    private static PersonRequest read(JsonNode tree, Instant now, boolean known) {
        Form form = Form.of(tree);
        if (tree.path("expiresAt").asText("-").isBlank()) {
            // Elsewhere an empty text says nothing; here it would make an account without end.
            form.fault("expiresAt", "format", "is a time; leave it out for an account without end");
        }
        Set<Role> roles = roles(form);
        PersonRequest request =
                new PersonRequest(name(form), roles, glns(form, roles), expiresAt(form, now), known && suspended(form));
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
        String known = Stream.of(Role.values()).map(Role::id).collect(Collectors.joining(", "));
        JsonNode listed = form.optional("roles");
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (listed == null || !listed.isArray() || listed.isEmpty()) {
            form.fault("roles", "type", "is a list of one or more of " + known);
        } else {
            for (int i = 0; i < listed.size(); i++) {
                Optional<Role> role =
                        Optional.ofNullable(listed.get(i).textValue()).flatMap(Role::parse);
                if (role.isEmpty()) {
                    form.fault("roles/" + i, "enum", "is one of " + known);
                } else if (!roles.add(role.get())) {
                    form.fault("roles/" + i, "uniqueItems", "is there twice");
                }
            }
            if (roles.contains(Role.GUEST) && roles.size() > 1) {
                form.fault("roles", "rule", "a guest is a guest alone: another role would show all that is here");
            }
        }
        return roles.isEmpty() ? EnumSet.of(Role.GUEST) : roles;
    }

    private static List<String> glns(Form form, Set<Role> roles) {
        JsonNode listed = form.optional("glns");
        List<String> glns = new ArrayList<>();
        boolean guest = roles.contains(Role.GUEST);
        if (listed == null) {
            if (guest && form.isFaultless()) {
                form.fault("glns", "required", "'glns' is missing: the numbers whose shipments the guest sees");
            }
            return glns;
        }
        if (!guest) {
            form.fault("glns", "rule", "is of guests alone; who reads, reads all");
            return glns;
        }
        if (!listed.isArray() || listed.isEmpty() || listed.size() > MAX_GLNS) {
            form.fault("glns", "type", "is a list of 1 to " + MAX_GLNS + " GLNs");
            return glns;
        }
        for (int i = 0; i < listed.size(); i++) {
            try {
                String gln = Gs1Identifier.of(
                                Gs1Key.GLN,
                                Optional.ofNullable(listed.get(i).textValue()).orElse(""))
                        .value();
                if (glns.contains(gln)) {
                    form.fault("glns/" + i, "uniqueItems", "is there twice");
                }
                glns.add(gln);
            } catch (MalformedIdentifierException e) {
                form.fault("glns/" + i, "format", String.valueOf(e.getMessage()));
            }
        }
        return glns;
    }

    private static @Nullable Instant expiresAt(Form form, Instant now) {
        OffsetDateTime expires = form.optionalTime("expiresAt");
        if (expires != null && !expires.toInstant().isAfter(now)) {
            form.fault("expiresAt", "rule", "has passed");
        }
        return expires == null ? null : expires.toInstant();
    }

    private static boolean suspended(Form form) {
        JsonNode suspended = form.optional("suspended");
        if (suspended != null && !suspended.isBoolean()) {
            form.fault("suspended", "type", "is true or false");
        }
        return suspended != null && suspended.asBoolean();
    }
}
