package org.tallystick.identity.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {
    /** RFC 8785 appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void toString_appendixB_isAsTheRfcPrints(String ieeeHex, String text) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(ieeeHex, 16));
        assertThat(new JsonNumber(value)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7fffffffffffffff", "7ff0000000000000", "fff0000000000000"})
    void of_notFinite_isRefused(String ieeeHex) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(ieeeHex, 16));
        assertThatThrownBy(() -> new JsonNumber(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void toString_anyDouble_readsBackTheSame() {
        var random = new SplittableRandom(8785);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String text = new JsonNumber(value).toString();
                assertThat(Double.parseDouble(text)).as(text).isEqualTo(value == 0 ? 0 : value);
                assertThat(text).doesNotMatch(".*\\.0?(e.*)?$");
            }
        }
    }

    @Test
    void toLong_largestExactInteger_isKeptAndTheNextRefused() {
        JsonNumber largest = JsonNumber.of(JsonNumber.MAX_EXACT_INTEGER);
        assertThat(largest.toLong()).isEqualTo(9_007_199_254_740_991L);
        assertThat(largest).hasToString("9007199254740991");
        assertThatThrownBy(() -> JsonNumber.of(JsonNumber.MAX_EXACT_INTEGER + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new JsonNumber(0x1p53).isExactInteger()).isFalse();
        assertThat(new JsonNumber(1.5).isExactInteger()).isFalse();
    }
}
