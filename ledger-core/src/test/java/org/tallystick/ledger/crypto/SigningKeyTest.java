package org.tallystick.ledger.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
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
}
