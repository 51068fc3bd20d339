package org.tallystick.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program by other people that a test asks for its opinion: {@code tessera-fsck}, {@code torchwood-verify} and what
 * else {@code .ci/tools} installs.
 *
 * <p>A developer who has not installed it gets a skipped test that says how. With {@code -Dtallystick.tools=required}, as
 * {@code .ci/run} has it, the test fails instead.
 */
public final class OutsideTool {
    /** What these tools do takes them seconds; one that waits for something would wait for ever. */
    private static final long RUN_SECONDS_MAX = 120;

    private final Path program;

    private OutsideTool(Path program) {
        this.program = program;
    }

    /** What it said, on both of its outputs together, and the code it ended with: some end with 0 when they fail. */
    public record Verdict(int exitCode, String output) {}

    public static OutsideTool named(String name) {
        Path program = folder().resolve(name);
        if (Files.isExecutable(program)) {
            return new OutsideTool(program);
        }
        String reason = program + " is not installed; .ci/tools installs it";
        if ("required".equals(System.getProperty("tallystick.tools"))) {
            throw new AssertionError(reason);
        }
        return abort(reason);
    }

    private static Path folder() {
        @Nullable String named = System.getProperty("TALLYSTICK_TOOLS", System.getenv("TALLYSTICK_TOOLS"));
        if (named != null) {
            return Path.of(named, "bin");
        }
        @Nullable String cache = System.getenv("XDG_CACHE_HOME");
        Path caches = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return caches.resolve("tallystick/tools/bin");
    }

    /** The program, for a test that starts it itself and keeps it running. */
    public Path program() {
        return program;
    }

    public Verdict run(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = Files.createTempFile("tallystick-tool", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        program + " did not end in " + RUN_SECONDS_MAX + " s:\n" + Files.readString(output, UTF_8));
            }
            return new Verdict(process.exitValue(), Files.readString(output, UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
