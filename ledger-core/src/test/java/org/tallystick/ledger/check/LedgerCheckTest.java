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
import java.time.ZoneOffset;
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
import org.tallystick.ledger.commit.JournalRecord;
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
    private static final Map<String, String> UNCOMMITTED = Map.ofEntries(
            Map.entry("chain.halted", "says why nothing is signed; shown by every check"),
            Map.entry("record.origin", "what it was made of, which its submitter says and nothing signs"),
            Map.entry("submission.created_at", "when a caller came"),
            Map.entry("submission.decided_at", "when it was answered"),
            Map.entry("submission.signed_here", "who signs again after a rotation"),
            Map.entry("submission.refusal_code", "the answer to a caller; the log's own refusal is under the seal"),
            Map.entry("submission.refusal_detail", "the same"),
            Map.entry("submission.memo", "what the submitter wants to remember"),
            Map.entry("submission.idempotency_scope", "the caller's own name for its request"),
            Map.entry("submission.idempotency_key", "the same"),
            Map.entry("submission.idempotency_digest", "the same"));

    private static final String SEAL = "seal (over the row, its time and the rows of table refusal)";

    @TempDir
    Path folder;

    private TestLedger test;

    /**
     * A read model of two tables: what was heard, and of which words it was made. A row of the first changes when its name is
     * heard again, so that it must be found by a statement.
     */
    private static final class Heard implements Projection {
        static final String SCHEMA = """
                create table heard (
                    index bigint, position integer, name text not null, bytes bytea not null, time timestamptz not null,
                    again boolean not null, primary key (index, position));
                create table heard_word (
                    index bigint not null, position integer not null, word text not null, place smallint, amount numeric);
                create index heard_name on heard using hash (name);
                """;

        @Override
        public String name() {
            return "heard-1";
        }

        @Override
        public boolean reads(ContentType contentType) {
            return contentType.equals(ContentType.CAPTURE);
        }

        @Override
        public void apply(Connection connection, List<JournalEntry> entries) throws SQLException {
            try (PreparedStatement again = connection.prepareStatement("update heard set again = true where name = ?");
                    PreparedStatement heard =
                            connection.prepareStatement("insert into heard values (?, ?, ?, ?, ?, false)");
                    PreparedStatement words =
                            connection.prepareStatement("insert into heard_word values (?, ?, ?, ?, ?::numeric)")) {
                for (JournalEntry entry : entries) {
                    for (JournalRecord record : entry.records()) {
                        if (record instanceof JournalRecord.Present(int position, byte[] salt, byte[] bytes)) {
                            String body = new String(bytes, StandardCharsets.UTF_8);
                            again.setString(1, LedgerCheckTest.name(body));
                            again.executeUpdate();
                            heard.setLong(1, entry.index());
                            heard.setInt(2, position);
                            heard.setString(3, LedgerCheckTest.name(body));
                            heard.setBytes(4, bytes);
                            heard.setObject(5, entry.time().atOffset(ZoneOffset.UTC));
                            heard.executeUpdate();
                            for (String word : (body + " " + body).split(" ")) {
                                words.setLong(1, entry.index());
                                words.setInt(2, position);
                                words.setString(3, word);
                                words.setInt(4, word.length());
                                words.setString(5, "1.50");
                                words.executeUpdate();
                            }
                        }
                    }
                }
            }
        }

        @Override
        public List<String> tables() {
            return List.of("heard", "heard_word");
        }
    }

    private static final class Findings implements CheckObserver {
        final List<Difference> differences = new ArrayList<>();
        final List<String> absences = new ArrayList<>();
        long progress;
        long recomputed;

        @Override
        public void progress(long entries, long size) {
            progress = entries;
        }

        @Override
        public void recomputed(long entries, long size) {
            recomputed = entries;
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
        test = new TestLedger(folder, new Heard());
        execute(Heard.SCHEMA);
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
                        List.of(new Heard())),
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
        assertThat(findings.recomputed).isEqualTo(test.ledger().view().size());
        assertThat(report.modelRows()).hasValue((1 + 3 + 2 + 260) * 5);
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
                + " where name = 'name-b' and position = 1;"
                + " delete from heard where index = 2 and position = 1;"
                + " delete from heard_word where index = 2 and position = 1");
        Findings findings = new Findings();

        CheckReport report = check(findings);

        assertThat(findings.differences).isEmpty();
        assertThat(findings.absences).containsExactly("2/1 erased");
        assertThat(report.absences()).isEqualTo(1);
    }

    @Test
    void check_erasedRecordsDigestChangedByHand_isFoundByTheRootOfItsCapture() throws Exception {
        fill();
        execute("update record set salt = null, bytes = null, name = null, fingerprint = null, absence = 'erased',"
                + " digest = set_byte(digest, 0, get_byte(digest, 0) # 1) where name = 'name-b' and position = 1;"
                + " delete from heard where index = 2 and position = 1;"
                + " delete from heard_word where index = 2 and position = 1");
        Findings findings = new Findings();

        check(findings);

        assertThat(findings.differences)
                .singleElement()
                .asString()
                .contains("record", "entry=2", "in the signed statement");
    }

    @Test
    void check_recordErasedBeforeDigestsWereKept_isListedAndNoDifference() throws Exception {
        fill();
        execute("update record set salt = null, bytes = null, name = null, fingerprint = null, absence = 'erased',"
                + " digest = null where name = 'name-b' and position = 1;"
                + " delete from heard where index = 2 and position = 1;"
                + " delete from heard_word where index = 2 and position = 1");
        Findings findings = new Findings();

        check(findings);

        assertThat(findings.differences).isEmpty();
        assertThat(findings.absences).containsExactly("2/1 erased");
    }

    @Test
    void check_noLedger_isUnreadable() throws Exception {
        execute("delete from chain");

        assertThatThrownBy(() -> check(new Findings())).isInstanceOf(UnreadableLedgerException.class);
    }

    @Test
    void check_aDocumentChangedByHand_isFound() throws Exception {
        decide(genesis());
        decide(new Submission.Records(
                records("a 1").records(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Submission.Source(new ContentType("text/xml"), new byte[] {1, 2}))));
        assertThat(check(new Findings()).agrees()).isTrue();

        for (String change : List.of("document = '\\x0103'", "salt = '\\x00'", "media_type = 'text/html'")) {
            execute("create table kept as table source");
            execute("update source set " + change);
            Findings findings = new Findings();
            assertThat(check(findings).agrees()).as(change).isFalse();
            assertThat(findings.differences)
                    .singleElement()
                    .satisfies(difference -> assertThat(difference.table()).isEqualTo("source"));
            execute("delete from source");
            execute("insert into source select * from kept");
            execute("drop table kept");
        }
        assertThat(check(new Findings()).agrees()).isTrue();
    }

    // ---- every column

    private record Column(String table, String name, String type) {
        @Override
        public String toString() {
            return table + "." + name;
        }
    }

    /** Of the tables that the journal's script makes, and of the read model. */
    private List<Column> columns() throws Exception {
        Set<String> journal = new TreeSet<>();
        try (InputStream script = LedgerCheckTest.class.getResourceAsStream("/db/migration/V010__journal.sql")) {
            Matcher table = Pattern.compile("^create table (\\w+) ", Pattern.MULTILINE)
                    .matcher(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            while (table.find()) {
                journal.add(table.group(1));
            }
        }
        journal.addAll(new Heard().tables());
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
            case "int2", "int4", "int8", "numeric" -> column.name() + " = " + column.name() + " + 1000";
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

    // ---- read models

    /** How often a row stands in its table: rows of one record are told apart by all of them. */
    @Test
    void check_readModelRowsTwiceOrOnceTooFew_areFound() throws Exception {
        fill();
        execute("insert into heard_word select * from heard_word where index = 4 and word = 'r0'");
        execute("delete from heard_word where ctid = (select min(ctid) from heard_word where index = 6)");
        Findings findings = new Findings();

        CheckReport report = check(findings);

        assertThat(report.differences()).containsOnly(Map.entry("heard_word row", 3L));
        assertThat(findings.differences)
                .extracting(Difference::toString)
                .containsExactly(
                        "heard_word index=4 position=0 row: stored word=r0 place=2 amount=1.50, recomputed none",
                        "heard_word index=4 position=0 row: stored word=r0 place=2 amount=1.50, recomputed none",
                        "heard_word index=6 position=0 row: stored none, recomputed word=r2 place=2 amount=1.50");
    }

    @Test
    void check_changedRowOfAReadModel_isNamedByItsOtherValues() throws Exception {
        fill();
        execute("update heard_word set amount = 1.5 where index = 5 and word = '1'");
        execute("update heard set bytes = decode(repeat('00', 300), 'hex') || bytes where index = 6");
        execute("update heard set again = true where index = 1000");
        Findings findings = new Findings();

        check(findings);

        assertThat(findings.differences)
                .extracting(Difference::toString)
                .contains(
                        "heard_word index=5 position=0 word=1 place=1 amount: stored 1.5, recomputed 1.50",
                        "heard index=6 position=0 bytes: stored \\x" + "00".repeat(99) + "…, recomputed \\x72322031");
        assertThat(findings.differences).hasSize(3);
    }

    @Test
    void check_readModelBehindTheLog_agreesUpToItsPosition() throws Exception {
        fill();
        execute("delete from heard where index >= 100; delete from heard_word where index >= 100;"
                + " update projection set position = 100");
        Findings findings = new Findings();

        assertThat(check(findings).agrees()).as("%s", findings.differences).isTrue();
        assertThat(findings.recomputed).isEqualTo(100);

        execute("update projection set position = 99");
        assertThat(check(new Findings()).differences()).containsOnlyKeys("heard row", "heard_word row");
        execute("update projection set position = 101");
        assertThat(check(new Findings()).differences()).containsOnlyKeys("heard row", "heard_word row");
        execute("delete from projection");
        assertThat(check(new Findings()).differences()).containsEntry("heard row", 102L);
    }

    @Test
    void check_journalThatDiffers_readModelsAreNotCompared() throws Exception {
        fill();
        execute("delete from heard; update record set bytes = 'a 2' where name = 'name-a'");

        CheckReport report = check(new Findings());

        assertThat(report.modelRows()).isEmpty();
        assertThat(report.differences().keySet()).allMatch(counted -> counted.startsWith("record "));
    }

    @Test
    void check_leavesNoTableBehind_andWritesNone() throws Exception {
        fill();
        List<String> before = relations();
        execute("update heard set again = not again where index = 9");

        check(new Findings());
        check(new Findings());

        assertThat(relations()).isEqualTo(before);
    }

    /** Every relation and its rows changed so far, those of all sessions' temporary schemas among them. */
    private List<String> relations() throws SQLException {
        List<String> relations = new ArrayList<>();
        try (Connection connection = test.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select n.nspname || '.' || c.relname || ' '"
                        + " || pg_relation_filenode(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema') order by 1")) {
            while (row.next()) {
                relations.add(row.getString(1));
            }
        }
        return relations;
    }

    // ---- places of the outbox

    @Test
    void check_placeOfARecordOnceRegistered_movedByHand_isFound() throws Exception {
        fill();
        decide(records("d 1", "d 1", "d 2"));
        decide(records("b 2", "a 1"));
        assertThat(check(new Findings()).agrees()).isTrue();
        for (String change : List.of(
                // The job's own record, numbered otherwise; as one that was there before; one too few of its own.
                "known_position[3] = 0 where known_index[2] is null and known_position[3] = 1",
                "known_index[1] = 200 where state = 1 and known_index[2] is not null",
                "known_index[1] = 2, known_position[1] = 0 where state = 1 and known_index[2] is not null",
                "known_index[1] = null, known_position[1] = 0 where state = 3")) {
            execute("create table saved as table submission");
            execute("update submission set " + change);

            assertThat(check(new Findings()).differences().keySet())
                    .as(change)
                    .isNotEmpty()
                    .allMatch(counted -> counted.startsWith("submission known_"));
            execute("delete from submission; insert into submission table saved; drop table saved");
        }
        assertThat(check(new Findings()).agrees()).isTrue();
    }

    // ---- rows and files

    @Test
    void check_anyRowRemoved_isFound() throws Exception {
        fill();
        for (String table : List.of(
                "block",
                "checkpoint",
                "entry",
                "refusal",
                "tile",
                "state",
                "record",
                "issuer",
                "heard",
                "heard_word")) {
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
