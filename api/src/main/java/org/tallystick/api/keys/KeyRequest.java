package org.tallystick.api.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Grant;
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
    /** A name of 100 characters, four roles, a number and a time. */
    private static final int MAX_BYTES = 4 << 10;

    /** @throws org.tallystick.api.problem.ProblemException naming every fault */
    static KeyRequest parse(byte[] json, Instant now) {
        return Forms.read(() -> read(StrictJson.readTree(json, MAX_BYTES), now));
    }

    private static KeyRequest read(JsonNode tree, Instant now) {
        Form form = Form.of(tree);
        Grant.refuseBlankEnd(form, tree, "a key");
        KeyRequest request = new KeyRequest(
                Grant.name(form), Grant.roles(form, Role.OF_KEYS), rate(form), Grant.expiresAt(form, now));
        form.throwIfWrong();
        return request;
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
}
