package org.tallystick.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailedTokensTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void failed_moreOftenThanAllowed_waitsForTheRestOfTheMinute() {
        FailedTokens failed = new FailedTokens(2);
        assertThat(failed.failed("10.0.0.1", 0)).isZero();
        assertThat(failed.failed("10.0.0.1", SECOND)).isZero();
        assertThat(failed.failed("10.0.0.1", 20 * SECOND)).isEqualTo(40);
        assertThat(failed.failed("10.0.0.2", 20 * SECOND)).isZero();
        assertThat(failed.failed("10.0.0.1", 60 * SECOND)).isZero();
    }

    @Test
    void failed_fromAddressesOfOneIpv6Network_countTogether() {
        FailedTokens failed = new FailedTokens(1);
        assertThat(failed.failed("2001:db8:0:1:0:0:0:1", 0)).isZero();
        assertThat(failed.failed("2001:db8:0:1:9:9:9:9", 0)).isPositive();
        assertThat(failed.failed("2001:db8:0:2:0:0:0:1", 0)).isZero();
    }
}
