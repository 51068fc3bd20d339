package org.tallystick.api.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.archive.ArchivedLog;
import org.tallystick.api.network.Network;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.ledger.check.CheckObserver;
import org.tallystick.ledger.check.CheckReport;
import org.tallystick.ledger.check.Difference;
import org.tallystick.ledger.check.LedgerCheck;
import org.tallystick.ledger.check.RecordNames;
import org.tallystick.ledger.check.UnreadableLedgerException;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.epcis.MalformedEpcisException;

/** Recomputes a home's ledger; a difference stops the node's signing. Reads one snapshot: a crash leaves nothing. */
public final class Check implements Command {
    private static final int AGREES = 0;
    private static final int DIFFERS = 1;
    private static final int UNREADABLE = 2;

    /** PostgreSQL's "undefined table": the schema of another release. */
    private static final String UNKNOWN_TABLE = "42P01";

    private record Options(Home home, boolean json, boolean lift) {
        static Options parse(Arguments arguments) {
            Home home = Home.ofUser();
            boolean json = false;
            boolean lift = false;
            while (!arguments.isEmpty()) {
                String word = arguments.next();
                switch (word) {
                    case "--home" -> home = Home.at(arguments.path(word, "a folder"));
                    case "--json" -> json = true;
                    case "--lift" -> lift = true;
                    default -> throw Arguments.unknown(word);
                }
            }
            if (!home.exists()) {
                throw new UsageException("there is no home " + home);
            }
            return new Options(home, json, lift);
        }
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "recompute everything a home holds and compare";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick check [--home DIR] [--json] [--lift]

                Recomputes entries, leaf hashes, tiles, the root and the state root of every block, executes every
                statement again with its signature and rules, compares records with what was signed over them, makes the
                read models again in temporary tables, and compares them, the outbox, the kept checkpoint, attachments and
                archived logs with all of it. Works beside a running node, on one snapshot.

                  --home DIR   the home, ~/.tallystick unless given
                  --json       the result as one JSON object
                  --lift       when all agrees, let a ledger that was halted sign again; a node that stopped signing
                               stays so until it is started again

                Each difference is one line: table, row, column, what is stored, what was recomputed. A difference
                halts the ledger: nothing more is signed until it is repaired and `check --lift` agrees.
                Exit code: 0 all agrees, 1 something differs or is halted, 2 misused or unreadable.
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) {
        Options options = Options.parse(arguments);
        try (HomeDatabase database = HomeDatabase.beside(options.home())) {
            return check(options, database, out, err);
        } catch (SQLException e) {
            // The further lines are of PostgreSQL's own code.
            err.println("tallystick check: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    + (UNKNOWN_TABLE.equals(e.getSQLState()) ? "; start the node once with this release" : ""));
            return UNREADABLE;
        } catch (UnreadableLedgerException | IOException e) {
            err.println("tallystick check: " + e.getMessage());
            return UNREADABLE;
        }
    }

    private static int check(Options options, HomeDatabase database, PrintStream out, PrintStream err)
            throws IOException, SQLException, UnreadableLedgerException {
        Optional<PrintStream> lines = options.json() ? Optional.empty() : Optional.of(out);
        List<Result> results = new ArrayList<>();
        List<ArchivedLog> archivedLogs = archivedLogs(database);
        for (ArchivedLog archived : archivedLogs) {
            Findings findings = new Findings(lines, err);
            CheckReport report = LedgerCheck.run(
                    parts(
                            database.dataSource(archived.schema()),
                            archived.verifierKey(),
                            Optional.empty(),
                            Optional.empty()),
                    findings);
            // Nothing is ever signed on it, so there is nothing to halt.
            results.add(new Result(report, findings, false));
            lines.ifPresent(stream -> write(
                    stream,
                    report,
                    "archived log " + archived.number() + (report.agrees() ? " agrees" : " differs"),
                    false));
        }
        boolean archivesAgree =
                results.stream().allMatch(result -> result.report().agrees());
        Result present = checkPresent(options, database, archivedLogs, archivesAgree, lines, err);
        results.add(present);
        if (options.json()) {
            writeJson(out, results);
        }
        return present.halted()
                        || results.stream().anyMatch(result -> !result.report().agrees())
                ? DIFFERS
                : AGREES;
    }

    private record Result(CheckReport report, Findings findings, boolean halted) {}

    private static Result checkPresent(
            Options options,
            HomeDatabase database,
            List<ArchivedLog> archived,
            boolean archivesAgree,
            Optional<PrintStream> lines,
            PrintStream err)
            throws IOException, SQLException, UnreadableLedgerException {
        Findings findings = new Findings(lines, err);
        CheckReport log = LedgerCheck.run(
                parts(
                        database.dataSource(),
                        HomeFiles.logVerifierKey(options.home()),
                        new KeptCheckpoint(options.home().checkpoint()).note(),
                        Network.in(options.home())),
                findings);
        CheckReport report;
        try (Connection connection = database.dataSource().getConnection()) {
            report = log.plus(BesideCheck.run(connection, archived, findings));
        }
        Journal journal = new Journal(database.dataSource());
        boolean halted = !report.halt().isEmpty();
        if (!report.agrees()) {
            journal.halt("check found " + report.differenceCount() + " differences, in "
                    + String.join(", ", report.differences().keySet()));
            halted = true;
        } else if (halted && options.lift()) {
            journal.liftHalt();
            halted = false;
            lines.ifPresent(out -> out.println("the halt is lifted: start the node again, it stays halted as it runs"));
        }
        boolean told = halted;
        lines.ifPresent(stream -> write(stream, report, verdict(report, archivesAgree), told));
        return new Result(report, findings, halted);
    }

    private static String verdict(CheckReport report, boolean archivesAgree) {
        if (!report.agrees()) {
            return "differs";
        }
        return archivesAgree ? "all agrees" : "an archived log differs; the present one agrees";
    }

    private static List<ArchivedLog> archivedLogs(HomeDatabase database) throws IOException, SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return ArchivedLog.all(connection);
        }
    }

    /** What a check is made of in this release; a restore checks with the same. */
    static LedgerCheck.Parts parts(
            DataSource dataSource, VerifierKey logKey, Optional<String> kept, Optional<Network> network) {
        return new LedgerCheck.Parts(
                dataSource,
                Node.policy(new VerifiedSignatures(), network),
                List.of(logKey),
                kept,
                eventIds(),
                Node.projections());
    }

    private static RecordNames eventIds() {
        return record -> {
            try {
                return Optional.of(EventRecord.of(record).facts().eventID());
            } catch (MalformedEpcisException e) {
                return Optional.empty(); // no event to us: its name was its issuer's to give
            }
        };
    }

    /** Prints what is found as it is found, or, for the JSON object, keeps it. */
    static final class Findings implements CheckObserver {
        private final Optional<PrintStream> lines;
        private final Progress progress;
        private final Progress recomputed;
        private final List<Difference> differences = new ArrayList<>();
        private final List<String> absences = new ArrayList<>();

        Findings(Optional<PrintStream> lines, PrintStream err) {
            this.lines = lines;
            this.progress = new Progress(err, "entries compared");
            this.recomputed = new Progress(err, "entries read into read models again");
        }

        @Override
        public void progress(long entries, long size) {
            progress.at(entries, size);
        }

        @Override
        public void recomputed(long entries, long size) {
            recomputed.at(entries, size);
        }

        @Override
        public void difference(Difference difference) {
            lines.ifPresentOrElse(out -> out.println(difference), () -> differences.add(difference));
        }

        @Override
        public void absence(long index, int position, String reason) {
            lines.ifPresentOrElse(
                    out -> out.println("absent: record " + index + "/" + position + " is " + reason),
                    () -> absences.add(index + "/" + position + " " + reason));
        }
    }

    private static void write(PrintStream out, CheckReport report, String verdict, boolean halted) {
        for (Map.Entry<String, Long> counted : report.differences().entrySet()) {
            out.printf("%,d differences in %s%n", counted.getValue(), counted.getKey());
        }
        if (report.modelRows().isEmpty()) {
            out.println("read models are not compared: what they are made from differs");
        }
        out.printf(
                "%s: %,d blocks, %,d entries, %,d records (%,d absent), %,d rows of read models, root %s of %s%n",
                verdict,
                report.blocks(),
                report.checkpoint().size(),
                report.records(),
                report.absences(),
                report.modelRows().orElse(0),
                report.checkpoint().root(),
                report.checkpoint().origin());
        if (halted) {
            out.println(
                    report.agrees()
                            ? "halted: " + report.halt() + "; `check --lift` and a new start let it sign again"
                            : "halted: nothing more is signed on this ledger");
        }
    }

    /** The present log, with those before it beside it. */
    private static void writeJson(PrintStream out, List<Result> results) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            writeFields(json, results.getLast());
            json.writeArrayFieldStart("archived");
            for (Result archived : results.subList(0, results.size() - 1)) {
                json.writeStartObject();
                writeFields(json, archived);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println();
    }

    private static void writeFields(JsonGenerator json, Result result) throws IOException {
        CheckReport report = result.report();
        json.writeBooleanField("agrees", report.agrees());
        json.writeBooleanField("halted", result.halted());
        json.writeStringField("origin", report.checkpoint().origin());
        json.writeNumberField("height", report.height());
        json.writeNumberField("size", report.checkpoint().size());
        json.writeStringField("root", report.checkpoint().root().toBase64());
        json.writeNumberField("blocks", report.blocks());
        json.writeNumberField("records", report.records());
        json.writeNumberField("heldElsewhere", report.heldElsewhere());
        if (report.modelRows().isPresent()) {
            json.writeNumberField("readModelRows", report.modelRows().getAsLong());
        } else {
            json.writeNullField("readModelRows");
        }
        json.writeArrayFieldStart("absences");
        for (String absence : result.findings().absences) {
            json.writeString(absence);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("differenceCounts");
        for (Map.Entry<String, Long> counted : report.differences().entrySet()) {
            json.writeNumberField(counted.getKey(), counted.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("differences");
        for (Difference difference : result.findings().differences) {
            json.writeStartObject();
            json.writeStringField("table", difference.table());
            json.writeStringField("row", difference.row());
            json.writeStringField("column", difference.column());
            json.writeStringField("stored", difference.stored());
            json.writeStringField("recomputed", difference.recomputed());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
