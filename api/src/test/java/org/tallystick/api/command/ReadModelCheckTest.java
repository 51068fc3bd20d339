package org.tallystick.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.ledger.check.CheckObserver;
import org.tallystick.ledger.check.CheckReport;
import org.tallystick.ledger.check.Difference;
import org.tallystick.ledger.check.LedgerCheck;
import org.tallystick.ledger.commit.KeptCheckpoint;
import org.tallystick.ledger.submit.Submission;

/** The read models of this release, each value of them changed by hand in turn. */
class ReadModelCheckTest {
    private static final String SGTIN = "https://id.gs1.org/01/09521234543213/21/";
    private static final String BOX = "https://id.gs1.org/00/095212340000000012";

    @TempDir
    Path folder;

    private record Column(String table, String name, String type, boolean nullable) {
        @Override
        public String toString() {
            return table + "." + name;
        }

        /** Another value of the column's type. */
        String changed() {
            String quoted = '"' + name + '"';
            return quoted + " = "
                    + switch (type) {
                        case "int2", "int4", "int8", "numeric" -> quoted + " + 1000";
                        case "bytea" -> "set_byte(" + quoted + ", 9, get_byte(" + quoted + ", 9) # 1)";
                        case "text" -> quoted + " || 'x'";
                        case "bool" -> "not " + quoted;
                        case "timestamptz" ->
                            "case when isfinite(" + quoted + ") then " + quoted
                                    + " + interval '1 microsecond' else now() end";
                        default -> fail("no change is known for type " + type);
                    };
        }
    }

    private static String event(int number, String type, String members) {
        return """
                {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"eventID":"%s",\
                "type":"%s","eventTime":"2026-03-04T11:%02d:00Z","eventTimeZoneOffset":"+00:00",%s}""".formatted(TestHome.eventId(number), type, number, members);
    }

    /** Events with a value for every column, in that order: goods made, packed, shipped, unpacked, found damaged, one declared wrong. */
    private static List<String> records() {
        String where = ",\"readPoint\":{\"id\":\"urn:epc:id:sgln:4012345.00001.0\"},"
                + "\"bizLocation\":{\"id\":\"urn:epc:id:sgln:4012345.00001.0\"}";
        return List.of(
                event(
                        1,
                        "ObjectEvent",
                        "\"action\":\"ADD\",\"epcList\":[\"" + SGTIN + "1\",\"" + SGTIN
                                + "2\"],\"bizStep\":\"commissioning\",\"disposition\":\"active\"" + where),
                event(
                        2,
                        "AggregationEvent",
                        "\"action\":\"ADD\",\"parentID\":\"" + BOX + "\",\"childEPCs\":[\"" + SGTIN + "1\",\"" + SGTIN
                                + "2\"],\"childQuantityList\":[{\"epcClass\":\"https://id.gs1.org/01/09521234543213/10/L1\","
                                + "\"quantity\":7.5,\"uom\":\"KGM\"}],\"bizStep\":\"packing\"" + where),
                event(
                        3,
                        "ObjectEvent",
                        "\"action\":\"OBSERVE\",\"epcList\":[\"" + BOX + "\"],\"bizStep\":\"shipping\","
                                + "\"bizTransactionList\":[{\"type\":\"po\",\"bizTransaction\":\"https://erp.example/po/1\"}]"),
                event(
                        4,
                        "AggregationEvent",
                        "\"action\":\"DELETE\",\"parentID\":\"" + BOX + "\",\"childEPCs\":[\"" + SGTIN
                                + "1\"],\"bizStep\":\"unpacking\""),
                event(5, "ObjectEvent", "\"action\":\"OBSERVE\",\"epcList\":[\"" + SGTIN + "2\"]"),
                event(
                        5,
                        "ObjectEvent",
                        "\"action\":\"OBSERVE\",\"epcList\":[\"" + SGTIN + "2\"],"
                                + "\"errorDeclaration\":{\"declarationTime\":\"2026-03-05T10:00:00Z\"}"),
                event(
                        6,
                        "ObjectEvent",
                        "\"action\":\"OBSERVE\",\"epcList\":[\"" + BOX + "\"],\"bizStep\":\"inspecting\","
                                + "\"tallystick:difference\":\"damaged\",\"bizTransactionList\":[{\"type\":\"upevt\","
                                + "\"bizTransaction\":\"" + TestHome.eventId(3) + "\"}]"),
                "no event at all");
    }

    private static void capture(Node node, List<String> records) throws Exception {
        List<Submission.NewRecord> taken = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            byte[] bytes = records.get(i).getBytes(StandardCharsets.UTF_8);
            taken.add(new Submission.NewRecord(
                    bytes, i < 7 ? TestHome.eventId(i < 5 ? i + 1 : i) : "none", Submission.NameRule.SHARED));
        }
        node.ledger()
                .register(new Submission.Records(taken, Optional.empty(), Optional.empty()))
                .decided()
                .get(30, TimeUnit.SECONDS);
        node.ledger().projected(node.ledger().view().size() - 1).get(30, TimeUnit.SECONDS);
    }

    private static List<Column> columns(TestHome test) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (Connection connection = test.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : Tables.REBUILT) {
                if (table.equals("projection")) {
                    continue;
                }
                try (ResultSet row = statement.executeQuery("select column_name, udt_name, is_nullable = 'YES'"
                        + " from information_schema.columns where table_schema = 'ledger' and table_name = '" + table
                        + "' order by ordinal_position")) {
                    while (row.next()) {
                        columns.add(new Column(table, row.getString(1), row.getString(2), row.getBoolean(3)));
                    }
                }
            }
        }
        return columns;
    }

    private record Checked(CheckReport report, List<Difference> differences) {
        String text() {
            return differences.stream().map(Difference::toString).toList().toString();
        }
    }

    private static Checked check(TestHome test) throws Exception {
        List<Difference> differences = new ArrayList<>();
        CheckReport report = LedgerCheck.run(
                Check.parts(
                        test.database().dataSource(),
                        HomeFiles.logVerifierKey(test.home()),
                        new KeptCheckpoint(test.home().checkpoint()).note(),
                        Optional.empty()),
                new CheckObserver() {
                    @Override
                    public void progress(long entries, long size) {}

                    @Override
                    public void recomputed(long entries, long size) {}

                    @Override
                    public void difference(Difference difference) {
                        differences.add(difference);
                    }

                    @Override
                    public void absence(long index, int position, String reason) {}
                });
        return new Checked(report, differences);
    }

    private static TestHome filled(Path folder) throws Exception {
        TestHome test = TestHome.at(folder).enter();
        try (Home.Lock lock = test.home().lock();
                Node node = test.open()) {
            capture(node, records());
        }
        return test;
    }

    @Test
    void readModel_anyColumnChangedByHand_isFoundAndNamed() throws Exception {
        try (TestHome test = filled(folder)) {
            assertThat(check(test).report().agrees()).isTrue();
            for (Column column : columns(test)) {
                String quoted = '"' + column.name() + '"';
                test.execute("create table public.saved as table " + column.table());
                test.execute("do $$ begin update " + column.table() + " set " + column.changed()
                        + " where ctid = (select max(ctid) from " + column.table() + " where " + quoted
                        + " is not null); assert found, 'no value of " + column + "'; end $$");

                Checked changed = check(test);

                assertThat(changed.report().differences())
                        .as("%s: %s", column, changed.text())
                        .hasSize(1)
                        .allSatisfy((counted, count) -> assertThat(counted)
                                .matches(name -> name.equals(column.table() + " " + column.name())
                                        || name.equals(column.table() + " row")));
                assertThat(changed.differences()).hasSizeLessThan(3);
                restore(test, column.table());
                if (column.nullable()) {
                    test.execute("create table public.saved as table " + column.table());
                    test.execute(
                            "update " + column.table() + " set " + quoted + " = null where ctid = (select min(ctid)"
                                    + " from " + column.table() + " where " + quoted + " is not null)");

                    assertThat(check(test).report().differences())
                            .as("%s null", column)
                            .containsOnlyKeys(column.table() + " " + column.name());
                    restore(test, column.table());
                }
            }
            assertThat(check(test).report().agrees()).isTrue();
        }
    }

    private static void restore(TestHome test, String table) throws SQLException {
        test.execute(
                "delete from " + table + "; insert into " + table + " table public.saved; drop table public.saved");
    }

    @Test
    void readModel_anyRowRemovedOrAdded_isFound() throws Exception {
        try (TestHome test = filled(folder)) {
            for (String table : Tables.REBUILT) {
                if (table.equals("projection")) {
                    continue;
                }
                test.execute("create table public.saved as table " + table);
                test.execute("delete from " + table + " where ctid = (select min(ctid) from " + table + ")");
                Checked removed = check(test);
                assertThat(removed.report().differences()).as(removed.text()).containsOnlyKeys(table + " row");
                assertThat(removed.differences())
                        .hasSize(1)
                        .allMatch(found -> found.stored().equals("none"));
                restore(test, table);

                test.execute("create table public.saved as table " + table);
                test.execute("insert into " + table
                        + switch (table) {
                            case "did_entry" -> " select scid, version + 1, did, line, index, time from did_entry";
                            case "event_identifier" -> " table event_identifier limit 1";
                            default ->
                                " select (jsonb_populate_record(t, '{\"index\":1000}')).* from " + table + " t limit 1";
                        });
                Checked added = check(test);
                assertThat(added.report().differences()).as(added.text()).containsOnlyKeys(table + " row");
                assertThat(added.differences())
                        .allMatch(found -> found.recomputed().equals("none"));
                restore(test, table);
            }
            assertThat(check(test).report().agrees()).isTrue();
        }
    }

    @Test
    void readModel_changedByHand_haltsTheLedger_untilItIsRebuilt() throws Exception {
        try (TestHome test = filled(folder)) {
            test.execute("update event set biz_step = 'receiving' where biz_step = 'shipping'");

            TestHome.Result found = TestHome.run(new Check(), "--home", folder.toString());

            assertThat(found.exitCode()).isEqualTo(1);
            assertThat(found.out())
                    .contains("event index=2 position=2 biz_step: stored receiving, recomputed shipping\n", "halted");
            TestHome.run(new Rebuild(), "--home", folder.toString());
            assertThat(TestHome.run(new Check(), "--lift", "--home", folder.toString())
                            .exitCode())
                    .isZero();
            try (Node node = test.open()) {
                assertThat(TestHome.capture(node, 30, 1)).hasSize(1);
            }
        }
    }

    @Test
    void readModels_whileTheNodeWrites_agree() throws Exception {
        try (TestHome test = filled(folder);
                Home.Lock lock = test.home().lock();
                Node node = test.open()) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 300; i++) {
                    int number = 10 + 300 * round + i;
                    node.ledger()
                            .register(new Submission.Records(
                                    List.of(new Submission.NewRecord(
                                            TestHome.event(number),
                                            TestHome.eventId(number),
                                            Submission.NameRule.SHARED)),
                                    Optional.empty(),
                                    Optional.empty()));
                }
                Checked checked = check(test);
                assertThat(checked.differences()).isEmpty();
                assertThat(checked.report().modelRows().orElseThrow()).isPositive();
            }
        }
    }
}
