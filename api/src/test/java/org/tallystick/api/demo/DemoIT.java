package org.tallystick.api.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.crash.NodeProcess;
import org.tallystick.api.crash.NodeProcess.Ended;
import org.tallystick.api.crash.NodeProcess.Place;

/** The command as a user runs it. */
class DemoIT {
    @TempDir
    Path folder;

    @Test
    void demo_onANewHomeAndAgain_tracesAndProves() throws Exception {
        Place place = Place.here(folder.resolve("home"));
        String first;
        try (NodeProcess demo = NodeProcess.start(place, "demo")) {
            first = demo.before();
            assertThat(first)
                    .contains("retail selling    Laden Süd, Göttingen        bag 3005")
                    .contains("It began at Finca El Mirador, Huila: parchment coffee EM-1, parchment coffee EM-2")
                    .contains("It began at Finca La Esperanza, Huila: parchment coffee LE-1, parchment coffee LE-2")
                    .contains(
                            "declared it wrong:\n  2025-04-07  packing           Rösterei am Wall, Bremen    bag 3005")
                    .contains("proven: it holds under the policy given.")
                    .doesNotContain("FAILED")
                    .doesNotContain("HU-3");
            int events = Story.told().eventCount();
            assertThat(demo.said())
                    .contains("telling the story: " + events + " events")
                    .contains(events + " of " + events);
            assertThat(NodeProcess.run(place, "check").exitCode()).isZero();
            assertThat(demo.stop()).isIn(0, 143);
        }

        // The story again changes nothing: the same trace, and the same proof of it.
        Path evidence = folder.resolve("home/evidence.zip");
        Path before = Files.move(evidence, folder.resolve("before.zip"), StandardCopyOption.REPLACE_EXISTING);
        try (NodeProcess again = NodeProcess.start(place, "demo")) {
            assertThat(again.before()).isEqualTo(first);
            assertThat(evidence).hasSameBinaryContentAs(before);
            assertThat(again.stop()).isIn(0, 143);
        }
    }

    @Test
    void demo_onAHomeThatIsNoDemos_isRefusedInOneLine() throws Exception {
        Place place = Place.here(folder.resolve("home"));
        try (NodeProcess node = NodeProcess.start(place, "start")) {
            assertThat(node.stop()).isIn(0, 143);
        }
        Ended refused = NodeProcess.run(place, "demo");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().strip()).startsWith("tallystick demo: ").hasLineCount(1);
    }

    @Test
    void wrongUse_isOneLine_helpIsOnStandardOutput() throws Exception {
        Place place = Place.here(folder.resolve("home"));
        Ended wrong = NodeProcess.run(place, "demo", "--colour");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().strip()).hasLineCount(1);
        Ended help = NodeProcess.run(place, "demo", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--home DIR").contains("--port N");
        assertThat(place.home()).doesNotExist();
    }
}
