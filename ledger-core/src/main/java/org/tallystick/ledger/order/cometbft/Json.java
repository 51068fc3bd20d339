package org.tallystick.ledger.order.cometbft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON (RFC 8259) of CometBFT's files and answers. A value knows where it stands, so that what is missing is told
 * by name. CometBFT writes 64-bit numbers as strings; other numbers are kept as their text.
 */
final class Json {
    /** CometBFT's deepest file, the genesis, has six levels. */
    private static final int MAX_DEPTH = 32;

    private record Number(String text) {}

    private final String place;
    private final @Nullable Object value;

    private Json(String place, @Nullable Object value) {
        this.place = place;
        this.value = value;
    }

    static Json parse(String text) throws MalformedJsonException {
        Reader reader = new Reader(text);
        Object value = reader.value(0);
        reader.space();
        if (reader.at != text.length()) {
            throw reader.malformed("end of the text");
        }
        return new Json("$", value);
    }

    /** The member of that name. */
    Json get(String name) throws MalformedJsonException {
        if (value instanceof Map<?, ?> members && members.containsKey(name)) {
            return new Json(place + "." + name, members.get(name));
        }
        throw new MalformedJsonException(place + " has no member " + name);
    }

    boolean has(String name) {
        return value instanceof Map<?, ?> members && members.get(name) != null;
    }

    List<Json> items() throws MalformedJsonException {
        if (!(value instanceof List<?> items)) {
            throw new MalformedJsonException(place + " is no array");
        }
        List<Json> all = new ArrayList<>(items.size());
        for (Object item : items) {
            all.add(new Json(place + "[" + all.size() + "]", item));
        }
        return all;
    }

    String text() throws MalformedJsonException {
        if (value instanceof String text) {
            return text;
        }
        throw new MalformedJsonException(place + " is no string");
    }

    boolean isTrue() throws MalformedJsonException {
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw new MalformedJsonException(place + " is neither true nor false");
    }

    /** A number, or a string with a number in it. */
    long number() throws MalformedJsonException {
        String text = value instanceof Number(String digits) ? digits : text();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedJsonException(place + " is no number: " + text);
        }
    }

    /** Writes a string as JSON does. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ') {
                        quoted.append("\\u00").append(java.util.HexFormat.of().toHexDigits((byte) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        @Nullable
        Object value(int depth) throws MalformedJsonException {
            if (depth > MAX_DEPTH) {
                throw new MalformedJsonException("more than " + MAX_DEPTH + " levels of JSON");
            }
            char c = peek();
            return switch (c) {
                case '{' -> members(depth);
                case '[' -> items(depth);
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        private @Nullable Object word(String word, @Nullable Object meaning) throws MalformedJsonException {
            if (!text.startsWith(word, at)) {
                throw malformed(word);
            }
            at += word.length();
            return meaning;
        }

        private Number number() throws MalformedJsonException {
            int start = at;
            while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (start == at) {
                throw malformed("a value");
            }
            return new Number(text.substring(start, at));
        }

        private Map<String, @Nullable Object> members(int depth) throws MalformedJsonException {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            take('{');
            if (peek() == '}') {
                at++;
                return members;
            }
            for (; ; ) {
                peek();
                String name = string();
                take(':');
                if (members.containsKey(name)) {
                    throw malformed("another name than " + name);
                }
                members.put(name, value(depth + 1));
                if (peek() == '}') {
                    at++;
                    return members;
                }
                take(',');
            }
        }

        private List<@Nullable Object> items(int depth) throws MalformedJsonException {
            List<@Nullable Object> items = new ArrayList<>();
            take('[');
            if (peek() == ']') {
                at++;
                return items;
            }
            for (; ; ) {
                items.add(value(depth + 1));
                if (peek() == ']') {
                    at++;
                    return items;
                }
                take(',');
            }
        }

        private String string() throws MalformedJsonException {
            if (peek() != '"') {
                throw malformed("a string");
            }
            at++;
            StringBuilder string = new StringBuilder();
            for (; ; ) {
                char c = next();
                if (c == '"') {
                    return string.toString();
                }
                if (c < ' ') {
                    throw malformed("no control character");
                }
                string.append(c == '\\' ? escaped() : c);
            }
        }

        private char escaped() throws MalformedJsonException {
            char c = next();
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    if (at + 4 > text.length()) {
                        throw malformed("four hex digits");
                    }
                    try {
                        yield (char) java.util.HexFormat.fromHexDigits(text, at, at += 4);
                    } catch (IllegalArgumentException e) {
                        throw malformed("four hex digits");
                    }
                }
                default -> throw malformed("an escape that JSON has");
            };
        }

        private char next() throws MalformedJsonException {
            if (at >= text.length()) {
                throw malformed("more");
            }
            return text.charAt(at++);
        }

        private char peek() throws MalformedJsonException {
            space();
            if (at >= text.length()) {
                throw malformed("more");
            }
            return text.charAt(at);
        }

        private void take(char expected) throws MalformedJsonException {
            if (peek() != expected) {
                throw malformed("'" + expected + "'");
            }
            at++;
        }

        void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        MalformedJsonException malformed(String expected) {
            return new MalformedJsonException("JSON at character " + at + ": " + expected + " expected");
        }
    }
}
