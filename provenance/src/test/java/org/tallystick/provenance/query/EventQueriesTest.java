package org.tallystick.provenance.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;

class EventQueriesTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private static TestDatabase database;
    private static AgroalDataSource pool;
    private TestJournal journal;
    private EventQueries queries;

    @BeforeAll
    static void openDatabase() throws SQLException {
        database = TestDatabase.fresh();
        pool = TestLedger.pool(database);
    }

    @AfterAll
    static void closeDatabase() {
        pool.close();
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        journal = new TestJournal(pool);
        journal.clear();
        queries = new EventQueries(pool);
    }

    static EventQuery query(String... namesAndValues) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters
                    .computeIfAbsent(namesAndValues[i], name -> new ArrayList<>())
                    .add(namesAndValues[i + 1]);
        }
        return EventQuery.parse(parameters);
    }

    private List<String> found(String... namesAndValues) throws SQLException {
        return queries.find(query(namesAndValues)).events().stream()
                .map(event -> new String(event.record(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Instant at(int seconds) {
        return T0.plusSeconds(seconds);
    }

    private static EventText seen(String eventID, int seconds, String... epcs) {
        return EventText.object(eventID, at(seconds), "OBSERVE").list("epcList", epcs);
    }

    @Test
    void matchAnyEPC_anySpelling_findsTheSameEvents() throws SQLException {
        String urn =
                seen("urn:uuid:1", 0, "urn:epc:id:sgtin:4012345.011111.9876").toString();
        String link = seen("urn:uuid:2", 1, "https://example.com/gtin/4012345111118/ser/9876")
                .toString();
        String other =
                seen("urn:uuid:3", 2, "urn:epc:id:sgtin:4012345.011111.9877").toString();
        journal.append("acme", at(10), List.of(urn, link, other));
        journal.project();

        assertThat(found("MATCH_anyEPC", "urn:epc:id:sgtin:4012345.011111.9876", "orderBy", "eventTime"))
                .containsExactly(link, urn);
        assertThat(found("MATCH_anyEPC", "https://id.gs1.org/01/04012345111118/21/9876", "orderBy", "eventTime"))
                .containsExactly(link, urn);
        assertThat(found("MATCH_anyEPC", "urn:epc:id:sgtin:4012345.011111.9878"))
                .isEmpty();
    }

    @Test
    void eventID_withErrorDeclaration_findsBoth() throws SQLException {
        String original = seen("urn:uuid:1", 0, "urn:x:a").toString();
        String declaration =
                seen("urn:uuid:1", 0, "urn:x:a").declaresError(at(5)).toString();
        journal.append("acme", at(10), List.of(original));
        journal.append("acme", at(11), List.of(declaration));
        journal.project();

        assertThat(found("EQ_eventID", "urn:uuid:1")).containsExactly(declaration, original);
        assertThat(found("EQ_eventID", "urn:uuid:1", "EXISTS_errorDeclaration", "true"))
                .containsExactly(declaration);
        assertThat(found("EQ_eventID", "urn:uuid:2")).isEmpty();
    }

    @Test
    void find_foundEvent_bringsAddressRecordTimeAndBytes() throws SQLException {
        String record = seen("urn:uuid:1", 0, "urn:x:a").toString();
        journal.append("acme", at(10), List.of(seen("urn:uuid:0", 0, "urn:x:b").toString(), record));
        journal.project();

        FoundEvent event = queries.find(query("MATCH_epc", "urn:x:a")).events().getFirst();

        assertThat(event.address().index()).isZero();
        assertThat(event.address().position()).isOne();
        assertThat(event.recordTime()).isEqualTo(at(10));
        assertThat(event.record()).asString(StandardCharsets.UTF_8).isEqualTo(record);
    }

    @Test
    void nextPageToken_ofAnotherQuery_isRefused() throws SQLException {
        journal.append(
                "acme",
                at(10),
                List.of(
                        seen("urn:uuid:1", 0, "urn:x:a").toString(),
                        seen("urn:uuid:2", 1, "urn:x:a").toString()));
        journal.project();
        String token = queries.find(query("MATCH_epc", "urn:x:a", "perPage", "1"))
                .nextPageToken()
                .orElseThrow();

        assertThat(found("MATCH_epc", "urn:x:a", "perPage", "1", "nextPageToken", token))
                .hasSize(1);
        assertThatThrownBy(() -> found("MATCH_epc", "urn:x:b", "nextPageToken", token))
                .isInstanceOf(QueryParameterException.class)
                .hasMessageContaining("nextPageToken");
    }
}
