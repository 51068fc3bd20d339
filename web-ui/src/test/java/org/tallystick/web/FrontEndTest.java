package org.tallystick.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checks of the TypeScript: the compiler at its strictest, and the tests that stand beside their sources. */
class FrontEndTest {
    private static final String DENO = System.getProperty("deno", ".tools/deno");

    /** Names the folder of other people's vectors, here as everywhere: as a system property, else in the environment. */
    private static final String TEST_DATA = "TALLYSTICK_TEST_DATA";

    private record Ended(int exitCode, String output) {}

    private static Ended deno(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Path.of(DENO).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DENO_NO_UPDATE_CHECK", "1");
        builder.environment().put("NO_COLOR", "1");
        builder.environment()
                .put("DENO_DIR", Path.of("target/deno").toAbsolutePath().toString());
        String named = System.getProperty(TEST_DATA);
        if (named != null) {
            builder.environment().put(TEST_DATA, Path.of(named).toAbsolutePath().toString());
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void sources_compileStrictly() throws Exception {
        Ended tsc = deno(
                "run",
                "-A",
                "--unstable-detect-cjs",
                "--no-config",
                "--no-lock",
                "node_modules/typescript/lib/tsc.js",
                "-p",
                "tsconfig.json");
        assertThat(tsc.output()).isEmpty();
        assertThat(tsc.exitCode()).isZero();
    }

    @Test
    void testsBesideTheSources_pass() throws Exception {
        Ended tests = deno(
                "test", "--allow-read", "--allow-env=" + TEST_DATA, "--no-check", "--no-remote", "--no-lock", "src");
        tests.output()
                .lines()
                .filter(line -> line.contains("ignored") || line.contains("test data not found"))
                .forEach(line -> System.out.println(line));
        assertThat(tests.output()).contains(" passed");
        assertThat(tests.exitCode()).as(tests.output()).isZero();
    }
}
