package org.tallystick.api;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.tallystick.api.command.Commands;
import org.tallystick.api.consortium.NetworkCommand;
import org.tallystick.api.demo.Demo;
import org.tallystick.api.start.Start;

/** {@code ./tallystick COMMAND …}: finds the command, runs it, and turns its end into one line and an exit code. */
@QuarkusMain
public final class Tallystick {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    /** In the order of a new user's need. */
    static final List<Command> COMMANDS = Stream.concat(
                    Stream.of(new Start(), new Demo(), new NetworkCommand(Clock.systemUTC())), Commands.ALL.stream())
            .toList();

    private Tallystick() {}

    public static void main(String... words) {
        PrintStream out = System.out;
        // Whatever a library prints, standard output holds only what a command means to say.
        System.setOut(System.err);
        // Before Quarkus sets it by its configuration, and for commands that never start it: what a library has to say
        // of
        // its work is no part of a command's end.
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(run(List.of(words), out, System.err));
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.isEmpty()
                || words.getFirst().equals("--help")
                || words.getFirst().equals("help")) {
            (words.isEmpty() ? err : out).print(help());
            return words.isEmpty() ? MISUSED : 0;
        }
        Optional<Command> found = COMMANDS.stream()
                .filter(command -> command.name().equals(words.getFirst()))
                .findAny();
        if (found.isEmpty()) {
            err.println("tallystick: there is no command '" + words.getFirst() + "'; try --help");
            return MISUSED;
        }
        return run(found.get(), words.subList(1, words.size()), out, err);
    }

    private static int run(Command command, List<String> words, PrintStream out, PrintStream err) {
        if (words.contains("--help")) {
            out.print(command.help());
            return 0;
        }
        try {
            return command.run(new Arguments(words), out, err);
        } catch (UsageException e) {
            err.println("tallystick " + command.name() + ": " + e.getMessage() + "; try --help");
            return MISUSED;
        } catch (IOException e) {
            err.println("tallystick " + command.name() + ": " + firstLine(e));
            return FAILED;
        }
    }

    /** PostgreSQL and Flyway go on, line after line, about where in their own code they were. */
    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String help() {
        StringBuilder text = new StringBuilder("usage: ./tallystick COMMAND [--help] …\n\n");
        for (Command command : COMMANDS) {
            text.append(String.format("  %-9s %s%n", command.name(), command.summary()));
        }
        return text.toString();
    }
}
