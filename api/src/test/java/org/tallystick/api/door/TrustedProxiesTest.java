package org.tallystick.api.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Settings;
import org.tallystick.api.door.TrustedProxies.Seen;

/** What is made of a list of hops; which header it comes from, {@link ProxiedTest} asks over HTTP. */
class TrustedProxiesTest {
    private static final Seen PROXY = new Seen("10.0.0.1", false);

    private static TrustedProxies trusting(String... ranges) {
        return TrustedProxies.of(new Settings.Proxy() {
            @Override
            public Optional<List<String>> trusted() {
                return Optional.of(List.of(ranges));
            }

            @Override
            public Settings.ProxyHeader header() {
                return Settings.ProxyHeader.X_FORWARDED;
            }
        });
    }

    private static Seen see(List<String> hops, List<String> protocols) {
        return trusting("10.0.0.0/24").see(PROXY, hops, protocols);
    }

    @Test
    void hops_ofOneProxy_endWithTheCaller() {
        assertThat(see(List.of("192.0.2.7"), List.of("https"))).isEqualTo(new Seen("192.0.2.7", true));
        assertThat(see(List.of("192.0.2.7"), List.of("http"))).isEqualTo(new Seen("192.0.2.7", false));
        assertThat(see(List.of("192.0.2.7"), List.of())).isEqualTo(new Seen("192.0.2.7", false));
    }

    @Test
    void hops_thatTheCallerWroteBefore_areHisWordAndNobodyElses() {
        assertThat(see(List.of("127.0.0.1", "10.0.0.9", "192.0.2.7"), List.of("https")))
                .isEqualTo(new Seen("192.0.2.7", true));
        // A protocol of the caller's own, too.
        assertThat(see(List.of("127.0.0.1", "192.0.2.7"), List.of("https", "http")))
                .isEqualTo(new Seen("192.0.2.7", false));
    }

    @Test
    void hops_throughSeveralTrustedProxies_areFollowedToTheFirstThatIsNone() {
        assertThat(see(
                        List.of("203.0.113.9", "192.0.2.7", "10.0.0.2", "10.0.0.3"),
                        List.of("http", "https", "http", "http")))
                .isEqualTo(new Seen("192.0.2.7", true));
        // All of them ours: the farthest is the caller.
        assertThat(see(List.of("10.0.0.2", "10.0.0.3"), List.of("https"))).isEqualTo(new Seen("10.0.0.2", true));
    }

    @Test
    void hop_hiddenOrMalformed_endsWhatIsKnown() {
        for (String hop :
                List.of("unknown", "_gate", "", "localhost", "1.2.3", "[::1", "1.2.3.4:http", "::ffff:1.2.3.4")) {
            assertThat(see(List.of("192.0.2.7", hop), List.of("https"))).as(hop).isEqualTo(PROXY);
            assertThat(see(List.of(hop, "10.0.0.2"), List.of("http"))).as(hop).isEqualTo(new Seen("10.0.0.2", false));
        }
    }

    @Test
    void hop_inEachFormThatProxiesWrite_isRead() {
        String written = "2001:db8:0:0:0:0:0:7";
        for (String hop : List.of("2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:4711")) {
            assertThat(see(List.of(hop), List.of()).address()).as(hop).isEqualTo(written);
        }
        assertThat(see(List.of("192.0.2.7:4711"), List.of()).address()).isEqualTo("192.0.2.7");
    }

    @Test
    void hops_moreThanAnyWayHas_areNotFollowed() {
        List<String> hops = new java.util.ArrayList<>(List.of("192.0.2.7"));
        for (int i = 0; i < 40; i++) {
            hops.add("10.0.0.2");
        }
        assertThat(see(hops, List.of()).address()).isEqualTo("10.0.0.2");
    }

    @Test
    void settings_thatNameNoProxy_areRefused() {
        assertThatThrownBy(() -> trusting("10.0.0.1/8")).hasMessageContaining("tallystick.proxy.trusted");
        assertThatThrownBy(() -> trusting("proxy.example")).hasMessageContaining("tallystick.proxy.trusted");
        assertThatThrownBy(() -> trusting("0.0.0.0/0")).hasMessageContaining("everybody");
        assertThatThrownBy(() -> trusting("10.0.0.1", "::/0")).hasMessageContaining("everybody");
    }
}
