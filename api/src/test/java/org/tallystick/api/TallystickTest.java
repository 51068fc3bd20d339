package org.tallystick.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallystickTest {
    private record Ended(int exitCode, String out, String err) {}

    private static Ended run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode =
                Tallystick.run(List.of(words), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Ended(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    @Test
    void run_unknownCommand_isOneLineAndExitCode2() {
        Ended ended = run("strat");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEqualTo("tallystick: there is no command 'strat'; try --help\n");
    }

    @Test
    void run_helpOfEachCommand_isItsOwn() {
        for (Command command : Tallystick.COMMANDS) {
            assertThat(run(command.name(), "--help").out()).startsWith("usage: ./tallystick " + command.name());
        }
    }

    @Test
    void launcher_namesEachCommand() throws IOException {
        String launcher = Files.readString(Path.of("../tallystick"));

        for (Command command : Tallystick.COMMANDS) {
            assertThat(launcher).contains("  ./tallystick " + command.name() + " ");
        }
    }
}
