package org.tallystick.identity.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
    private static final int MAX_BYTES = 10_000;

    /** RFC 8785 §3.2.2 and its canonical form of §3.2.3 and §3.2.4. */
    @Test
    void toString_exampleOfRfc8785_isItsCanonicalForm() {
        String source = """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50,
                              2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""";
        assertThat(any(source))
                .hasToString("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** RFC 8785 §3.2.3: by UTF-16 code units, so the emoji (D83D DE00) comes before FB33. */
    @Test
    void toString_namesOfRfc8785_areSortedByUtf16() {
        String source = """
                {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                 "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
                 "\\u00f6": "Latin Small Letter O With Diaeresis"}""";
        var object = (JsonObject) any(source);
        assertThat(object.members().values().stream().map(JsonValue::toString))
                .containsExactly(
                        "\"Carriage Return\"",
                        "\"One\"",
                        "\"Control\"",
                        "\"Latin Small Letter O With Diaeresis\"",
                        "\"Euro Sign\"",
                        "\"Emoji: Grinning Face\"",
                        "\"Hebrew Letter Dalet With Dagesh\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "false",
                "0",
                "-1",
                "\"\"",
                "\"€\"",
                "{\"a\":[{\"b\":1},\"c\"],\"d\":null}",
                "9007199254740991",
                "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\"",
                "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"
            })
    void parse_canonicalText_isTakenInBothFormsAndPrintedBack(String text) {
        assertThat(canonical(text)).hasToString(text);
        assertThat(any(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " {}", "{}\n", "[1, 2]", "{\"b\":1,\"a\":2}", "\"\\u0041\"", "\"\\/\"", "\"\\u000A\"", "\"\\u001F\"",
                "-0", "1e2", "1E2", "10.0", "1.5", "9007199254740992", "-9007199254740992", "100000000000000000000"
            })
    void parse_anotherSpelling_isTakenAsAnyAndRefusedAsCanonical(String text) {
        assertThat(any(text)).isNotNull();
        assertThatThrownBy(() -> canonical(text)).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "\"",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "[1,]",
                "[,]",
                "[1 2]",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "nul",
                "nulll",
                "True",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "1e",
                "1e+",
                "0x1",
                "NaN",
                "Infinity",
                "1e400",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"a\tb\"",
                "\"\n\"",
                "{}{}",
                "{} x",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud800a\"",
                "{\"\\udc00\":1}",
                "\ufeff{}",
                "// x\n1",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
                "0.00000000000000000000000000000000000000000000000000000000000000001",
                "\"\\u00e\u0661\""
            })
    void parse_noJson_isRefusedInBothForms(String text) {
        assertThatThrownBy(() -> any(text)).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> canonical(text)).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @CsvSource({"22c328c322, 1", "22eda08022, 1", "22c08022, 1", "22f490808022, 1", "22ff22, 1", "22e282, 1"})
    void parse_bytesThatAreNotUtf8_areRefusedAtTheirPlace(String hex, int offset) {
        for (JsonForm form : JsonForm.values()) {
            assertThatThrownBy(() -> JsonValue.parse(HexFormat.of().parseHex(hex), form, MAX_BYTES))
                    .isInstanceOfSatisfying(
                            MalformedJsonException.class,
                            malformed -> assertThat(malformed.offset()).isEqualTo(offset));
        }
    }

    @ParameterizedTest
    @EnumSource(JsonForm.class)
    void parse_oneByteMoreThanTheLimit_isRefused(JsonForm form) {
        byte[] text = "[1]".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonValue.parse(text, form, 3)).hasToString("[1]");
        assertThatThrownBy(() -> JsonValue.parse(text, form, 2)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void with_loneSurrogate_cannotBeMade() {
        assertThatThrownBy(() -> new JsonString("\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JsonObject(Map.of("\udc00", JsonNull.NULL)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Bytes of a document changed at random: refused by the format's own exception, or read and printed the same. */
    @Test
    void parse_mutatedDocuments_nothingElseComesOut() {
        byte[] seed = "{\"a\":[1,-2,{\"b\":\"\\u0007€\\\\\"},null,true,false,[]],\"c\":{\"d\":9007199254740991}}"
                .getBytes(StandardCharsets.UTF_8);
        var random = new SplittableRandom(20261124);
        int taken = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = Mutations.mutate(seed, random);
            for (JsonForm form : JsonForm.values()) {
                try {
                    JsonValue value = JsonValue.parse(mutated, form, MAX_BYTES);
                    taken++;
                    if (form == JsonForm.CANONICAL) {
                        assertThat(value.toBytes()).isEqualTo(mutated);
                    } else {
                        assertThat(JsonValue.parse(value.toBytes(), JsonForm.ANY, MAX_BYTES))
                                .isEqualTo(value);
                    }
                } catch (MalformedJsonException refused) {
                    assertThat(refused.offset()).isBetween(0, mutated.length);
                }
            }
        }
        assertThat(taken).isGreaterThan(200);
    }

    private static JsonValue any(String text) {
        return JsonValue.parse(text.getBytes(StandardCharsets.UTF_8), JsonForm.ANY, MAX_BYTES);
    }

    private static JsonValue canonical(String text) {
        return JsonValue.parse(text.getBytes(StandardCharsets.UTF_8), JsonForm.CANONICAL, MAX_BYTES);
    }
}
