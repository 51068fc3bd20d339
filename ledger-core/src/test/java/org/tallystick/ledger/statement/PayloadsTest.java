package org.tallystick.ledger.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.ledger.log.Hash;

class PayloadsTest {
    private static final String HASH = "00".repeat(32);

    static List<CapturePayload> captures() {
        var source = new CapturePayload.Source(new ContentType("application/ld+json"), hash(2));
        return List.of(
                new CapturePayload(1, hash(1), Optional.empty()),
                new CapturePayload(CapturePayload.COUNT_MAX, hash(1), Optional.of(source)));
    }

    static List<GovernancePayload> governance() {
        return List.of(
                new GovernancePayload.Genesis(1, hash(1), 1, Optional.empty()),
                new GovernancePayload.Genesis(Integer.MAX_VALUE, hash(1), 7, Optional.of("origin\n1\nroot\n\n— sig\n")),
                new GovernancePayload.NetworkGenesis(hash(1), 1, List.of(hash(2), hash(3))),
                new GovernancePayload.PolicySuccession(2, hash(1)));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void capture_printed_isParsedBack(CapturePayload payload) throws Exception {
        assertThat(CapturePayload.parse(payload.bytes())).isEqualTo(payload);
    }

    @ParameterizedTest
    @MethodSource("governance")
    void governance_printed_isParsedBack(GovernancePayload payload) throws Exception {
        assertThat(GovernancePayload.parse(payload.bytes())).isEqualTo(payload);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void capture_withAnyBitFlipped_isRefusedOrAnotherPayloadInItsOneForm(CapturePayload payload) {
        byte[] bytes = payload.bytes();
        for (int i = 0; i < 8 * bytes.length; i++) {
            byte[] mutated = bytes.clone();
            mutated[i / 8] ^= (byte) (1 << i % 8);
            try {
                CapturePayload other = CapturePayload.parse(mutated);
                assertThat(other).as("bit %d", i).isNotEqualTo(payload);
                assertThat(other.bytes()).as("bit %d", i).isEqualTo(mutated);
            } catch (MalformedStatementException expected) {
                assertThat(expected).hasMessageMatching("(?s)(capture payload|content type): .*");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("governance")
    void governance_withAnyBitFlipped_isRefusedOrAnotherPayloadInItsOneForm(GovernancePayload payload) {
        byte[] bytes = payload.bytes();
        for (int i = 0; i < 8 * bytes.length; i++) {
            byte[] mutated = bytes.clone();
            mutated[i / 8] ^= (byte) (1 << i % 8);
            try {
                GovernancePayload other = GovernancePayload.parse(mutated);
                assertThat(other).as("bit %d", i).isNotEqualTo(payload);
                assertThat(other.bytes()).as("bit %d", i).isEqualTo(mutated);
            } catch (MalformedStatementException expected) {
                assertThat(expected).hasMessageStartingWith("governance payload: ");
            }
        }
    }

    @Test
    void payload_cutOrExtended_isRefused() {
        for (CapturePayload payload : captures()) {
            byte[] bytes = payload.bytes();
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> CapturePayload.parse(cut)).isInstanceOf(MalformedStatementException.class);
            }
            assertThatThrownBy(() -> CapturePayload.parse(Arrays.copyOf(bytes, bytes.length + 1)))
                    .isInstanceOf(MalformedStatementException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "84 02 01 5820 H f6, 'expected 1, found 2'",
        "84 01 00 5820 H f6, '0 records, not 1 to 1048576'",
        "84 01 20 5820 H f6, '-1 records'",
        "84 01 1a00100001 5820 H f6, '1048577 records'",
        "85 01 01 5820 H f6 f6, 'expected an array of 4, found 5'",
        "83 01 01 5820 H, 'expected an array of 4, found 3'",
        "84 01 01 581f H f6, 'expected a byte string of 32 bytes, found 31'",
        "84 01 01 5820 H f4, 'expected ARRAY, found BOOLEAN'",
        "84 01 01 5820 H 80, 'expected an array of 2, found 0'",
        "84 01 01 5820 H 82 61 61 5820 H, 'content type: no /'",
    })
    void capture_ofAnyOtherForm_isRefused(String hex, String reason) {
        assertThatThrownBy(() -> CapturePayload.parse(bytes(hex)))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "84 02 66706f6c696379 01 5820 H, 'expected 1, found 2'",
        "84 01 65706f6c6963 01 5820 H, 'unknown kind polic'",
        "85 01 66706f6c696379 01 5820 H f6, 'policy has 4 items, found 5'",
        "84 01 66706f6c696379 00 5820 H, '0 is not a number from 1'",
        "84 01 66706f6c696379 1a80000000 5820 H, '2147483648 is not a number'",
        "86 01 6767656e65736973 01 5820 H 00 f6, '0 is not a number from 1'",
        "86 01 6767656e65736973 01 5820 H 01 f4, 'expected TEXT, found BOOLEAN'",
        "85 01 676e6574776f726b 5820 H 01 80, 'no policies'",
        "85 01 676e6574776f726b 5820 H 00 81 5820 H, '0 is not a number from 1'",
        "84 01 676e6574776f726b 5820 H 01, 'network has 5 items, found 4'",
        "80, 'after the last one'",
    })
    void governance_ofAnyOtherForm_isRefused(String hex, String reason) {
        assertThatThrownBy(() -> GovernancePayload.parse(bytes(hex)))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void values_outOfTheirRange_areFaultsOfTheCaller() {
        assertThatThrownBy(() -> new CapturePayload(0, hash(1), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GovernancePayload.PolicySuccession(0, hash(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GovernancePayload.NetworkGenesis(hash(1), 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GovernancePayload.Genesis(1, hash(1), 0, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String hex) {
        String whole = hex.contains("581f") ? hex.replace("H", "00".repeat(31)) : hex.replace("H", HASH);
        return HexFormat.of().parseHex(whole.replace(" ", ""));
    }

    private static Hash hash(int seed) {
        return Hash.sha256(new byte[] {(byte) seed});
    }
}
