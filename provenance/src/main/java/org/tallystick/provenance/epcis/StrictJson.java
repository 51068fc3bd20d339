package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;

/**
 * JSON of which there is only one reading (RFC 8259 with the demands of RFC 7493, I-JSON).
 *
 * <p>A record is read by programs that are not ours, in other languages, for years. Where JSON leaves the reading open
 * (which of two equal names counts, what an unpaired surrogate is, how large a number may be), two readers of one record
 * could see two events. So all of it is refused at the door: bytes that are not UTF-8, a byte order mark, equal names in
 * one object (but for {@link DistinctNames one that a standard's own example repeats}), unpaired surrogates, U+0000 (which PostgreSQL cannot store in text), numbers that no IEEE double can hold,
 * anything after the document's end.
 */
public final class StrictJson {
    /**
     * The official examples nest 12 deep; every level costs a stack frame in some reader, and RFC 9943's world has readers
     * that stop at 100.
     */
    static final int MAX_DEPTH = 64;

    /** A decimal of 40 digits counts grains of sand by the milligram; beyond it somebody probes the parser. */
    private static final int MAX_NUMBER_LENGTH = 40;

    /** The largest exponent that an IEEE 754 double holds, which is what most readers turn a number into. */
    private static final int MAX_EXPONENT = 300;

    /** Extension names are URIs or prefixed words; a longer one could not be indexed. */
    private static final int MAX_NAME_LENGTH = 2_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .build();

    /** Reads decimals as they are written: 26.20 stays 26.20. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private StrictJson() {}

    /**
     * The tree of a whole text, every octet of it.
     *
     * @throws MalformedEpcisException if it is not JSON, or JSON that two readers may read differently
     * @throws LimitExceededException if it is larger than allowed
     */
    public static JsonNode readTree(byte[] bytes, int maxBytes) {
        if (bytes.length > maxBytes) {
            throw new LimitExceededException("%,d octets; at most %,d are taken".formatted(bytes.length, maxBytes));
        }
        checkText(bytes);
        try (JsonParser parser = parser(bytes, 0, bytes.length)) {
            try {
                if (parser.nextToken() == null) {
                    throw new MalformedEpcisException("", "nothing was sent");
                }
                skip(parser);
                if (parser.nextToken() != null) {
                    throw new MalformedEpcisException("", "something follows the end");
                }
            } catch (JsonProcessingException e) {
                throw malformed(e, parser);
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading from an array does no I/O", e);
        }
        return tree(bytes, 0, bytes.length);
    }

    /** A parser over bytes that {@link #checkText} has passed. */
    static JsonParser parser(byte[] bytes, int from, int to) throws IOException {
        JsonParser parser = FACTORY.createParser(bytes, from, to - from);
        parser.setCodec(MAPPER);
        return new DistinctNames(parser);
    }

    /** The tree of one value that was parsed before, so that it cannot fail now. */
    static JsonNode tree(byte[] bytes, int from, int to) {
        try (JsonParser parser = parser(bytes, from, to)) {
            return MAPPER.readTree(parser);
        } catch (IOException e) {
            throw new IllegalStateException("JSON that parsed a moment ago does not parse now", e);
        }
    }

    static MalformedEpcisException malformed(JsonProcessingException e, JsonParser parser) {
        String place = e.getLocation() == null
                ? ""
                : " (line %d, column %d)"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return new MalformedEpcisException(pointer, e.getOriginalMessage() + place);
    }

    /** Refuses a number that not every reader reads alike. */
    static void checkNumber(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int to = from + parser.getTextLength();
        for (int i = from; i < to; i++) {
            if (text[i] == 'e' || text[i] == 'E') {
                checkExponent(new String(text, i + 1, to - i - 1), parser);
                return;
            }
        }
    }

    private static void checkExponent(String exponent, JsonParser parser) {
        boolean sane = exponent.length() <= 4 && Math.abs(Integer.parseInt(exponent)) <= MAX_EXPONENT;
        if (!sane) {
            throw new MalformedEpcisException(
                    parser.getParsingContext().pathAsPointer().toString(),
                    "a number with exponent " + exponent + "; at most " + MAX_EXPONENT + " is read alike everywhere");
        }
    }

    /** Walks over the value whose first token is the current one, checking the numbers in it. */
    static void skip(JsonParser parser) throws IOException {
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isNumeric()) {
                checkNumber(parser);
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /**
     * Refuses bytes that are not UTF-8 (RFC 3629: no overlong forms, no surrogates) and escapes that are no characters.
     * A backslash stands only inside strings; where it does not, the parser refuses it later, so no state is kept here.
     */
    static void checkText(byte[] bytes) {
        if (bytes.length >= 3 && (bytes[0] & 0xFF) == 0xEF && (bytes[1] & 0xFF) == 0xBB && (bytes[2] & 0xFF) == 0xBF) {
            throw new MalformedEpcisException(
                    "", "begins with a byte order mark, which JSON must not (RFC 8259, section 8.1)");
        }
        int i = 0;
        while (i < bytes.length) {
            byte b = bytes[i];
            if (b == '\\') {
                i = checkEscape(bytes, i);
            } else if (b > 0) {
                i++;
            } else if (b == 0) {
                throw new MalformedEpcisException("", "byte " + i + " is zero: not UTF-8 (UTF-16 or UTF-32, perhaps)");
            } else {
                i = checkMultibyte(bytes, i);
            }
        }
    }

    private static int checkEscape(byte[] bytes, int at) {
        if (at + 1 >= bytes.length || bytes[at + 1] != 'u') {
            return at + 2;
        }
        int unit = hex4(bytes, at + 2);
        if (unit < 0) {
            return at + 2; // the parser names it
        }
        if (unit == 0) {
            throw new MalformedEpcisException("", "byte " + at + ": \\u0000 can be stored in no text");
        }
        if (!Character.isSurrogate((char) unit)) {
            return at + 6;
        }
        boolean pair = Character.isHighSurrogate((char) unit)
                && at + 7 < bytes.length
                && bytes[at + 6] == '\\'
                && bytes[at + 7] == 'u'
                && hex4(bytes, at + 8) >= Character.MIN_LOW_SURROGATE
                && hex4(bytes, at + 8) <= Character.MAX_LOW_SURROGATE;
        if (!pair) {
            throw new MalformedEpcisException("", "byte " + at + ": an unpaired surrogate is no character");
        }
        return at + 12;
    }

    private static int hex4(byte[] bytes, int at) {
        if (at + 4 > bytes.length) {
            return -1;
        }
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** RFC 3629, section 4: the table of well-formed byte sequences. */
    private static int checkMultibyte(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        boolean good = lead >= 0xC2 && lead <= 0xF4 && at + size <= bytes.length;
        for (int i = 1; good && i < size; i++) {
            good = (bytes[at + i] & 0xC0) == 0x80;
        }
        if (good) {
            int second = bytes[at + 1] & 0xFF;
            good = switch (lead) {
                case 0xE0 -> second >= 0xA0;
                case 0xED -> second <= 0x9F;
                case 0xF0 -> second >= 0x90;
                case 0xF4 -> second <= 0x8F;
                default -> true;
            };
        }
        if (!good) {
            throw new MalformedEpcisException("", "byte " + at + ": not UTF-8");
        }
        return at + size;
    }
}
