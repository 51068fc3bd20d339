package org.tallystick.ledger.statement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.ledger.log.Hash;

class CapturePathTest {
    private static final Hash HASH = Hash.sha256();
    private static final String LINE = HASH.toBase64() + "\n";

    @Test
    void path_printed_isParsedBack() throws Exception {
        for (CapturePath path : List.of(
                new CapturePath(0, List.of()),
                new CapturePath(3, List.of(HASH, Hash.sha256(new byte[1]))),
                new CapturePath(CapturePayload.COUNT_MAX - 1, Collections.nCopies(20, HASH)))) {
            assertThat(CapturePath.parse(path.bytes())).isEqualTo(path);
        }
    }

    @Test
    void path_withAnyBitFlipped_isRefusedOrAnotherInItsOneForm() {
        CapturePath path = new CapturePath(3, List.of(HASH, Hash.sha256(new byte[1])));
        byte[] bytes = path.bytes();
        for (int i = 0; i < 8 * bytes.length; i++) {
            byte[] mutated = bytes.clone();
            mutated[i / 8] ^= (byte) (1 << i % 8);
            try {
                CapturePath other = CapturePath.parse(mutated);
                assertThat(other).as("bit %d", i).isNotEqualTo(path);
                assertThat(other.bytes()).as("bit %d", i).isEqualTo(mutated);
            } catch (MalformedStatementException expected) {
                assertThat(expected).hasMessageStartingWith("capture path: ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "position 0\n",
                "tallystick/capture-path@v1\n",
                "tallystick/capture-path@v2\nposition 0\n",
                "tallystick/capture-path@v1\nposition 0",
                "tallystick/capture-path@v1\nposition \n",
                "tallystick/capture-path@v1\nposition -1\n",
                "tallystick/capture-path@v1\nposition +1\n",
                "tallystick/capture-path@v1\nposition 01\n",
                "tallystick/capture-path@v1\nposition ١\n",
                "tallystick/capture-path@v1\nposition 0\r\n",
                "tallystick/capture-path@v1\nposition 1048576\n",
                "tallystick/capture-path@v1\nposition 4294967296\n",
                "tallystick/capture-path@v1\nposition 0\n\n",
                "tallystick/capture-path@v1\nposition 0\nx\n",
                "\ntallystick/capture-path@v1\nposition 0\n",
            })
    void path_ofAnyOtherForm_isRefused(String text) {
        assertThatThrownBy(() -> CapturePath.parse(text.getBytes(UTF_8)))
                .isInstanceOf(MalformedStatementException.class)
                .hasMessageStartingWith("capture path: ");
    }

    @Test
    void path_longerThanAnyCapture_isRefused() {
        String text = "tallystick/capture-path@v1\nposition 0\n" + LINE.repeat(21);
        assertThatThrownBy(() -> CapturePath.parse(text.getBytes(UTF_8)))
                .isInstanceOf(MalformedStatementException.class);
        assertThatThrownBy(() -> new CapturePath(0, Collections.nCopies(21, HASH)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
