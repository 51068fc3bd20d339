package org.tallystick.ledger.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519PublicKeyTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] MESSAGE = "split down its length".getBytes(UTF_8);

    /** RFC 8032 section 7.1, TEST 1, 2, 3 and SHA(abc): private key, public key, message, signature. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
                + "'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
                + "72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,"
                + "af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
                + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
                + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
                + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    })
    void sign_rfc8032Vectors_givesTheirSignatures(String seed, String key, String message, String signature)
            throws Exception {
        Ed25519SigningKey signer = Ed25519SigningKey.ofSeed(HEX.parseHex(seed));

        assertThat(signer.publicKey().bytes()).isEqualTo(HEX.parseHex(key));
        assertThat(signer.sign(HEX.parseHex(message))).isEqualTo(HEX.parseHex(signature));
        assertThat(Ed25519PublicKey.parse(HEX.parseHex(key)).verifies(HEX.parseHex(message), HEX.parseHex(signature)))
                .isTrue();
    }

    /**
     * The twelve cases of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko; eprint 2020/1244, table 6;
     * novifinancial/ed25519-speccheck, Apache-2.0): message, key, signature. Libraries disagree about every one of them;
     * here each is refused, by its key or by its signature.
     */
    @ParameterizedTest
    @CsvSource({
        // 0: S = 0, A and R of small order
        "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        // 1: A of small order
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        // 2: R of small order
        "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
                + "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
        // 3: A and R of mixed order, valid with and without the cofactor
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79,"
                + "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
                + "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
                + "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
        // 4: A and R of mixed order, valid with the cofactor only
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c,"
                + "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
                + "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
                + "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
        // 5: A of mixed order, valid with the cofactor unless the scalar is reduced before
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c,"
                + "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
                + "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
                + "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
        // 6: S above the group order
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40,"
                + "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623,"
                + "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
                + "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
        // 7: S far above it
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40,"
                + "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623,"
                + "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
                + "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
        // 8: R not canonical, reduced before hashing
        "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                + "03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
        // 9: R not canonical, hashed as it is
        "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                + "ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
        // 10: A not canonical, reduced before hashing
        "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
                + "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        // 11: A not canonical, hashed as it is
        "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
                + "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    })
    void verifies_casesThatLibrariesDisagreeAbout_areRefused(String message, String key, String signature) {
        assertThat(accepts(HEX.parseHex(key), HEX.parseHex(message), HEX.parseHex(signature)))
                .isFalse();
    }

    private static boolean accepts(byte[] key, byte[] message, byte[] signature) {
        try {
            return Ed25519PublicKey.parse(key).verifies(message, signature);
        } catch (MalformedKeyException e) {
            return false;
        }
    }

    /** The eight points of small order, and their encodings that are not canonical. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            })
    void parse_smallOrderPoint_isMalformed(String key) {
        assertThatThrownBy(() -> Ed25519PublicKey.parse(HEX.parseHex(key))).isInstanceOf(MalformedKeyException.class);
        // As R, with S so that the equation holds for the key of private scalar zero, or nearly: never accepted.
        Ed25519SigningKey signer = Ed25519SigningKey.ofSeed(new byte[32]);
        byte[] signature = Arrays.copyOf(HEX.parseHex(key), 64);
        assertThat(signer.publicKey().verifies(MESSAGE, signature)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751", // 31 bytes
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00", // 33 bytes
                "0200000000000000000000000000000000000000000000000000000000000000", // no point has this y
                "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // y = p + 3
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // y = 2^255 - 1
            })
    void parse_noPoint_isMalformed(String key) {
        assertThatThrownBy(() -> Ed25519PublicKey.parse(HEX.parseHex(key))).isInstanceOf(MalformedKeyException.class);
    }

    @Test
    void parse_keyPlusTorsion_isMalformed() throws Exception {
        EdwardsPoint a = EdwardsPoint.decode(
                Ed25519SigningKey.ofSeed(new byte[32]).publicKey().bytes());
        Ed25519PublicKey.parse(a.encode());
        for (EdwardsPoint torsion : EdwardsPoint.torsion().subList(1, 8)) {
            byte[] mixed = a.plus(torsion).encode();
            assertThatThrownBy(() -> Ed25519PublicKey.parse(mixed)).isInstanceOf(MalformedKeyException.class);
        }
    }

    /**
     * A signer who knows the scalars makes signatures whose R has a component of small order; the equation with the
     * cofactor holds, and a library that checks a multiple of the other equation accepts some by chance.
     */
    @Test
    void verifies_mixedOrderR_isRefusedWhateverTheMessage() throws Exception {
        BigInteger scalar = new BigInteger("1234567890123456789012345678901234567890");
        byte[] key = EdwardsPoint.BASE.times(scalar).encode();
        Ed25519PublicKey publicKey = Ed25519PublicKey.parse(key);
        for (int message = 0; message < 24; message++) {
            byte[] bytes = {(byte) message};
            BigInteger nonce = BigInteger.valueOf(987_654_321L + message);
            for (EdwardsPoint torsion : EdwardsPoint.torsion()) {
                byte[] r = EdwardsPoint.BASE.times(nonce).plus(torsion).encode();
                BigInteger s = nonce.add(EdwardsPoint.challenge(r, key, bytes).multiply(scalar))
                        .mod(EdwardsPoint.ORDER);
                byte[] signature = Arrays.copyOf(r, 64);
                System.arraycopy(EdwardsPoint.littleEndian(s), 0, signature, 32, 32);

                assertThat(publicKey.verifies(bytes, signature)).isEqualTo(torsion.isNeutral());
            }
        }
    }

    @Test
    void verifies_scalarNotReduced_isRefused() {
        Ed25519SigningKey signer = Ed25519SigningKey.ofSeed(new byte[32]);
        byte[] signature = signer.sign(MESSAGE);
        BigInteger s = EdwardsPoint.littleEndian(Arrays.copyOfRange(signature, 32, 64));
        for (int k = 1; k <= 15; k++) {
            byte[] bent = signature.clone();
            BigInteger larger = s.add(EdwardsPoint.ORDER.multiply(BigInteger.valueOf(k)));
            System.arraycopy(EdwardsPoint.littleEndian(larger), 0, bent, 32, 32);
            assertThat(signer.publicKey().verifies(MESSAGE, bent)).isFalse();
        }
        assertThat(signer.publicKey().verifies(MESSAGE, signature)).isTrue();
    }

    @Test
    void verifies_anyBitFlippedOrOtherLength_isRefused() {
        Ed25519SigningKey signer = Ed25519SigningKey.ofSeed(new byte[32]);
        byte[] signature = signer.sign(MESSAGE);
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(signer.publicKey().verifies(MESSAGE, flipped)).isFalse();
        }
        for (int length : new int[] {0, 1, 32, 63, 65, 128}) {
            assertThat(signer.publicKey().verifies(MESSAGE, Arrays.copyOf(signature, length)))
                    .isFalse();
        }
    }
}
