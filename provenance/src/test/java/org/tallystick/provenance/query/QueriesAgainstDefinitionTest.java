package org.tallystick.provenance.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.query.NaiveWorld.Told;

/** Answers from PostgreSQL beside answers by definition, over the same records. */
class QueriesAgainstDefinitionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant T0 = Instant.parse("2026-04-01T00:00:00Z");

    private static TestDatabase database;
    private static AgroalDataSource pool;
    private TestJournal journal;
    private EventQueries queries;

    private record Registered(RecordAddress address, Instant recordTime, JsonNode event) {
        Instant eventTime() {
            return OffsetDateTime.parse(event.get("eventTime").asText()).toInstant();
        }
    }

    private final List<Registered> registered = new ArrayList<>();

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
        registered.clear();
        queries = new EventQueries(pool);
    }

    private void append(String issuer, List<byte[]> records) throws SQLException, IOException {
        Instant time = T0.plusSeconds(60L * registered.size());
        long index = journal.appendRecords(issuer, time, records);
        for (int i = 0; i < records.size(); i++) {
            registered.add(new Registered(new RecordAddress(index, i), time, JSON.readTree(records.get(i))));
        }
    }

    /** What answers, by definition, in the order asked for. */
    private List<RecordAddress> expected(Map<String, List<String>> conditions, String orderBy, boolean ascending) {
        Comparator<Registered> byPlace = Comparator.<Registered>comparingLong(
                        r -> r.address().index())
                .thenComparingInt(r -> r.address().position());
        Comparator<Registered> order = orderBy.equals("eventTime")
                ? Comparator.comparing(Registered::eventTime).thenComparing(byPlace)
                : byPlace;
        return registered.stream()
                .filter(r -> NaiveQuery.matches(r.event(), r.recordTime(), conditions))
                .sorted(ascending ? order : order.reversed())
                .map(Registered::address)
                .toList();
    }

    private static Map<String, List<String>> with(Map<String, List<String>> conditions, String... namesAndValues) {
        Map<String, List<String>> all = new LinkedHashMap<>(conditions);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return all;
    }

    /** All pages; between two of them something may happen. */
    private List<RecordAddress> pages(Map<String, List<String>> parameters, Between between)
            throws SQLException, IOException {
        List<RecordAddress> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            EventQuery query =
                    EventQuery.parse(token.isEmpty() ? parameters : with(parameters, "nextPageToken", token.get()));
            EventPage page = queries.find(query);
            assertThat(page.events()).hasSizeLessThanOrEqualTo(query.perPage());
            page.events().forEach(event -> found.add(event.address()));
            token = page.nextPageToken();
            assertThat(token.isPresent() && page.events().isEmpty())
                    .as("an empty page that is not the last")
                    .isFalse();
            between.happen();
        } while (token.isPresent());
        return found;
    }

    private interface Between {
        void happen() throws SQLException, IOException;
    }

    private static final Between NOTHING = () -> {};

    // ---- official examples

    @Test
    void find_officialExamples_byEverythingTheyName() throws SQLException, IOException {
        EventIdSecret secret = new EventIdSecret(new byte[32]);
        for (EpcisFiles.EpcisFile file : EpcisFiles.official()) {
            List<byte[]> records = new ArrayList<>();
            for (EventRecord record :
                    EpcisDocument.read(file.bytes(), DocumentLimits.DEFAULT).records(secret)) {
                records.add(record.bytes());
            }
            if (!records.isEmpty()) {
                append("acme", records);
            }
        }
        journal.project();
        assertThat(journal.rows("select reason from unreadable_record")).isEmpty();

        int asked = 0;
        for (Registered one : List.copyOf(registered)) {
            for (Map<String, List<String>> conditions : questionsAbout(one)) {
                asked++;
                List<RecordAddress> found = pages(with(conditions, "orderBy", "eventTime", "perPage", "7"), NOTHING);
                assertThat(found).as("%s", conditions).isEqualTo(expected(conditions, "eventTime", false));
                assertThat(found).as("%s", conditions).contains(one.address());
            }
        }
        assertThat(asked).isGreaterThan(500);
    }

    /** One question for each thing that the event says. */
    private static List<Map<String, List<String>>> questionsAbout(Registered one) {
        List<Map<String, List<String>>> questions = new ArrayList<>();
        JsonNode event = one.event();
        ask(questions, "eventType", event.get("type"));
        ask(questions, "EQ_action", event.path("action"));
        ask(questions, "EQ_bizStep", event.path("bizStep"));
        ask(questions, "EQ_disposition", event.path("disposition"));
        ask(questions, "EQ_eventID", event.path("eventID"));
        ask(questions, "EQ_readPoint", event.path("readPoint").path("id"));
        ask(questions, "EQ_bizLocation", event.path("bizLocation").path("id"));
        ask(questions, "EQ_transformationID", event.path("transformationID"));
        ask(questions, "MATCH_parentID", event.path("parentID"));
        ask(questions, "MATCH_anyEPC", event.path("parentID"));
        for (String list : List.of("epcList", "childEPCs", "inputEPCList", "outputEPCList")) {
            for (JsonNode epc : event.path(list)) {
                ask(questions, "MATCH_anyEPC", epc);
                ask(
                        questions,
                        switch (list) {
                            case "inputEPCList" -> "MATCH_inputEPC";
                            case "outputEPCList" -> "MATCH_outputEPC";
                            default -> "MATCH_epc";
                        },
                        epc);
            }
        }
        for (String list : List.of("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")) {
            for (JsonNode element : event.path(list)) {
                ask(questions, "MATCH_anyEPCClass", element.path("epcClass"));
                ask(
                        questions,
                        switch (list) {
                            case "inputQuantityList" -> "MATCH_inputEPCClass";
                            case "outputQuantityList" -> "MATCH_outputEPCClass";
                            default -> "MATCH_epcClass";
                        },
                        element.path("epcClass"));
                if (element.has("quantity")) {
                    String quantity = element.get("quantity").asText();
                    questions.add(Map.of("EQ_quantity", List.of(quantity + "|0.125")));
                    questions.add(Map.of("GE_quantity", List.of(quantity)));
                    questions.add(Map.of("LE_quantity", List.of(quantity)));
                }
            }
        }
        if (event.has("errorDeclaration")) {
            String declared =
                    event.get("errorDeclaration").get("declarationTime").asText();
            questions.add(Map.of("GE_errorDeclaration_Time", List.of(declared)));
            questions.add(Map.of("GE_errorDeclarationTime", List.of(declared)));
        }
        askTyped(questions, "EQ_bizTransaction_", event.path("bizTransactionList"), "bizTransaction");
        askTyped(questions, "EQ_source_", event.path("sourceList"), "source");
        askTyped(questions, "EQ_destination_", event.path("destinationList"), "destination");
        questions.add(Map.of("GE_eventTime", List.of(one.eventTime().toString())));
        questions.add(Map.of("GE_recordTime", List.of(one.recordTime().toString())));
        return questions;
    }

    private static void askTyped(List<Map<String, List<String>>> questions, String name, JsonNode list, String member) {
        for (JsonNode element : list) {
            if (element.has("type") && !element.get("type").asText().startsWith("example:")) {
                ask(questions, name + element.get("type").asText(), element.path(member));
            }
        }
    }

    private static void ask(List<Map<String, List<String>>> questions, String name, JsonNode value) {
        // A compact URI means something in its event only; the question would need its context.
        if (value.isTextual() && !value.asText().startsWith("example:")) {
            questions.add(Map.of(name, List.of(value.asText())));
        }
    }

    // ---- random worlds

    @Test
    void find_randomQueries_areWhatTheDefinitionSays() throws SQLException, IOException {
        Random random = new Random(42);
        appendRandom(random, 150);
        journal.project();
        int found = 0;
        for (int i = 0; i < 400; i++) {
            Map<String, List<String>> conditions = randomConditions(random);
            String orderBy = random.nextBoolean() ? "eventTime" : "recordTime";
            boolean ascending = random.nextBoolean();
            Map<String, List<String>> parameters = with(
                    conditions,
                    "orderBy",
                    orderBy,
                    "orderDirection",
                    ascending ? "ASC" : "DESC",
                    "perPage",
                    Integer.toString(1 + random.nextInt(40)));
            List<RecordAddress> expected = expected(conditions, orderBy, ascending);
            assertThat(pages(parameters, NOTHING)).as("%d: %s", i, parameters).isEqualTo(expected);
            found += expected.isEmpty() ? 0 : 1;
        }
        assertThat(found).as("queries that found something").isGreaterThan(150);
    }

    @Test
    void pages_whileLateEventsArrive_doubleAndSkipNothing() throws SQLException, IOException {
        Random random = new Random(43);
        appendRandom(random, 60);
        journal.project();
        for (int i = 0; i < 12; i++) {
            Map<String, List<String>> conditions = i < 4 ? Map.of() : Map.of("EQ_action", List.of("ADD|OBSERVE"));
            String orderBy = i % 2 == 0 ? "eventTime" : "recordTime";
            boolean ascending = i % 3 == 0;
            List<RecordAddress> atFirst = expected(conditions, orderBy, ascending);
            Map<String, List<String>> parameters =
                    with(conditions, "orderBy", orderBy, "orderDirection", ascending ? "ASC" : "DESC", "perPage", "11");
            assertThat(pages(parameters, () -> {
                        appendRandom(random, 3);
                        journal.project();
                    }))
                    .isEqualTo(atFirst);
        }
    }

    @Test
    void eventCountLimit_cutsTheAnswer_acrossPages() throws SQLException, IOException {
        appendRandom(new Random(44), 30);
        journal.project();
        List<RecordAddress> all = expected(Map.of(), "eventTime", false);
        for (int limit : new int[] {1, 7, 10, 29, 30, 31}) {
            assertThat(pages(
                            with(
                                    Map.of(),
                                    "orderBy",
                                    "eventTime",
                                    "eventCountLimit",
                                    Integer.toString(limit),
                                    "perPage",
                                    "5"),
                            NOTHING))
                    .isEqualTo(all.subList(0, Math.min(limit, 30)));
        }
    }

    @Test
    void maxEventCount_lessThanMatch_isTooLarge() throws SQLException, IOException {
        appendRandom(new Random(45), 30);
        journal.project();

        assertThat(pages(with(Map.of(), "maxEventCount", "30"), NOTHING)).hasSize(30);
        assertThatThrownBy(() -> pages(with(Map.of(), "maxEventCount", "29"), NOTHING))
                .isInstanceOf(QueryTooLargeException.class)
                .hasMessageContaining("29");
    }

    @Test
    void find_largeRecords_endThePageEarly() throws SQLException, IOException {
        String large = EventText.object("urn:uuid:1", T0, "OBSERVE")
                .list("epcList", "urn:x:a")
                .text("example:padding", "x".repeat(1 << 20))
                .toString();
        for (int i = 0; i < 20; i++) {
            append("acme", List.of(large.getBytes(StandardCharsets.UTF_8)));
        }
        journal.project();

        EventPage page = queries.find(EventQuery.parse(Map.of("perPage", List.of("100"))));
        assertThat(page.events()).hasSizeBetween(1, 8);
        assertThat(page.nextPageToken()).isPresent();
        assertThat(pages(with(Map.of(), "perPage", "100"), NOTHING)).hasSize(20);
    }

    @Test
    void find_recordErasedSince_isNoAnswer() throws SQLException, IOException {
        appendRandom(new Random(46), 5);
        journal.project();
        RecordAddress erased = registered.get(2).address();
        journal.makeAbsent(erased.index(), erased.position(), "erased");

        assertThat(pages(Map.of(), NOTHING)).hasSize(4).doesNotContain(erased);
    }

    private void appendRandom(Random random, int events) throws SQLException, IOException {
        List<Told> records = RandomWorld.records(random, events);
        int at = 0;
        while (at < records.size()) {
            String issuer = records.get(at).issuer();
            List<byte[]> entry = new ArrayList<>();
            while (at < records.size() && records.get(at).issuer().equals(issuer) && entry.size() < 3) {
                entry.add(records.get(at++).text().getBytes(StandardCharsets.UTF_8));
            }
            append(issuer, entry);
        }
    }

    /** Up to three conditions, taken from what a registered event says, now and then about something else. */
    private Map<String, List<String>> randomConditions(Random random) {
        Map<String, List<String>> conditions = new HashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Registered one = registered.get(random.nextInt(registered.size()));
            List<Map<String, List<String>>> questions = questionsAbout(one);
            if (random.nextInt(12) == 0) {
                questions = List.of(
                        Map.of("EXISTS_errorDeclaration", List.of("true")),
                        Map.of("LT_eventTime", List.of(one.eventTime().toString())),
                        Map.of("LT_recordTime", List.of(one.recordTime().toString())),
                        Map.of(
                                "LT_errorDeclaration_Time",
                                List.of(one.eventTime().toString())),
                        Map.of(
                                "LT_errorDeclarationTime",
                                List.of(one.eventTime().toString())),
                        Map.of("GT_quantity", List.of("10")),
                        Map.of("LT_quantity", List.of("10.0")),
                        Map.of("MATCH_anyEPC", List.of("urn:x:nobody")));
            }
            questions.get(random.nextInt(questions.size())).forEach((name, values) -> {
                // Another value of the same name widens it, where the name takes several.
                if (name.matches("(GE|GT|LE|LT|EXISTS)_.*")) {
                    conditions.put(name, values);
                } else {
                    List<String> all = new ArrayList<>(conditions.getOrDefault(name, List.of()));
                    all.addAll(values);
                    conditions.put(name, all);
                }
            });
        }
        return conditions;
    }
}
