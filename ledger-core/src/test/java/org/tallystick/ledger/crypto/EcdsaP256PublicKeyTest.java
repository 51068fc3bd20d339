package org.tallystick.ledger.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaP256PublicKeyTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    /** RFC 6979 appendix A.2.5: key pair and the signatures with SHA-256 of "sample" and "test". */
    private static final String PRIVATE = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

    private static final String PUBLIC = "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
    private static final String SAMPLE_R = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
    private static final String SAMPLE_S = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    private static final String TEST = "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083";

    private static EcdsaP256PublicKey key() throws MalformedKeyException {
        return EcdsaP256PublicKey.parse(HEX.parseHex(PUBLIC));
    }

    @Test
    void verifies_rfc6979Vectors_withLowSOnly() throws Exception {
        assertThat(EcdsaP256SigningKey.ofScalar(HEX.parseHex(PRIVATE)).publicKey())
                .isEqualTo(key());
        assertThat(key().verifies("test".getBytes(UTF_8), HEX.parseHex(TEST))).isTrue();
        // The other vector's s is above half the order: refused as it is, good when bent down.
        byte[] sample = "sample".getBytes(UTF_8);
        assertThat(key().verifies(sample, HEX.parseHex(SAMPLE_R + SAMPLE_S))).isFalse();
        assertThat(key().verifies(
                                sample,
                                signature(new BigInteger(SAMPLE_R, 16), N.subtract(new BigInteger(SAMPLE_S, 16)))))
                .isTrue();
    }

    @Test
    void verifies_highS_isRefused() throws Exception {
        BigInteger r = new BigInteger(TEST.substring(0, 64), 16);
        BigInteger s = new BigInteger(TEST.substring(64), 16);

        assertThat(key().verifies("test".getBytes(UTF_8), signature(r, N.subtract(s))))
                .isFalse();
    }

    @Test
    void verifies_numbersOutOfRange_areRefused() throws Exception {
        BigInteger r = new BigInteger(TEST.substring(0, 64), 16);
        BigInteger s = new BigInteger(TEST.substring(64), 16);
        BigInteger top = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        for (BigInteger bad : new BigInteger[] {BigInteger.ZERO, N, N.add(BigInteger.ONE), top}) {
            assertThat(key().verifies("test".getBytes(UTF_8), signature(bad, s)))
                    .isFalse();
            assertThat(key().verifies("test".getBytes(UTF_8), signature(r, bad)))
                    .isFalse();
            assertThat(key().verifies("test".getBytes(UTF_8), signature(bad, bad)))
                    .isFalse();
        }
    }

    @Test
    void verifies_otherFormOrBitFlipped_isRefused() throws Exception {
        byte[] signature = HEX.parseHex(TEST);
        for (int bit = 0; bit < 8 * signature.length; bit += 3) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(key().verifies("test".getBytes(UTF_8), flipped)).isFalse();
        }
        for (int length : new int[] {0, 63, 65}) {
            assertThat(key().verifies("test".getBytes(UTF_8), Arrays.copyOf(signature, length)))
                    .isFalse();
        }
        byte[] der = HEX.parseHex("3045022100" + TEST.substring(0, 64) + "0220" + TEST.substring(64));
        assertThat(key().verifies("test".getBytes(UTF_8), der)).isFalse();
    }

    @Test
    void sign_manyTimes_alwaysLowS() throws Exception {
        EcdsaP256SigningKey signer = EcdsaP256SigningKey.generate(new SecureRandom());
        for (int i = 0; i < 40; i++) {
            byte[] message = {(byte) i};
            byte[] signature = signer.sign(message);
            assertThat(new BigInteger(1, signature, 32, 32)).isLessThanOrEqualTo(N.shiftRight(1));
            assertThat(signer.publicKey().verifies(message, signature)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "00", // the point at infinity
                "000000000000000000000000000000000000000000000000000000000000000000",
                "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299", // not compressed
                "0760fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6", // hybrid
                "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb600", // one byte more
                "02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // x above p
                "02ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", // x = p
                "020000000000000000000000000000000000000000000000000000000000000001", // no point has this x
            })
    void parse_noCompressedPoint_isMalformed(String key) {
        assertThatThrownBy(() -> EcdsaP256PublicKey.parse(HEX.parseHex(key))).isInstanceOf(MalformedKeyException.class);
    }

    private static byte[] signature(BigInteger r, BigInteger s) {
        return HEX.parseHex("%064x%064x".formatted(r, s));
    }
}
