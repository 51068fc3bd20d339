package org.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class OutsideToolTest {
    private static final String FOLDER = "TALLYSTICK_TOOLS";
    private static final String REQUIRED = "tallystick.tools";

    @TempDir
    Path tools;

    private final String required = System.getProperty(REQUIRED, "");

    @BeforeEach
    void lookHere() throws Exception {
        Files.createDirectory(tools.resolve("bin"));
        System.setProperty(FOLDER, tools.toString());
    }

    @AfterEach
    void lookWhereItWas() {
        System.clearProperty(FOLDER);
        System.setProperty(REQUIRED, required);
    }

    @Test
    void named_missing_skipsTheTestAndSaysHowToInstall() {
        System.setProperty(REQUIRED, "");
        assertThatThrownBy(() -> OutsideTool.named("tessera-fsck"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("tessera-fsck is not installed; .ci/tools installs it");
    }

    @Test
    void named_missingWhereRequired_failsTheTest() {
        System.setProperty(REQUIRED, "required");
        assertThatThrownBy(() -> OutsideTool.named("tessera-fsck"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not installed");
    }

    @Test
    void run_bothOutputsAndTheCode_areTheVerdict() throws Exception {
        Path tool = tools.resolve("bin/judge");
        Files.writeString(tool, "#!/bin/sh\necho \"read $1\"\necho refused >&2\nexit 1\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(OutsideTool.named("judge").run(Path.of("a proof")))
                .isEqualTo(new OutsideTool.Verdict(1, "read a proof\nrefused\n"));
    }
}
