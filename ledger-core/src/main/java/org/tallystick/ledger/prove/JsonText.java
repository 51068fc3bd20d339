package org.tallystick.ledger.prove;

import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259), indented. The caller opens and closes in pairs; nothing here reads it. */
final class JsonText {
    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean first = true;
    private boolean named;

    JsonText open(char bracket) {
        item();
        text.append(bracket);
        depth++;
        first = true;
        return this;
    }

    JsonText close(char bracket) {
        depth--;
        if (!first) {
            line();
        }
        text.append(bracket);
        first = false;
        return this;
    }

    JsonText name(String name) {
        item();
        string(name);
        text.append(": ");
        named = true;
        return this;
    }

    JsonText value(@Nullable String value) {
        item();
        if (value == null) {
            text.append("null");
        } else {
            string(value);
        }
        return this;
    }

    JsonText value(long value) {
        item();
        text.append(value);
        return this;
    }

    JsonText value(boolean value) {
        item();
        text.append(value);
        return this;
    }

    /** The comma and line break before a name, or before a value that has none. */
    private void item() {
        if (named) {
            named = false;
            return;
        }
        if (!first) {
            text.append(',');
        }
        first = false;
        if (depth > 0) {
            line();
        }
    }

    private void line() {
        text.append('\n').append("  ".repeat(depth));
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || c >= 0x7f) {
                // Also what would change a terminal's mind.
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString() + '\n';
    }
}
