package org.tallystick.identity.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** RFC 8259, read by recursive descent; see {@link JsonForm} for what is refused beyond that. */
final class JsonReader {
    /**
     * Arrays and objects within each other. A DID document of the field's users nests 5 deep; 16 leaves room and keeps
     * the recursion of every later walk far from the end of a stack.
     */
    static final int MAX_DEPTH = 16;

    /** A double has at most 17 significant digits; anyone who writes 64 characters is not writing a number to be read. */
    private static final int MAX_NUMBER_CHARS = 64;

    private final String text;
    private final JsonForm form;
    private int at;
    private int depth;

    private JsonReader(String text, JsonForm form) {
        this.text = text;
        this.form = form;
    }

    static JsonValue read(byte[] utf8, JsonForm form, int maxBytes) {
        if (utf8.length > maxBytes) {
            throw new MalformedJsonException(utf8.length + " bytes, at most " + maxBytes + " are read", maxBytes);
        }
        var reader = new JsonReader(decode(utf8), form);
        reader.skipSpace();
        JsonValue value = reader.value();
        reader.skipSpace();
        if (reader.at < reader.text.length()) {
            throw reader.fault("more after the value");
        }
        if (form == JsonForm.CANONICAL) {
            int differs = Arrays.mismatch(utf8, value.toBytes());
            if (differs >= 0) {
                throw new MalformedJsonException("not the RFC 8785 form of itself", differs);
            }
        }
        return value;
    }

    private static String decode(byte[] utf8) {
        CharsetDecoder strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.wrap(utf8);
        try {
            return strict.decode(bytes).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedJsonException("not UTF-8", bytes.position());
        }
    }

    private JsonValue value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonString(string());
            case 't' -> literal("true", JsonBoolean.TRUE);
            case 'f' -> literal("false", JsonBoolean.FALSE);
            case 'n' -> literal("null", JsonNull.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw fault("no value begins here");
        };
    }

    private JsonObject object() {
        enter();
        var members = new TreeMap<String, JsonValue>();
        skipSpace();
        if (peek() != '}') {
            do {
                skipSpace();
                int nameAt = at;
                if (peek() != '"') {
                    throw fault("a member name was expected");
                }
                String name = string();
                skipSpace();
                expect(':');
                skipSpace();
                if (members.put(name, value()) != null) {
                    throw new MalformedJsonException("duplicate member name " + new JsonString(name), nameAt);
                }
                skipSpace();
            } while (accept(','));
        }
        expect('}');
        depth--;
        return new JsonObject(members);
    }

    private JsonArray array() {
        enter();
        List<JsonValue> values = new ArrayList<>();
        skipSpace();
        if (peek() != ']') {
            do {
                skipSpace();
                values.add(value());
                skipSpace();
            } while (accept(','));
        }
        expect(']');
        depth--;
        return new JsonArray(values);
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw fault("deeper than " + MAX_DEPTH + " levels");
        }
        at++;
    }

    private JsonValue literal(String word, JsonValue value) {
        if (!text.startsWith(word, at)) {
            throw fault("no value begins here");
        }
        at += word.length();
        return value;
    }

    /** {@code -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?} */
    private JsonNumber number() {
        int start = at;
        accept('-');
        if (!accept('0')) {
            digits();
        }
        boolean integer = true;
        if (accept('.')) {
            integer = false;
            digits();
        }
        if (accept('e') || accept('E')) {
            integer = false;
            if (!accept('+')) {
                accept('-');
            }
            digits();
        }
        if (at - start > MAX_NUMBER_CHARS) {
            throw new MalformedJsonException("a number of more than " + MAX_NUMBER_CHARS + " characters", start);
        }
        double value = Double.parseDouble(text.substring(start, at));
        if (Double.isInfinite(value)) {
            throw new MalformedJsonException("a number beyond the doubles", start);
        }
        var number = new JsonNumber(value);
        if (form == JsonForm.CANONICAL && (!integer || !number.isExactInteger())) {
            throw new MalformedJsonException("only integers within ±(2^53 - 1) are taken", start);
        }
        return number;
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw fault("a digit was expected");
        }
    }

    private String string() {
        int start = at;
        at++;
        var out = new StringBuilder();
        while (true) {
            char c = next();
            switch (c) {
                case '"' -> {
                    String string = out.toString();
                    if (JsonString.loneSurrogate(string) >= 0) {
                        throw new MalformedJsonException("a lone surrogate in the string", start);
                    }
                    return string;
                }
                case '\\' -> out.append(escaped());
                default -> {
                    if (c < 0x20) {
                        at--;
                        throw fault("a control character in a string");
                    }
                    out.append(c);
                }
            }
        }
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    char hex = next();
                    int digit = hex < 0x80 ? Character.digit(hex, 16) : -1;
                    if (digit < 0) {
                        at--;
                        throw fault("a hexadecimal digit was expected");
                    }
                    unit = unit << 4 | digit;
                }
                yield (char) unit;
            }
            default -> {
                at--;
                throw fault("no such escape");
            }
        };
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw fault("the text ends early");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw fault("'" + c + "' was expected");
        }
        at++;
    }

    private MalformedJsonException fault(String message) {
        return new MalformedJsonException(message, at);
    }
}
