package org.tallystick.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.home.Home;
import org.tallystick.home.HomeInUseException;

class RebuildTest {
    @TempDir
    Path folder;

    @Test
    void rebuild_readModels_haveEqualRowsAgain() throws Exception {
        try (TestHome test = TestHome.at(folder).enter().filled(20)) {
            Map<String, String> before = test.digests();
            test.execute("update event set disposition = 'lost' where position = 0; delete from event_identifier");
            assertThat(test.digests()).isNotEqualTo(before);

            TestHome.Result rebuilt = TestHome.run(new Rebuild(), "--home", folder.toString());

            assertThat(rebuilt.exitCode()).as("%s", rebuilt).isZero();
            assertThat(rebuilt.out()).contains("22 entries");
            assertThat(test.digests()).isEqualTo(before);
            assertThat(before.get("event")).startsWith("20 ");
        }
    }

    @Test
    void rebuild_homeInUse_isRefused() throws Exception {
        try (TestHome test = TestHome.at(folder).enter().filled(1);
                Home.Lock lock = test.home().lock()) {
            assertThatThrownBy(() -> TestHome.run(new Rebuild(), "--home", folder.toString()))
                    .isInstanceOf(HomeInUseException.class)
                    .hasMessageContaining("in use by process");
        }
    }
}
