package org.tallystick.identity.did;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;

/** Takes members of the type they must have out of JSON objects; the messages name the member. */
final class Members {
    /** Keys, hashes, watchers, witnesses, methods: lists grow by hand, and each item costs a signature or a look-up. */
    static final int MAX_ITEMS = 64;

    private Members() {}

    static JsonObject object(@Nullable JsonValue value, String what) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new MalformedDidException(what + " must be an object");
    }

    static String string(@Nullable JsonValue value, String what) {
        if (value instanceof JsonString string) {
            return string.value();
        }
        throw new MalformedDidException(what + " must be a string");
    }

    static List<JsonValue> array(@Nullable JsonValue value, String what) {
        if (!(value instanceof JsonArray array)) {
            throw new MalformedDidException(what + " must be an array");
        }
        if (array.values().size() > MAX_ITEMS) {
            throw new MalformedDidException(
                    what + " has " + array.values().size() + " items, at most " + MAX_ITEMS + " are read");
        }
        return array.values();
    }

    /** An array of strings, each once. */
    static List<String> uniqueStrings(@Nullable JsonValue value, String what) {
        List<String> strings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonValue item : array(value, what)) {
            String string = string(item, what + " items");
            if (!seen.add(string)) {
                throw new MalformedDidException(what + " has an item twice: " + string);
            }
            strings.add(string);
        }
        return List.copyOf(strings);
    }

    static void only(JsonObject object, Set<String> names, String what) {
        for (String name : object.names()) {
            if (!names.contains(name)) {
                throw new MalformedDidException(what + " has no member " + name);
            }
        }
    }
}
