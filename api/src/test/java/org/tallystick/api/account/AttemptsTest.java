package org.tallystick.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final int OF_NETWORK = 1_000;
    private static final long NOW = Duration.ofDays(3).toNanos();

    private final Attempts attempts = new Attempts(OF_NETWORK);

    private static String address(int number) {
        return "192.0.2." + number;
    }

    private long waitAfter(int count, String name, String address) {
        for (int i = 0; i < count; i++) {
            assertThat(attempts.begin(name, address, NOW)).isZero();
        }
        return attempts.begin(name, address, NOW);
    }

    @Test
    void name_tenTimesWrongFromOnePlace_waits_andNoOtherName() {
        assertThat(waitAfter(10, "ada", address(1))).isEqualTo(600);
        assertThat(attempts.begin("bob", address(1), NOW)).isZero();
        assertThat(attempts.begin("ada", address(2), NOW)).isZero();
        assertThat(attempts.begin(
                        "ada", address(1), NOW + Duration.ofMinutes(10).toNanos()))
                .isZero();
    }

    @Test
    void name_fiftyTimesWrongFromManyPlaces_waits_butNotWhereItSignedInBefore() {
        assertThat(attempts.begin("ada", address(200), NOW)).isZero();
        attempts.succeeded("ada", address(200));
        for (int i = 0; i < 50; i++) {
            assertThat(attempts.begin("ada", address(i), NOW)).isZero();
        }
        assertThat(attempts.begin("ada", address(60), NOW)).isEqualTo(3_600);
        assertThat(attempts.begin("ada", address(200), NOW)).isZero();
    }

    @Test
    void success_takesItsOwnCountBack() {
        for (int i = 0; i < 100; i++) {
            assertThat(attempts.begin("ada", address(1), NOW)).isZero();
            attempts.succeeded("ada", address(1));
        }
        assertThat(waitAfter(10, "ada", address(1))).isPositive();
    }

    @Test
    void takeBack_ofAnAttemptThatNobodyLookedAt_countsNothing_andTheOthersStillCount() {
        for (int i = 0; i < 200; i++) {
            assertThat(attempts.begin("ada", address(1), NOW)).isZero();
            attempts.takeBack("ada", address(1));
        }
        assertThat(waitAfter(10, "ada", address(1))).isPositive();
    }

    @Test
    void network_asOftenAsTheSettingSays_waits_aNetworkBeing64BitsOfIpV6() {
        Attempts few = new Attempts(3);
        for (int i = 0; i < 3; i++) {
            assertThat(few.begin("name" + i, "2001:db8:0:1:0:0:0:" + i, NOW)).isZero();
        }
        assertThat(few.begin("other", "2001:db8:0:1:0:0:0:9", NOW)).isEqualTo(60);
        few.succeeded("name0", "2001:db8:0:1:0:0:0:0");
        assertThat(few.begin("third", "2001:db8:0:1:0:0:0:9", NOW)).isZero();
        assertThat(few.begin("name0", "2001:db8:0:1:0:0:0:0", NOW)).isZero();
        assertThat(few.begin("other", "2001:db8:0:1:0:0:0:9", NOW)).isEqualTo(60);
        assertThat(few.begin("other", "2001:db8:0:2:0:0:0:9", NOW)).isZero();
        assertThat(few.begin(
                        "other",
                        "2001:db8:0:1:0:0:0:9",
                        NOW + Duration.ofMinutes(1).toNanos()))
                .isZero();
    }
}
