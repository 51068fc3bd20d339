package org.tallystick.api.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.AddressRange;
import org.tallystick.api.access.Grant;
import org.tallystick.api.access.Role;
import org.tallystick.api.form.Forms;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;

/**
 * What an administrator asks for.
 *
 * <pre>
 *   {"name":"ERP","roles":["recorder"],"requestsPerSecond":100,"addresses":["10.1.0.0/16"],
 *    "expiresAt":"2027-01-01T00:00:00Z"}
 * </pre>
 */
record KeyRequest(
        String name,
        Set<Role> roles,
        @Nullable Integer requestsPerSecond,
        List<AddressRange> addresses,
        @Nullable Instant expiresAt) {
    /** Sites of one company; asked at each request. */
    private static final int MAX_ADDRESSES = 20;

    /** A name of 100 characters, four roles, a number, networks and a time. */
    private static final int MAX_BYTES = 4 << 10;

    /** @throws org.tallystick.api.problem.ProblemException naming every fault */
    static KeyRequest parse(byte[] json, Instant now) {
        return Forms.read(() -> read(StrictJson.readTree(json, MAX_BYTES), now));
    }

    private static KeyRequest read(JsonNode tree, Instant now) {
        Form form = Form.of(tree);
        Grant.refuseBlankEnd(form, tree, "a key");
        KeyRequest request = new KeyRequest(
                Grant.name(form),
                Grant.roles(form, Role.OF_KEYS),
                rate(form),
                addresses(form),
                Grant.expiresAt(form, now));
        form.throwIfWrong();
        return request;
    }

    /** From where it may be used; a list that is there and empty would be from nowhere, and is a mistake. */
    private static List<AddressRange> addresses(Form form) {
        JsonNode listed = form.optional("addresses");
        List<AddressRange> ranges = new ArrayList<>();
        if (listed == null) {
            return ranges;
        }
        if (!listed.isArray() || listed.isEmpty() || listed.size() > MAX_ADDRESSES) {
            form.fault("addresses", "type", "is a list of 1 to " + MAX_ADDRESSES + " addresses or networks");
            return ranges;
        }
        for (int i = 0; i < listed.size(); i++) {
            try {
                ranges.add(AddressRange.parse(listed.get(i).asText()));
            } catch (AddressRange.MalformedRangeException e) {
                form.fault("addresses/" + i, "format", String.valueOf(e.getMessage()));
            }
        }
        return ranges;
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
