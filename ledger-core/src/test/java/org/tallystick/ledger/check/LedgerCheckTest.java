package org.tallystick.ledger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.commit.DifferingLedgerException;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.execute.CaptureHandler;
import org.tallystick.ledger.execute.GovernanceHandler;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.project.Projection;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.GovernancePayload;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.TestLedger;

/** A ledger with every kind of row, each value of it changed by hand in turn. */
class LedgerCheckTest {
    /** Changes of a column that its type alone does not tell, the row being one where it is not null. */
    private static final Map<String, String> CHANGES = Map.ofEntries(
            Map.entry(
                    "chain.only_row",
                    "alter table chain drop constraint if exists chain_only_row_check;"
                            + " update chain set only_row = false"),
            Map.entry("issuer.id", "update issuer set id = default"),
            Map.entry(
                    "submission.statement",
                    "update submission set statement = substring(statement for 40)" + " where statement is not null"),
            Map.entry("projection.position", "update projection set position = 1000000"));

    /** Columns that no hash, signature or other row covers: another possible value there is nobody's contradiction. */
    private static final Map<String, String> UNCOMMITTED = Map.of(
            "chain.halted", "says why nothing is signed; shown by every check",
            "submission.created_at", "when a caller came",
            "submission.decided_at", "when it was answered",
            "submission.signed_here", "who signs again after a rotation",
            "submission.refusal_code", "the answer to a caller; the log's own refusal is under the seal",
            "submission.refusal_detail", "the same",
            "submission.memo", "what the submitter wants to remember",
            "submission.idempotency_scope", "the caller's own name for its request",
            "submission.idempotency_key", "the same",
            "submission.idempotency_digest", "the same");

    private static final String SEAL = "seal (over the row, its time and the rows of table refusal)";

    @TempDir
    Path folder;

    private TestLedger test;

    private static final class Nothing implements Projection {
        @Override
        public String name() {
            return "nothing-1";
        }

        @Override
        public boolean reads(ContentType contentType) {
            return true;
        }

        @Override
        public void apply(Connection connection, List<JournalEntry> entries) {}

        @Override
        public void reset(Connection connection) {}
    }

    private static final class Findings implements CheckObserver {
        final List<Difference> differences = new ArrayList<>();
        final List<String> absences = new ArrayList<>();
        long progress;

        @Override
        public void progress(long entries, long size) {
            progress = entries;
        }

        @Override
        public void difference(Difference difference) {
            differences.add(difference);
        }

        @Override
        public void absence(long index, int position, String reason) {
            absences.add(index + "/" + position + " " + reason);
        }
    }

    @BeforeEach
    void open() throws Exception {
        test = new TestLedger(folder, new Nothing());
    }

    @AfterEach
    void close() {
        test.close();
    }

    // ---- a ledger

    private static Submission.Records records(String... bodies) {
        List<Submission.NewRecord> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(new Submission.NewRecord(
                    body.getBytes(StandardCharsets.UTF_8), name(body), Submission.NameRule.SHARED));
        }
        return new Submission.Records(
                records,
                Optional.of(new Submission.IdempotencyKey("clerk", bodies[0], Hash.sha256(new byte[] {1}))),
                Optional.of("memo"));
    }

    private static String name(String body) {
        return "name-" + body.split(" ", 2)[0];
    }

    private Decision decide(Submission submission) throws Exception {
        return test.ledger().register(submission).decided().get(10, TimeUnit.SECONDS);
    }

    private static Submission genesis() {
        return new Submission.Payload(
                ContentType.GOVERNANCE,
                new GovernancePayload.Genesis(1, Hash.sha256(new byte[] {7}), 1, Optional.empty()).bytes(),
                Optional.empty(),
                Optional.empty());
    }

    /** State, a refusal, captures of one and several records, a mixed job, one with nothing new, one that waits. */
    private void fill() throws Exception {
        decide(genesis());
        decide(genesis());
        decide(records("a 1"));
        decide(records("b 1", "b 2", "b 3"));
        decide(records("c 1", "a 1", "c 2"));
        decide(records("a 1", "b 2"));
        for (int i = 0; i < 260; i++) {
            decide(records("r" + i + " 1"));
        }
        test.ledger().projected(test.ledger().view().size() - 1).get(10, TimeUnit.SECONDS);
        insertWaiting();
    }

    private void insertWaiting() throws SQLException {
        byte[] body = "w 1".getBytes(StandardCharsets.UTF_8);
        RecordSalt salt = RecordSalt.of(new byte[RecordSalt.LENGTH_BYTES]);
        Cti cti = new Cti(1, 2);
        SignedStatement statement = test.organisation()
                .sign(
                        ContentType.CAPTURE,
                        new CapturePayload(
                                        1,
                                        RecordTree.of(List.of(salt.digest(body)))
                                                .root(),
                                        Optional.empty())
                                .bytes(),
                        cti);
        try (Connection connection = test.dataSource().getConnection();
                PreparedStatement submission = connection.prepareStatement("insert into submission"
                        + " (cti, created_at, state, content_type, statement, signed_here, records)"
                        + " values (?, now(), 0, ?, ?, true, 1)");
                PreparedStatement record = connection.prepareStatement("insert into record"
                        + " (issuer, cti, position, salt, bytes, name, fingerprint) values (1, ?, 0, ?, ?, ?, ?)")) {
            submission.setObject(1, Journal.uuid(cti));
            submission.setString(2, ContentType.CAPTURE.mediaType());
            submission.setBytes(3, statement.bytes());
            submission.executeUpdate();
            record.setObject(1, Journal.uuid(cti));
            record.setBytes(2, salt.bytes());
            record.setBytes(3, body);
            record.setString(4, name("w 1"));
            record.setBytes(5, Hash.sha256(body).bytes());
            record.executeUpdate();
        }
    }

    private CheckReport check(Findings findings) throws Exception {
        return LedgerCheck.run(
                new LedgerCheck.Parts(
                        test.dataSource(),
                        new RegistrationPolicy(
                                List.of(new CaptureHandler(), new GovernanceHandler()),
                                test.organisation(),
                                new VerifiedSignatures()),
                        List.of(test.logKey().verifierKey()),
                        new KeptCheckpoint(folder.resolve("checkpoint")).note(),
                        record -> Optional.of(name(new String(record, StandardCharsets.UTF_8))),
                        Set.of("nothing-1")),
                findings);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = test.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    // ---- agreement

    @Test
    void check_untouchedLedger_agrees() throws Exception {
        fill();
        Findings findings = new Findings();

        CheckReport report = check(findings);

        assertThat(findings.differences).isEmpty();
        assertThat(report.agrees()).isTrue();
        assertThat(report.checkpoint()).isEqualTo(test.ledger().checkpoint().checkpoint());
        assertThat(report.records()).isEqualTo(1 + 3 + 2 + 260);
        assertThat(findings.progress).isEqualTo(test.ledger().view().size());
    }

    @Test
    void check_moreRecordsThanAreReadAtOnce_agrees() throws Exception {
        String[] many = new String[1_050];
        for (int i = 0; i < many.length; i++) {
            many[i] = "m" + i + " 1";
        }
        decide(records(many));
        decide(records("n 1"));
        Findings findings = new Findings();

        CheckReport report = check(findings);

        assertThat(findings.differences).isEmpty();
        assertThat(report.records()).isEqualTo(1_051);
    }

    @Test
    void check_emptyLedger_agrees() throws Exception {
        assertThat(check(new Findings()).agrees()).isTrue();
    }

    @Test
    void check_whileBlocksAreCommitted_seesOneMoment() throws Exception {
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            registrations.add(test.ledger().register(records("r" + i + " 1")));
            if (i % 400 == 399) {
                Findings findings = new Findings();
                assertThat(check(findings).agrees())
                        .as("%s", findings.differences)
                        .isTrue();
            }
        }
        for (Registration registration : registrations) {
            registration.decided().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void check_erasedRecord_isListedAndNoDifference() throws Exception {
        fill();
        execute("update record set salt = null, bytes = null, name = null, fingerprint = null, absence = 'erased'"
                + " where name = 'name-b' and position = 1");
        Findings findings = new Findings();

        CheckReport report = check(findings);

        assertThat(findings.differences).isEmpty();
        assertThat(findings.absences).containsExactly("2/1 erased");
        assertThat(report.absences()).isEqualTo(1);
    }

    @Test
    void check_noLedger_isUnreadable() throws Exception {
        execute("delete from chain");

        assertThatThrownBy(() -> check(new Findings())).isInstanceOf(UnreadableLedgerException.class);
    }

    // ---- every column

    private record Column(String table, String name, String type) {
        @Override
        public String toString() {
            return table + "." + name;
        }
    }

    /** Of the tables that the journal's script makes; read models are compared by rebuilding them. */
    private List<Column> columns() throws Exception {
        Set<String> journal = new TreeSet<>();
        try (InputStream script = LedgerCheckTest.class.getResourceAsStream("/db/migration/V010__journal.sql")) {
            Matcher table = Pattern.compile("^create table (\\w+) ", Pattern.MULTILINE)
                    .matcher(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            while (table.find()) {
                journal.add(table.group(1));
            }
        }
        List<Column> columns = new ArrayList<>();
        try (Connection connection = test.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select table_name, column_name, udt_name"
                        + " from information_schema.columns where table_schema = 'ledger'"
                        + " order by table_name, ordinal_position")) {
            while (row.next()) {
                if (journal.contains(row.getString(1))) {
                    columns.add(new Column(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        assertThat(columns).extracting(Column::table).containsAll(journal);
        return columns;
    }

    /** Another value of the column's type. */
    private static String sql(Column column, String end) {
        String set = switch (column.type()) {
            case "int2", "int4", "int8" -> column.name() + " = " + column.name() + " + 1000";
            case "bytea" ->
                column.name() + " = set_byte(" + column.name() + ", 0, get_byte(" + column.name() + ", 0) # 1)";
            case "text" -> column.name() + " = " + column.name() + " || 'x'";
            case "bool" -> column.name() + " = not " + column.name();
            case "uuid" -> column.name() + " = gen_random_uuid()";
            case "timestamptz" -> column.name() + " = " + column.name() + " + interval '0.5 millisecond'";
            case "_int4", "_int8" -> column.name() + "[2] = 7777";
            default -> fail("no change is known for type " + column.type());
        };
        return "update " + column.table() + " set " + set + " where ctid = (select " + end + "(ctid) from "
                + column.table() + " where " + column.name() + " is not null)";
    }

    private void change(Column column, String sql) throws SQLException {
        if (column.toString().equals("record.absence")) {
            execute("update record set absence = 'withheld' where name = 'name-a'");
            return;
        }
        try (Connection connection = test.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            int changed = 0;
            for (String one : sql.split(";")) {
                changed = statement.executeUpdate(one);
            }
            assertThat(changed)
                    .as("%s: no row of the ledger has a value there", column)
                    .isPositive();
        }
    }

    @Test
    void check_anyColumnChangedByHand_isFoundAndNamed() throws Exception {
        fill();
        Set<String> seen = new TreeSet<>();
        for (Column column : columns()) {
            seen.add(column.toString());
            if (UNCOMMITTED.containsKey(column.toString())) {
                continue;
            }
            for (String end : List.of("min", "max")) {
                execute("create table saved as table " + column.table());
                change(column, CHANGES.getOrDefault(column.toString(), sql(column, end)));

                Findings findings = new Findings();
                CheckReport report = check(findings);

                assertThat(report.agrees())
                        .as("%s was changed and not found", column)
                        .isFalse();
                assertThat(findings.differences)
                        .as("%s is named among %s", column, findings.differences)
                        .anySatisfy(difference -> assertThat(difference.table() + " " + difference.column())
                                .matches(
                                        found -> found.startsWith(column.table() + " ") && found.contains(column.name())
                                                || found.startsWith(column.table() + " row")
                                                || found.startsWith("block " + SEAL)
                                                        && (column.table().equals("refusal")
                                                                || column.name().equals("time"))));
                assertThat(findings.differences.size())
                        .as("one change is not a hundred lines: %s", findings.differences)
                        .isLessThan(16);
                execute("delete from " + column.table() + "; insert into " + column.table()
                        + " overriding system value select * from saved; drop table saved");
            }
        }
        assertThat(seen).containsAll(UNCOMMITTED.keySet()).containsAll(CHANGES.keySet());
        Findings findings = new Findings();
        assertThat(check(findings).agrees()).as("%s", findings.differences).isTrue();
    }

    // ---- rows and files

    @Test
    void check_anyRowRemoved_isFound() throws Exception {
        fill();
        for (String table : List.of("block", "checkpoint", "entry", "refusal", "tile", "state", "record", "issuer")) {
            execute("create table saved as table " + table);
            execute("delete from " + table + " where ctid = (select ctid from " + table
                    + " order by ctid desc offset (select count(*) / 2 from " + table + ") limit 1)");

            Findings findings = new Findings();
            CheckReport report = check(findings);

            assertThat(report.agrees()).as("a row of %s removed", table).isFalse();
            execute("delete from " + table + "; insert into " + table
                    + " overriding system value select * from saved; drop table saved");
        }
        assertThat(check(new Findings()).agrees()).isTrue();
    }

    @Test
    void check_entryAndTileChangedTogether_isFoundByTheSignedRoot() throws Exception {
        fill();
        execute("update entry set statement = (select statement from entry where index = 5) where index = 4");
        execute("update tile set hashes = overlay(hashes placing substring(hashes from 161 for 32) from 129 for 32)"
                + " where level = 0 and tile = 0");
        Findings findings = new Findings();

        assertThat(check(findings).agrees()).isFalse();
        assertThat(findings.differences).extracting(Difference::table).contains("block");
        assertThat(findings.differences).extracting(Difference::column).contains("root", "note");
    }

    @Test
    void check_keptCheckpoint_mustBeAPrefix() throws Exception {
        fill();
        Path file = folder.resolve("checkpoint");
        String newest = Files.readString(file);
        decide(records("z 1"));
        Files.writeString(file, newest);
        assertThat(check(new Findings()).agrees())
                .as("an older one is a prefix")
                .isTrue();

        Files.writeString(file, newest.replaceFirst("\n[0-9]+\n", "\n3\n"));
        Findings findings = new Findings();

        assertThat(check(findings).agrees()).isFalse();
        assertThat(findings.differences).extracting(Difference::table).containsExactly("kept checkpoint");
    }

    @Test
    void check_statementOfAnotherKey_isRefusedAgain() throws Exception {
        fill();
        // Stored as registered, with a signature that never was one: the tree is made anew around it.
        execute("update entry set statement = set_byte(statement, length(statement) - 1,"
                + " get_byte(statement, length(statement) - 1) # 1) where index = 3");
        Findings findings = new Findings();

        check(findings);

        assertThat(findings.differences)
                .extracting(Difference::recomputed)
                .anyMatch(recomputed -> recomputed.contains("BAD_SIGNATURE"));
    }

    // ---- halting

    @Test
    void halt_runningLedger_refusesEverySubmissionWithTheReason() throws Exception {
        decide(records("a 1"));
        String before = test.ledger().checkpoint().note();
        test.ledger().journal().halt("entry 0 was changed by hand");

        for (int i = 0; i < 3; i++) {
            Registration refused = test.ledger().register(records("b" + i + " 1"));
            assertThatThrownBy(() -> refused.decided().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("halted: entry 0 was changed by hand");
        }
        assertThat(test.ledger().checkpoint().note()).isEqualTo(before);
        assertThat(test.ledger().engine().fault().orElseThrow()).contains("halted");
        assertThatThrownBy(test::reopen)
                .isInstanceOf(DifferingLedgerException.class)
                .hasMessageContaining("halted");

        new Journal(test.dataSource()).liftHalt();
        test.reopen();
        assertThat(decide(records("c 1"))).isInstanceOf(Decision.Registered.class);
    }
}
