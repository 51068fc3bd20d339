package org.tallystick.provenance.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;
import org.tallystick.provenance.query.QueryCompiler.IndexRange;

/** What PostgreSQL makes of each class of query, over enough rows for it to care. */
class QueryPlanTest {
    private static final int BATCHES = Integer.getInteger("tallystick.plan.batches", 400);
    private static final Instant T0 = Instant.parse("2026-02-01T00:00:00Z");

    private static TestDatabase database;
    private static AgroalDataSource pool;
    private static long size;

    @BeforeAll
    static void fill() throws SQLException {
        database = TestDatabase.fresh();
        pool = TestLedger.pool(database);
        TestJournal journal = new TestJournal(pool);
        SupplyChain chain = new SupplyChain(1);
        for (int i = 0; i < BATCHES; i++) {
            size = 1 + journal.append("acme", T0.plusSeconds(i), chain.nextBatch());
        }
        journal.project();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
    }

    @AfterAll
    static void closeDatabase() {
        pool.close();
        database.close();
    }

    private static Arguments ask(String... namesAndValues) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return Arguments.of(parameters);
    }

    static List<Arguments> questions() {
        List<Arguments> questions = new ArrayList<>();
        for (String order : List.of("eventTime", "recordTime")) {
            questions.add(ask("orderBy", order, "MATCH_anyEPC", SupplyChain.item(7, 3)));
            questions.add(ask("orderBy", order, "MATCH_anyEPC", SupplyChain.item(7, 3) + "|" + SupplyChain.item(9, 1)));
            questions.add(ask("orderBy", order, "MATCH_parentID", SupplyChain.box(7, 1)));
            questions.add(ask("orderBy", order, "MATCH_epc", SupplyChain.box(7, 1), "EQ_bizStep", "shipping"));
            questions.add(ask("orderBy", order, "MATCH_anyEPCClass", SupplyChain.lot(7)));
            questions.add(ask("orderBy", order, "MATCH_epc", "urn:x:nobody"));
            questions.add(ask("orderBy", order, "EQ_bizTransaction_po", SupplyChain.order(7)));
            questions.add(ask("orderBy", order, "EQ_source_owning_party", "urn:epc:id:pgln:4012345.00001"));
            questions.add(ask("orderBy", order, "EQ_destination_owning_party", "urn:epc:id:pgln:4012345.00003"));
            questions.add(ask("orderBy", order, "EQ_bizStep", "shipping"));
            questions.add(ask("orderBy", order, "EQ_bizStep", "destroying"));
            questions.add(ask("orderBy", order, "EQ_disposition", "in_transit", "EQ_action", "OBSERVE"));
            questions.add(ask("orderBy", order, "EQ_bizLocation", SupplyChain.site("4", 17)));
            questions.add(ask("orderBy", order, "EQ_readPoint", SupplyChain.site("3", 3), "EQ_bizStep", "receiving"));
            questions.add(ask(
                    "orderBy", order, "GE_eventTime", "2026-01-04T00:00:00Z", "LT_eventTime", "2026-01-04T01:00:00Z"));
            questions.add(ask("orderBy", order, "EQ_eventID", "urn:uuid:00000007-0000-4000-8000-000000000003"));
            questions.add(ask("orderBy", order, "EXISTS_errorDeclaration", "true"));
            questions.add(ask("orderBy", order, "GE_errorDeclaration_Time", "2026-01-04T00:00:00Z"));
            questions.add(ask("orderBy", order, "EQ_quantity", "123456.5"));
            questions.add(ask("orderBy", order, "GE_quantity", "1"));
            questions.add(ask("orderBy", order, "eventType", "TransformationEvent"));
            questions.add(ask("orderBy", order));
        }
        return questions;
    }

    @ParameterizedTest
    @MethodSource("questions")
    void page_anyQuestion_scansNoWholeTable(Map<String, List<String>> parameters) throws SQLException {
        EventQuery first = EventQuery.parse(parameters);
        PageToken middle = new PageToken(
                PageToken.QueryName.of(first),
                size,
                30,
                Micros.of(Instant.parse("2026-01-03T00:00:00Z")),
                size / 2,
                10);
        Map<String, List<String>> later = new HashMap<>(parameters);
        later.put("nextPageToken", List.of(middle.toString()));
        for (EventQuery query : List.of(first, EventQuery.parse(later))) {
            assertThat(plan(query)).doesNotContain("Seq Scan on event");
        }
    }

    private static String plan(EventQuery query) throws SQLException {
        Sql page = new Sql()
                .add("explain (analyze, buffers, costs off) ")
                .add(new QueryCompiler(query, new IndexRange(0, size)).page(31));
        StringBuilder plan = new StringBuilder();
        try (Connection connection = pool.getConnection();
                PreparedStatement explain = page.prepare(connection);
                ResultSet row = explain.executeQuery()) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        if (Boolean.getBoolean("tallystick.plan.print")) {
            System.out.println(query + "\n" + plan);
        }
        return plan.toString();
    }
}
