package org.tallystick.ledger.execute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tallystick.ledger.cbor.CborWriter;

class RefusalTest {

    @Test
    void detail_printable_isAsItWas() {
        assertThat(detail("did:web:a#key-1 pins \\ \"2-Qm\" ~")).isEqualTo("did:web:a#key-1 pins \\ \"2-Qm\" ~");
    }

    @Test
    void detail_nulAndOtherUnprintable_areEscaped() {
        assertThat(detail("a\0b\n\u007f\u00e9")).isEqualTo("a\\u0000b\\u000a\\u007f\\u00e9");
    }

    @Test
    void detail_characterOfTwoUnitsAtTheCut_isWholeOrNotThere() {
        for (int before = 980; before <= 1_000; before++) {
            String detail = detail("a".repeat(before) + "\ud800\udc00");
            assertThat(detail)
                    .matches("a{" + before + "}(\\\\ud800)?(\\\\udc00)?")
                    .hasSizeLessThanOrEqualTo(1_000);
            assertThat(new CborWriter().text(detail).toByteArray()).isNotEmpty();
        }
    }

    @Test
    void detail_readBackFromItsRow_isTheSame() {
        String stored = detail("x".repeat(995) + "\0\0");
        assertThat(detail(stored)).isEqualTo(stored);
    }

    private static String detail(String text) {
        return new Refusal(Refusal.Code.BAD_PAYLOAD, text).detail();
    }
}
