package org.tallystick.identity.json;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Members by name. They are kept in the order of RFC 8785 §3.2.3 (by UTF-16 code units, which is Java's own string
 * order), so writing needs no sorting and equal objects are equal however they were spelled.
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        for (String name : members.keySet()) {
            JsonString.requireScalarValues(name);
        }
        members = Collections.unmodifiableMap(new TreeMap<>(members));
    }

    /** Null when there is no such member; a member that is JSON's null is {@link JsonNull}. */
    public @Nullable JsonValue get(String name) {
        return members.get(name);
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public Set<String> names() {
        return members.keySet();
    }

    /** This object with one member set, in place of any of that name. */
    public JsonObject with(String name, JsonValue value) {
        var changed = new TreeMap<>(members);
        changed.put(name, value);
        return new JsonObject(changed);
    }

    public JsonObject with(String name, String value) {
        return with(name, new JsonString(value));
    }

    public JsonObject without(String name) {
        var changed = new TreeMap<>(members);
        changed.remove(name);
        return new JsonObject(changed);
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
