package org.tallystick.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void take_aSecondsWorthAtOnce_thenRefusesUntilItFills() {
        TokenBucket bucket = new TokenBucket(4, 0);
        assertThat(bucket.take(0)).isEqualTo(3);
        assertThat(bucket.take(0)).isEqualTo(2);
        assertThat(bucket.take(0)).isEqualTo(1);
        assertThat(bucket.take(0)).isEqualTo(0);
        assertThat(bucket.take(0)).isNegative();
        assertThat(bucket.take(SECOND / 4 - 1)).isNegative();
        assertThat(bucket.take(SECOND / 4)).isEqualTo(0);
        assertThat(bucket.take(SECOND / 4)).isNegative();
    }

    @Test
    void take_afterAnHourOfRest_hasNoMoreThanASecondsWorth() {
        TokenBucket bucket = new TokenBucket(2, 0);
        assertThat(bucket.take(3_600 * SECOND)).isEqualTo(1);
        assertThat(bucket.take(3_600 * SECOND)).isEqualTo(0);
        assertThat(bucket.take(3_600 * SECOND)).isNegative();
    }

    @Test
    void take_refused_costsNothing() {
        TokenBucket bucket = new TokenBucket(1, 0);
        assertThat(bucket.take(0)).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(bucket.take(SECOND / 2)).isNegative();
        }
        assertThat(bucket.take(SECOND)).isZero();
    }
}
