package org.tallystick.ledger.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningKeyTest {

    private static final byte[] MESSAGE = "one notched stick, two halves".getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource
    void sign_freshKey_verifiesOnlyTheMessage(Algorithm algorithm) throws Exception {
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        byte[] signature = key.sign(MESSAGE);

        assertThat(signature).hasSize(algorithm.signatureLength());
        assertThat(key.publicKey().bytes()).hasSize(algorithm.keyLength());
        assertThat(key.publicKey().verifies(MESSAGE, signature)).isTrue();
        assertThat(key.publicKey().verifies("another".getBytes(UTF_8), signature))
                .isFalse();
        assertThat(PublicKey.parse(algorithm, key.publicKey().bytes())).isEqualTo(key.publicKey());
    }

    @ParameterizedTest
    @EnumSource
    void parsePem_ownText_givesTheSameKey(Algorithm algorithm) throws Exception {
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        SigningKey read = SigningKey.parsePem(key.toPem());

        assertThat(read.publicKey()).isEqualTo(key.publicKey());
        assertThat(read.toPem()).isEqualTo(key.toPem());
        assertThat(key.publicKey().verifies(MESSAGE, read.sign(MESSAGE))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void toString_anyKey_tellsNothingPrivate(Algorithm algorithm) {
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        String pem = key.toPem();
        String secret = pem.lines().toList().get(1);

        assertThat(key.toString()).startsWith("private key of ").doesNotContain(secret.substring(secret.length() - 20));
        assertThat(key).hasToString("private key of " + key.publicKey());
    }

    /** RFC 8410 section 10.3. */
    private static final String ED25519 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    @Test
    void parsePem_rfc8410Example_isItsKey() throws Exception {
        SigningKey key = SigningKey.parsePem(ED25519);

        assertThat(key.toPem()).isEqualTo(ED25519);
        // The same RFC, section 10.1: the public key.
        assertThat(Base64.getEncoder().encodeToString(key.publicKey().bytes()))
                .isEqualTo("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    }

    @Test
    void parsePem_anyOtherText_isMalformedAndNotQuoted() {
        String body = ED25519.lines().toList().get(1);
        for (String text : List.of(
                "",
                ED25519.strip(),
                ED25519 + "\n",
                " " + ED25519,
                ED25519.replace("\n", "\r\n"),
                ED25519.replace("PRIVATE", "PUBLIC"),
                ED25519.replace("PRIVATE", "ENCRYPTED PRIVATE"),
                ED25519 + ED25519,
                ED25519.replace(body, ""),
                ED25519.replace(body, body.substring(0, 40) + "\n" + body.substring(40)),
                ED25519.replace(body, body.substring(4)),
                ED25519.replace(body, body.replace("MC4C", "MC4!")),
                // The X25519 key of the same bytes.
                ED25519.replace("K2Vw", "K2Vu"),
                // Version 1 with attributes, RFC 8410 section 10.3.
                """
                -----BEGIN PRIVATE KEY-----
                MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
                Z9w7lshQhqowtrbLDFw4rXAxZuE=
                -----END PRIVATE KEY-----
                """,
                p256("00".repeat(32)),
                p256("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"))) {
            assertThatThrownBy(() -> SigningKey.parsePem(text))
                    .as(text)
                    .isInstanceOf(MalformedKeyException.class)
                    .hasMessageNotContaining(body.substring(30, 36))
                    .hasMessageNotContaining("!");
        }
    }

    @Test
    void parsePem_smallScalar_keepsItsLeadingZeros() throws Exception {
        String pem = p256("00".repeat(31) + "02");

        assertThat(SigningKey.parsePem(pem).toPem()).isEqualTo(pem);
    }

    private static String p256(String scalar) {
        return Pem.format(EcdsaP256SigningKey.PRIVATE_KEY.wrap(HexFormat.of().parseHex(scalar)));
    }
}
