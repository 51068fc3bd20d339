package org.tallystick.identity.json;

/** A string of Unicode scalar values. */
public record JsonString(String value) implements JsonValue {
    public JsonString {
        requireScalarValues(value);
    }

    /** Programs, not documents, would bring one here: the reader refuses a lone surrogate before it makes a value. */
    static void requireScalarValues(String text) {
        int at = loneSurrogate(text);
        if (at >= 0) {
            throw new IllegalArgumentException("lone surrogate at " + at);
        }
    }

    /** The index of the first surrogate without its other half, or -1. */
    static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                return i;
            }
            i++;
        }
        return -1;
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
