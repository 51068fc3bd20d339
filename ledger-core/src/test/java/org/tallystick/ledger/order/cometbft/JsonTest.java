package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void values_areFoundByNameAndKind() throws Exception {
        Json json = Json.parse("{\"a\": [1, \"2\", true], \"b\": {\"c\": \"x\\u0041\\n\\\"\"}, \"n\": null}");

        assertThat(json.get("a").items().get(0).number()).isEqualTo(1);
        assertThat(json.get("a").items().get(1).number()).isEqualTo(2);
        assertThat(json.get("a").items().get(2).isTrue()).isTrue();
        assertThat(json.get("b").get("c").text()).isEqualTo("xA\n\"");
        assertThat(json.has("n")).isFalse();
        assertThat(json.has("b")).isTrue();
    }

    @Test
    void whatIsMissing_isNamedWithItsPlace() throws Exception {
        Json json = Json.parse("{\"a\": [{\"b\": 1}]}");

        assertThatThrownBy(() -> json.get("a").items().get(0).get("c"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("$.a[0] has no member c");
        assertThatThrownBy(() -> json.get("a").items().get(0).get("b").text()).hasMessage("$.a[0].b is no string");
        assertThatThrownBy(() -> json.get("a").number()).hasMessage("$.a is no string");
        assertThatThrownBy(() -> json.get("a").get("b")).hasMessage("$.a has no member b");
    }

    @Test
    void quoted_isReadBack() throws Exception {
        String text = "a \"b\" \\ \n \t \u0001 ü 🎈";
        assertThat(Json.parse(Json.quoted(text)).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "[1,]",
                "[1 2]",
                "\"a",
                "\"\\x\"",
                "\"\\u00g0\"",
                "\"\\u00",
                "nul",
                "1 1",
                "{\"a\":1,\"a\":2}",
                "\"\n\"",
                "{1:2}"
            })
    void parse_noJson_isMalformed(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void parse_deeperThanAnythingOfCometBft_isRefused() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(MalformedJsonException.class);
    }
}
