package org.tallystick.ledger.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerificationReportTest {
    @Test
    void vouchers_ofEventsThatNotTheSameVouchFor_areNamedForEach() {
        VerificationReport.Builder report = new VerificationReport.Builder();
        report.vouchers(1, "The log vouches.");
        report.vouchers(2, "Two validators vouch.");
        report.vouchers(3, "The log vouches.");

        assertThat(report.build(false).vouchers())
                .isEqualTo("of event 1, 3: The log vouches. of event 2: Two validators vouch.");
    }

    @Test
    void vouchers_ofAllEventsAlike_areNamedOnce() {
        VerificationReport.Builder report = new VerificationReport.Builder();
        assertThat(report.build(false).vouchers()).isNull();
        report.vouchers(1, "The log vouches.");
        report.vouchers(2, "The log vouches.");

        assertThat(report.build(false).vouchers()).isEqualTo("The log vouches.");
    }

    @Test
    void time_ofAClockThatSaysNoDate_isANumber() {
        assertThat(VerificationReport.time(0)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(VerificationReport.time(253_402_300_799L)).isEqualTo("9999-12-31T23:59:59Z");
        assertThat(VerificationReport.time(Long.MAX_VALUE))
                .isEqualTo("9223372036854775807 s after 1970-01-01T00:00:00Z");
    }
}
