package org.tallystick.api.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.identity.evidence.VerifyCommand;

/** The offline verifier, as one of the node's commands. Reads files and writes nothing. */
public final class Verify implements Command {
    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String summary() {
        return "check an evidence file offline";
    }

    @Override
    public String help() {
        return VerifyCommand.HELP.replaceFirst("usage: ", "usage: ./tallystick ");
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>();
        while (!arguments.isEmpty()) {
            words.add(arguments.next());
        }
        return VerifyCommand.run(words, out, err);
    }
}
