package org.tallystick.api.command;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.function.ObjLongConsumer;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.project.ProjectionRunner;
import org.tallystick.postgres.Schema;

/**
 * Makes the read models again from the journal. Rows and position move together, so a rebuild that was killed is
 * finished by the next start, or begun anew by the next rebuild.
 */
public final class Rebuild implements Command {
    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public String summary() {
        return "make the read models again from the journal";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick rebuild [--home DIR]

                Empties the read models (events, identifiers, DID logs) and fills them again from the journal: the same
                rows as before, or those that they ought to be. The node must be stopped.

                  --home DIR   the home, ~/.tallystick unless given
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        Home home = Home.ofUser();
        while (!arguments.isEmpty()) {
            String word = arguments.next();
            if (!word.equals("--home")) {
                throw Arguments.unknown(word);
            }
            home = Home.at(arguments.path(word, "a folder"));
        }
        if (!home.exists()) {
            throw new UsageException("there is no home " + home);
        }
        try (HomeDatabase database = HomeDatabase.alone(home)) {
            Schema.migrate(database.dataSource());
            rebuild(
                    database.dataSource(),
                    err,
                    (projection, size) -> out.printf("%s: %,d entries%n", projection, size));
            return 0;
        } catch (SQLException | FlywayException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Fills all read models anew; {@code done} hears of each by its name, and of the entries that were read. */
    static void rebuild(DataSource dataSource, PrintStream err, ObjLongConsumer<String> done) throws SQLException {
        Journal journal = new Journal(dataSource);
        long size = journal.size();
        for (Projection projection : Node.projections()) {
            Progress progress = new Progress(err, "entries read into " + projection.name());
            ProjectionRunner.rebuild(dataSource, journal, projection, read -> progress.at(read, size));
            done.accept(projection.name(), size);
        }
    }
}
