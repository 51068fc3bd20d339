package org.tallystick.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {

    /** SHA-256 of nothing, FIPS 180-4. */
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String EMPTY_BASE64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    @Test
    void parse_printedForms_giveTheSameHash() throws Exception {
        Hash hash = Hash.sha256();

        assertThat(hash).hasToString(EMPTY);
        assertThat(Hash.parse(EMPTY)).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(hash.toBase64()).isEqualTo(EMPTY_BASE64);
        assertThat(Hash.parseBase64(EMPTY_BASE64)).isEqualTo(hash);
        assertThat(Hash.of(hash.bytes())).isEqualTo(hash);
        assertThat(Hash.sha256(new byte[] {1}, new byte[] {2, 3})).isEqualTo(Hash.sha256(new byte[] {1, 2, 3}));
    }

    @Test
    void bytes_changedByCaller_doNotChangeTheHash() {
        byte[] bytes = new byte[32];
        Hash hash = Hash.of(bytes);
        bytes[0] = 1;
        hash.bytes()[1] = 1;

        assertThat(hash).isEqualTo(Hash.of(new byte[32]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550",
                "E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                " 3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            })
    void parse_otherHex_isMalformed(String text) {
        assertThatThrownBy(() -> Hash.parse(text)).isInstanceOf(MalformedLogException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", // no padding
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", // unused bits set
                "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", // the URL alphabet
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==", // 31 bytes
            })
    void parseBase64_otherForms_areMalformed(String text) {
        assertThatThrownBy(() -> Hash.parseBase64(text)).isInstanceOf(MalformedLogException.class);
    }

    @Test
    void of_otherLength_isAnErrorOfTheCaller() {
        assertThatThrownBy(() -> Hash.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void compareTo_highBit_sortsAfter() {
        byte[] low = new byte[32];
        low[31] = 0x7f;
        byte[] high = new byte[32];
        high[0] = (byte) 0x80;
        byte[] last = new byte[32];
        last[31] = (byte) 0x80;

        assertThat(Hash.of(low)).isLessThan(Hash.of(last));
        assertThat(Hash.of(last)).isLessThan(Hash.of(high));
        assertThat(Hash.of(high)).isEqualByComparingTo(Hash.of(high));
    }
}
