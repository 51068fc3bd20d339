package org.tallystick.api;

import java.io.IOException;
import java.io.PrintStream;

/** One of the things {@code ./tallystick} does. */
public interface Command {
    /** As it is typed. */
    String name();

    /** One line for the list of all. */
    String summary();

    /** What {@code --help} prints: the synopsis, then each option with what it is for. */
    String help();

    /**
     * @param out what a script reads
     * @param err what a person reads: progress, warnings, reasons
     * @return the exit code
     * @throws UsageException when the arguments are wrong; one line and exit code 2
     * @throws IOException when files, sockets or the database fail; one line and exit code 1
     */
    int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException;
}
