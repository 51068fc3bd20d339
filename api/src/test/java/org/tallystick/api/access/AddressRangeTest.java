package org.tallystick.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.7",
                "0.0.0.0/0",
                "10.0.0.0/8",
                "10.1.128.0/17",
                "255.255.255.255",
                "::1",
                "::/0",
                "2001:db8::/32",
                "2001:db8:0:1::7",
                // RFC 5952, sections 4.2.2 and 4.2.3
                "2001:db8:0:1:1:1:1:1",
                "2001:0:0:1::1",
                "2001:db8::1:0:0:1",
                "fe80::/10"
            })
    void range_inItsOneForm_isPrintedAsItIsRead(String text) {
        assertThat(AddressRange.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7/32, 192.0.2.7",
        "2001:0DB8:0:0:0:0:0:7, 2001:db8::7",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1"
    })
    void range_inAnotherForm_isThatRange(String text, String form) {
        assertThat(AddressRange.parse(text)).hasToString(form).isEqualTo(AddressRange.parse(form));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10",
                "10.1",
                "10.1.2.3.4",
                "010.1.2.3",
                "256.1.1.1",
                "10.1.2.3/",
                "10.1.2.3/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.1.2.3/16",
                "2001:db8::1/32",
                "2001:db8::/129",
                "::ffff:10.1.2.3",
                "::ffff:a01:203",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7",
                "1::2::3",
                ":::",
                "localhost",
                "example.org",
                " 10.0.0.1",
                "10.0.0.1 "
            })
    void range_thatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(AddressRange.MalformedRangeException.class);
    }

    @Test
    void range_withBitsBeyondItsLength_isToldWhichNetworkItIs() {
        assertThatThrownBy(() -> AddressRange.parse("10.1.2.3/15")).hasMessageContaining("the network is 10.0.0.0/15");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.128.0/17, 10.1.128.1, true",
        "10.1.128.0/17, 10.1.127.255, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 255.0.0.1, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 10.0.0.1, false",
        // As sockets write them.
        "::1, 0:0:0:0:0:0:0:1, true",
        "fe80::/10, fe80:0:0:0:0:0:0:1%eth0, true",
        "2001:db8::/33, 2001:db8:8000:0:0:0:0:1, false",
        "2001:db8::/33, 2001:db8:7fff:0:0:0:0:1, true",
        "10.0.0.0/8, unknown, false"
    })
    void range_holdsWhatBeginsWithItsBits(String range, String address, boolean holds) {
        assertThat(AddressRange.parse(range).contains(address)).isEqualTo(holds);
    }
}
