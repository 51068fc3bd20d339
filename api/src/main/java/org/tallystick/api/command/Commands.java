package org.tallystick.api.command;

import java.time.Clock;
import java.util.List;
import org.tallystick.api.Command;
import org.tallystick.api.bench.Bench;

/** The operator's commands, in the order of need. */
public final class Commands {
    public static final List<Command> ALL = List.of(
            new Verify(),
            new Check(),
            new Rebuild(),
            new Backup(Clock.systemUTC()),
            new Restore(Clock.systemUTC()),
            new Keys(Clock.systemUTC()),
            new Convert(),
            new HashCommand(),
            new Bench());

    private Commands() {}
}
