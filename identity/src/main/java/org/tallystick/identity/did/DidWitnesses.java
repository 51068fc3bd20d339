package org.tallystick.identity.did;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonValue;

/**
 * The {@code witness} parameter of did:webvh: whose approval an entry needs, and of how many. (The witnesses of the
 * log's checkpoints are something else.)
 *
 * @param threshold 0 exactly when there are no witnesses
 * @param keys the key of each witness, which is a did:key
 */
public record DidWitnesses(int threshold, List<Multikey> keys) {
    public static final DidWitnesses NONE = new DidWitnesses(0, List.of());

    public DidWitnesses {
        keys = List.copyOf(keys);
        if (keys.isEmpty() ? threshold != 0 : threshold < 1 || threshold > keys.size()) {
            throw new MalformedDidException("a threshold of " + threshold + " of " + keys.size() + " witnesses");
        }
    }

    /** {@code {}} for none, else {@code {"threshold":1,"witnesses":[{"id":"did:key:z6Mk…"}]}}. */
    static DidWitnesses parse(JsonObject json) {
        if (json.members().isEmpty()) {
            return NONE;
        }
        Members.only(json, Set.of("threshold", "witnesses"), "witness");
        if (!(json.get("threshold") instanceof JsonNumber threshold)
                || !threshold.isExactInteger()
                || threshold.toLong() < 1
                || threshold.toLong() > Members.MAX_ITEMS) {
            throw new MalformedDidException("witness.threshold must be a positive integer");
        }
        List<Multikey> keys = new ArrayList<>();
        Set<Multikey> seen = new HashSet<>();
        for (JsonValue item : Members.array(json.get("witnesses"), "witness.witnesses")) {
            JsonObject witness = Members.object(item, "witness.witnesses items");
            Members.only(witness, Set.of("id"), "a witness");
            Multikey key = Multikey.parseDidKey(Members.string(witness.get("id"), "witness id"));
            if (key.kind() != Multikey.Kind.ED25519) {
                throw new MalformedDidException("a witness whose key eddsa-jcs-2022 cannot use: " + key);
            }
            if (!seen.add(key)) {
                throw new MalformedDidException("the same witness twice: " + key);
            }
            keys.add(key);
        }
        return new DidWitnesses((int) threshold.toLong(), keys);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** As the parameter is written. */
    public JsonObject toJson() {
        if (isEmpty()) {
            return JsonObject.EMPTY;
        }
        List<JsonValue> witnesses = keys.stream()
                .<JsonValue>map(key -> JsonObject.EMPTY.with("id", "did:key:" + key))
                .toList();
        return JsonObject.EMPTY.with("threshold", JsonNumber.of(threshold)).with("witnesses", new JsonArray(witnesses));
    }
}
