package org.tallystick.ledger.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.api.Test;

/** The JDK's ML-DSA-44 against BouncyCastle's: two implementations that know nothing of each other. */
class MlDsa44PublicKeyTest {

    private static final byte[] MESSAGE = "two halves fit".getBytes(UTF_8);
    private static final byte[] SEED =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    private final MlDsa44SigningKey signer = MlDsa44SigningKey.ofSeed(SEED);
    private final MLDSAPrivateKeyParameters other = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, SEED);

    /** RFC 9881 appendix C: the private key with this seed as PEM, and the first bytes of its public key. */
    @Test
    void ofSeed_rfc9881Example_givesItsKeys() {
        assertThat(signer.toPem()).isEqualTo("""
                -----BEGIN PRIVATE KEY-----
                MDQCAQAwCwYJYIZIAWUDBAMRBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ
                GhscHR4f
                -----END PRIVATE KEY-----
                """);
        assertThat(signer.publicKey().bytes()).startsWith(HexFormat.of().parseHex("d7b2b47254aae0db45e7930d4a98d2c9"));
    }

    @Test
    void verifies_signaturesOfTheOtherImplementation_bothWays() throws CryptoException {
        MLDSASigner theirs = new MLDSASigner();
        theirs.init(true, other);
        theirs.update(MESSAGE, 0, MESSAGE.length);
        assertThat(signer.publicKey().verifies(MESSAGE, theirs.generateSignature()))
                .isTrue();

        theirs.init(
                false,
                new MLDSAPublicKeyParameters(
                        MLDSAParameters.ml_dsa_44, signer.publicKey().bytes()));
        theirs.update(MESSAGE, 0, MESSAGE.length);
        assertThat(theirs.verifySignature(signer.sign(MESSAGE))).isTrue();
    }

    @Test
    void verifies_bitFlippedAnywhere_isRefused() {
        byte[] signature = signer.sign(MESSAGE);
        for (int i = 0; i < signature.length; i += 7) {
            byte[] flipped = signature.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            assertThat(signer.publicKey().verifies(MESSAGE, flipped)).isFalse();
        }
        for (int length : new int[] {0, 2419, 2421}) {
            assertThat(signer.publicKey().verifies(MESSAGE, Arrays.copyOf(signature, length)))
                    .isFalse();
        }
    }

    /** FIPS 204 algorithm 21: the hint's positions rise within a polynomial, and what is not used is zero. */
    @Test
    void verifies_hintInAnotherEncoding_isRefused() {
        byte[] signature = signer.sign(MESSAGE);
        int hint = signature.length - 84;
        int used = signature[hint + 83];
        assertThat(used).isBetween(2, 79);
        byte[] padded = signature.clone();
        padded[hint + 79] = 1;
        assertThat(signer.publicKey().verifies(MESSAGE, padded)).isFalse();

        int polynomial = 0;
        int from = 0;
        while (signature[hint + 80 + polynomial] - from < 2) {
            from = signature[hint + 80 + polynomial++];
        }
        byte[] swapped = signature.clone();
        swapped[hint + from] = signature[hint + from + 1];
        swapped[hint + from + 1] = signature[hint + from];
        assertThat(signer.publicKey().verifies(MESSAGE, swapped)).isFalse();
        byte[] doubled = signature.clone();
        doubled[hint + from] = signature[hint + from + 1];
        assertThat(signer.publicKey().verifies(MESSAGE, doubled)).isFalse();
    }

    @Test
    void parse_otherLength_isMalformed() {
        for (int length : new int[] {0, 1311, 1313, 1952}) {
            assertThatThrownBy(() -> MlDsa44PublicKey.parse(new byte[length]))
                    .isInstanceOf(MalformedKeyException.class);
        }
    }
}
