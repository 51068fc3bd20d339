package org.tallystick.api.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Grant;
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
        Grant.refuseBlankEnd(form, tree, "an account");
        Set<Role> roles = roles(form);
        PersonRequest request = new PersonRequest(
                Grant.name(form), roles, glns(form, roles), Grant.expiresAt(form, now), known && suspended(form));
        form.throwIfWrong();
        return request;
    }

    private static Set<Role> roles(Form form) {
        Set<Role> roles = Grant.roles(form, EnumSet.allOf(Role.class));
        if (roles.contains(Role.GUEST) && roles.size() > 1) {
            form.fault("roles", "rule", "a guest is a guest alone: another role would show all that is here");
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

    private static boolean suspended(Form form) {
        JsonNode suspended = form.optional("suspended");
        if (suspended != null && !suspended.isBoolean()) {
            form.fault("suspended", "type", "is true or false");
        }
        return suspended != null && suspended.asBoolean();
    }
}
