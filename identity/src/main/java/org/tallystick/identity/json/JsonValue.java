package org.tallystick.identity.json;

import java.nio.charset.StandardCharsets;

/**
 * One JSON value, immutable, equal by value. Its text form is always the canonical one of RFC 8785: there is no other
 * writer, so what is hashed and what is sent cannot differ.
 *
 * <p>Strings are sequences of Unicode scalar values: a lone surrogate has no UTF-8 form and cannot be made.
 */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /**
     * Reads one value that fills the whole of {@code utf8}.
     *
     * @param maxBytes the caller's limit; each caller has its own reason for the number
     * @throws MalformedJsonException naming the place of the first fault
     */
    static JsonValue parse(byte[] utf8, JsonForm form, int maxBytes) {
        return JsonReader.read(utf8, form, maxBytes);
    }

    /** The RFC 8785 text. */
    @Override
    String toString();

    /** The RFC 8785 text in UTF-8: the bytes to hash, sign or send. */
    default byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }
}
