package org.tallystick.identity.did;

import java.util.Map;
import java.util.TreeMap;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;

/**
 * did:webvh's "treat the entry as a string and replace": every occurrence of a text within strings and member names.
 * Neither text holds a character that JSON escapes, so this is the replacement in the serialised text, and it can be
 * made before the members are sorted.
 */
record Replacement(String from, String to) {
    static Replacement of(String from, String to) {
        return new Replacement(from, to);
    }

    JsonValue in(JsonValue value) {
        return switch (value) {
            case JsonString string -> new JsonString(string.value().replace(from, to));
            case JsonArray array ->
                new JsonArray(array.values().stream().map(this::in).toList());
            case JsonObject object -> in(object);
            default -> value;
        };
    }

    JsonObject in(JsonObject object) {
        Map<String, JsonValue> members = new TreeMap<>();
        for (var member : object.members().entrySet()) {
            String name = member.getKey().replace(from, to);
            if (members.put(name, in(member.getValue())) != null) {
                throw new MalformedDidException("two members become one: " + name);
            }
        }
        return new JsonObject(members);
    }
}
