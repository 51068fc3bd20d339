package org.tallystick.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokenTest {
    private static final String VALID = "tally_k3f9q2m7xd_".replace('9', '7') + "A".repeat(43);

    @Test
    void parse_ofARandomToken_givesItBack() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 200; i++) {
            ApiToken token = ApiToken.random(random);
            assertThat(ApiToken.parse(token.text()).orElseThrow().text()).isEqualTo(token.text());
            assertThat(token.text()).hasSize(60).startsWith("tally_" + token.id() + "_");
        }
    }

    @Test
    void hash_isSha256OfTheText() {
        assertThat(ApiToken.parse(VALID).orElseThrow().hash())
                .isEqualTo(sha256(VALID))
                .hasSize(32);
    }

    @Test
    void toString_hidesTheSecret() {
        assertThat(ApiToken.parse(VALID).orElseThrow().toString())
                .contains("k3f7q2m7xd")
                .doesNotContain("AAA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tally_k3f7q2m7xd",
                "Tally_k3f7q2m7xd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "tally_K3f7q2m7xd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "tally_k3f7q2m7xd-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                // one character less, one more
                "tally_k3f7q2m7xd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "tally_k3f7q2m7xd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                // the other base64 alphabet, padding
                "tally_k3f7q2m7xd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
                "tally_k3f7q2m7xd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                // bits of the last character that mean nothing
                "tally_k3f7q2m7xd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
            })
    void parse_anythingElse_isEmpty(String text) {
        assertThat(ApiToken.parse(text)).isEmpty();
    }

    private static byte[] sha256(String text) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
