package org.tallystick.api.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2idTest {
    private static final Argon2id.Parameters CHEAP = new Argon2id.Parameters(64, 1, 1);

    private static Password password(String text) {
        return Password.typed(text).orElseThrow();
    }

    /** Of the reference implementation, phc-winner-argon2, src/test.c. */
    @ParameterizedTest
    @CsvSource({
        "password, somesalt, 65536, 2, 1, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
        "differentpassword, somesalt, 65536, 2, 1, 0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde",
        "password, diffsalt, 65536, 2, 1, bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c"
    })
    void derive_asTheReferenceImplementation(
            String password, String salt, int memory, int passes, int lanes, String hash) {
        assertThat(Argon2id.derive(
                        password.getBytes(UTF_8), new Argon2id.Parameters(memory, passes, lanes), salt.getBytes(UTF_8)))
                .isEqualTo(HexFormat.of().parseHex(hash));
    }

    @Test
    void hash_matchesItsPasswordAloneAndIsReadBack() {
        Argon2id hash = Argon2id.of(password("correct horse battery"), CHEAP, new SecureRandom());
        Argon2id read = Argon2id.parse(hash.text()).orElseThrow();
        assertThat(read.matches(password("correct horse battery"))).isTrue();
        assertThat(read.matches(password("correct horse battery "))).isFalse();
        assertThat(read.text()).isEqualTo(hash.text());
        assertThat(read.isOf(CHEAP)).isTrue();
        assertThat(read.isOf(Argon2id.Parameters.CURRENT)).isFalse();
        assertThat(hash.toString()).doesNotContain(hash.text().substring(30));
    }

    @Test
    void hash_twice_isAnother() {
        SecureRandom random = new SecureRandom();
        assertThat(Argon2id.of(password("correct horse battery"), CHEAP, random).text())
                .isNotEqualTo(Argon2id.of(password("correct horse battery"), CHEAP, random)
                        .text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=16$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=064,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=9999999,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAB$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
                "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
            })
    void parse_whatIsNotWrittenHere_isNothing(String text) {
        assertThat(Argon2id.parse(text)).isEmpty();
    }

    @Test
    void current_isNoLessThanOwaspsMinimum() {
        assertThat(Argon2id.Parameters.CURRENT.memoryKib()).isGreaterThanOrEqualTo(19 << 10);
        assertThat(Argon2id.Parameters.CURRENT.passes()).isGreaterThanOrEqualTo(2);
    }
}
