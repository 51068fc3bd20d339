package org.tallystick.provenance.epcis;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.ledger.testing.FormatsDocument;
import org.tallystick.provenance.epcis.EpcisFiles.EpcisFile;

class EpcisDocumentTest {
    private static final EventIdSecret SECRET = new EventIdSecret(new byte[32]);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String EVENT = """
            {"type":"ObjectEvent","eventTime":"2026-11-24T08:30:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",\
            "epcList":["https://id.gs1.org/01/09521141012345/21/2017"]}""";

    private static EpcisDocument read(String json) {
        return EpcisDocument.read(json.getBytes(UTF_8), DocumentLimits.DEFAULT);
    }

    private static List<String> records(String json) {
        return read(json).records(SECRET).stream()
                .map(record -> record == null ? null : new String(record.bytes(), UTF_8))
                .toList();
    }

    private static String document(String context, String... events) {
        return """
               {"@context":%s,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-24T08:30:00Z",\
               "epcisBody":{"eventList":[%s]}}""".formatted(context, String.join(",", events));
    }

    private static String withId(String id) {
        return EVENT.replaceFirst("\\{", "{\"eventID\":\"" + id + "\",");
    }

    // --- records, byte for byte

    @Test
    void records_eventWithId_isContextThenTheEventsOwnBytes() {
        String event = "{ \"eventID\" : \"urn:x:1\" ,\n\t\"type\":\"ObjectEvent\", \"example:größe\": \"\\u00e4\" }";
        assertThat(records(document("[ \"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\" ]", event)))
                .containsExactly("{\"@context\":[ \"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\" ],"
                        + event.substring(1));
    }

    @Test
    void records_eventWithoutId_isNamedByUuidVersion8() {
        String record = records(document("\"urn:c\"", EVENT)).getFirst();
        assertThat(record)
                .startsWith("{\"@context\":\"urn:c\",\"eventID\":\"urn:uuid:")
                .endsWith(EVENT.substring(1));
        assertThat(read(document("\"urn:c\"", EVENT))
                        .records(SECRET)
                        .getFirst()
                        .facts()
                        .eventID())
                .matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void records_sameDocumentAgain_areTheSame() {
        assertThat(records(document("\"urn:c\"", EVENT))).isEqualTo(records(document("\"urn:c\"", EVENT)));
    }

    @Test
    void records_equalEventsInOneDocument_stayTwo() {
        List<String> two = records(document("\"urn:c\"", EVENT, EVENT));
        assertThat(two)
                .doesNotHaveDuplicates()
                .first()
                .isEqualTo(records(document("\"urn:c\"", EVENT)).getFirst());
    }

    @Test
    void records_otherContextSpaceOrSecret_haveOtherIds() {
        byte[] otherKey = new byte[32];
        otherKey[31] = 1;
        String json = document("\"urn:c\"", EVENT);
        assertThat(Stream.of(
                                read(json).records(SECRET),
                                read(document("\"urn:d\"", EVENT)).records(SECRET),
                                read(document("\"urn:c\"", EVENT)).records(new EventIdSecret(otherKey)),
                                read(document("\"urn:c\"", EVENT.replace("\"action\"", " \"action\"")))
                                        .records(SECRET))
                        .map(records -> Objects.requireNonNull(records.getFirst())
                                .facts()
                                .eventID()))
                .doesNotHaveDuplicates();
    }

    /** The worked vector of docs/formats.md, made by another program. */
    @Test
    void records_workedVector_areReproduced() {
        EventIdSecret secret = new EventIdSecret(
                HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
        assertThat(read(FormatsDocument.text("event-document")).records(secret).stream()
                        .map(record -> new String(Objects.requireNonNull(record).bytes(), UTF_8))
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(FormatsDocument.text("event-records"));
    }

    @Test
    void records_contextAfterTheEvents_isFoundAllTheSame() {
        String json = "{\"epcisBody\":{\"eventList\":[" + withId("urn:x:1")
                + "]},\"type\":\"EPCISDocument\",\"@context\":\"urn:c\"}";
        assertThat(records(json))
                .containsExactly("{\"@context\":\"urn:c\"," + withId("urn:x:1").substring(1));
    }

    @Test
    void records_ownContextThatStandsAlone_isTakenAsItIs() {
        String event = "{\"@context\":[\"urn:c\",{\"a\":\"urn:a:\"}],"
                + withId("urn:x:1").substring(1);
        assertThat(records(document("\"urn:c\"", event))).containsExactly(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "middle", "last", "spaced"})
    void records_ownContextThatOnlyAdds_isJoinedToTheDocuments(String where) {
        String own = "\"@context\":[ {\"b\":\"urn:b:\"} ]";
        String event = switch (where) {
            case "first" -> "{" + own + ",\"eventID\":\"urn:x:1\",\"type\":\"T\"}";
            case "middle" -> "{\"eventID\":\"urn:x:1\"," + own + ",\"type\":\"T\"}";
            case "last" -> "{\"eventID\":\"urn:x:1\",\"type\":\"T\"," + own + "}";
            default -> "{\"eventID\":\"urn:x:1\",\"type\":\"T\" ,\n " + own + " }";
        };
        String space = where.equals("spaced") ? "  }" : "}";
        assertThat(records(document("[\"urn:c\", {\"a\":\"urn:a:\"}]", event)))
                .singleElement()
                .asString()
                .matches(Pattern.quote("{\"@context\":[\"urn:c\", {\"a\":\"urn:a:\"},{\"b\":\"urn:b:\"}],"
                                + "\"eventID\":\"urn:x:1\",\"type\":\"T\"")
                        + " *" + Pattern.quote(space.strip()));
    }

    @Test
    void records_ownContextThatSaysAgainWhatTheDocumentsSays_isJoinedWithoutIt() {
        String event = "{\"@context\":[\"urn:d\",  \"urn:c\" ,{\"b\" : \"urn:b:\"}, {\"a\" :\"urn:a:\"}],"
                + withId("urn:x:1").substring(1);
        assertThat(records(document("[\"urn:c\", {\"a\":\"urn:a:\"}, {\"e\":\"urn:e:\"}]", event)))
                .containsExactly("{\"@context\":[\"urn:c\", {\"a\":\"urn:a:\"}, {\"e\":\"urn:e:\"},\"urn:d\","
                        + "{\"b\" : \"urn:b:\"}]," + withId("urn:x:1").substring(1));
    }

    @Test
    void records_bareEvent_isTakenAsItIs() {
        String event = "{\"@context\":\"urn:c\"," + withId("urn:x:1").substring(1);
        EpcisDocument document = read(" " + event + "\n");
        assertThat(document.kind()).isEqualTo(EpcisDocument.Kind.EVENT);
        assertThat(document.pointer(0)).isEmpty();
        assertThat(records(" " + event + "\n")).containsExactly(event);
    }

    @Test
    void records_bareEventWithoutContext_haveNone() {
        assertThat(read(EVENT).records(SECRET)).containsExactly((EventRecord) null);
    }

    @Test
    void records_singleEventBody_isReadLikeAList() {
        EpcisDocument document = read("{\"@context\":\"urn:c\",\"type\":\"EPCISDocument\",\"epcisBody\":{\"event\":"
                + withId("urn:x:1") + "}}");
        assertThat(document.pointer(0)).isEqualTo("/epcisBody/event");
        assertThat(document.records(SECRET).getFirst())
                .isEqualTo(EventRecord.of(
                        ("{\"@context\":\"urn:c\"," + withId("urn:x:1").substring(1)).getBytes(UTF_8)));
    }

    @Test
    void records_ofQueryDocument_areThoseOfItsResults() {
        EpcisDocument document =
                read("{\"@context\":\"urn:c\",\"type\":\"EPCISQueryDocument\",\"epcisBody\":{\"queryResults\":"
                        + "{\"queryName\":\"q\",\"resultsBody\":{\"eventList\":[" + withId("urn:x:1") + "]}}}}");
        assertThat(document.kind()).isEqualTo(EpcisDocument.Kind.QUERY_DOCUMENT);
        assertThat(document.pointer(0)).isEqualTo("/epcisBody/queryResults/resultsBody/eventList/0");
        assertThat(document.records(SECRET)).hasSize(1).doesNotContainNull();
    }

    @Test
    void records_whatIsNoEvent_hasNone() {
        assertThat(read(document("\"urn:c\"", "{}", "7", "[]", "\"{}\"", withId("urn:x:1")))
                        .records(SECRET))
                .hasSize(5)
                .satisfies(records -> assertThat(records.subList(0, 4)).containsOnlyNulls())
                .satisfies(records -> assertThat(records.get(4)).isNotNull());
    }

    // --- refusals

    static Stream<String> ambiguous() {
        return Stream.of(
                "",
                "[]",
                "null",
                EVENT + EVENT,
                document("\"urn:c\"", EVENT) + "x",
                document("\"urn:c\"", EVENT)
                        .replace("\"type\":\"EPCISDocument\"", "\"type\":\"EPCISDocument\",\"type\":1"),
                document("\"urn:c\"", EVENT.replace("\"action\"", "\"type\":\"x\",\"action\"")),
                document("\"urn:c\"", EVENT.replace("\"action\"", "\"\\u0074ype\":\"x\",\"action\"")),
                document("\"urn:c\"", EVENT.replace("OBSERVE", "\\u0000")),
                document("\"urn:c\"", EVENT.replace("OBSERVE", "\\ud83d")),
                document("\"urn:c\"", EVENT.replace("OBSERVE", "\\ude00\\ud83d")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "1e999")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "1e-99999999999")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "1".repeat(41))),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "NaN")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "01")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "+1")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "'x'")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "[1,]")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "\"a\tb\"")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "\"a\" /* why */")),
                document("\"urn:c\"", EVENT.replace("\"OBSERVE\"", "[".repeat(64) + "]".repeat(64))),
                document("\"urn:c\"", EVENT).replace("{\"eventList\"", "{\"event\":" + EVENT + ",\"eventList\""),
                document("\"urn:c\"", EVENT).replace("EPCISDocument", "EPCISMasterDataDocument"),
                "\uFEFF" + document("\"urn:c\"", EVENT));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void read_whatTwoReadersCouldReadDifferently_isRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedEpcisException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d\\ude00", "\\\\u0000", "\\\\\\\\ud83d", "\\u00e4", "😀", "1e300"})
    void read_whatOnlyLooksAmbiguous_isTaken(String text) {
        assertThat(read(document("\"urn:c\"", EVENT.replace("OBSERVE", text))).eventCount())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "e080af", "eda080", "f08080af", "f4908080", "ff", "c3", "80", "f5808080", "e282"})
    void read_bytesThatAreNoUtf8_isRefused(String hex) {
        String json = document("\"urn:c\"", EVENT.replace("OBSERVE", "#"));
        int at = json.indexOf('#');
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[json.length() - 1 + bad.length];
        System.arraycopy(json.getBytes(UTF_8), 0, bytes, 0, at);
        System.arraycopy(bad, 0, bytes, at, bad.length);
        System.arraycopy(json.getBytes(UTF_8), at + 1, bytes, at + bad.length, json.length() - at - 1);
        assertThatThrownBy(() -> EpcisDocument.read(bytes, DocumentLimits.DEFAULT))
                .isInstanceOf(MalformedEpcisException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void read_utf16_isRefused() {
        assertThatThrownBy(() ->
                        EpcisDocument.read(document("\"urn:c\"", EVENT).getBytes(UTF_16LE), DocumentLimits.DEFAULT))
                .isInstanceOf(MalformedEpcisException.class);
    }

    @Test
    void read_fault_namesPointerAndPlace() {
        assertThatThrownBy(() -> read(document("\"urn:c\"", EVENT, EVENT.replace("\"OBSERVE\"", "OBSERVE"))))
                .isInstanceOfSatisfying(
                        MalformedEpcisException.class,
                        e -> assertThat(e.pointer()).isEqualTo("/epcisBody/eventList/1/action"))
                .hasMessageContaining("line 1, column ");
    }

    @Test
    void read_atEachLimit_isTaken_andOneBeyond_isRefused() {
        String json = document("\"urn:c\"", EVENT, EVENT);
        int size = json.getBytes(UTF_8).length;
        int eventSize = EVENT.getBytes(UTF_8).length;
        byte[] bytes = json.getBytes(UTF_8);
        assertThat(EpcisDocument.read(bytes, new DocumentLimits(size, 2, eventSize))
                        .eventCount())
                .isEqualTo(2);
        for (DocumentLimits limits : List.of(
                new DocumentLimits(size - 1, 2, eventSize),
                new DocumentLimits(size, 1, eventSize),
                new DocumentLimits(size, 2, eventSize - 1))) {
            assertThatThrownBy(() -> EpcisDocument.read(bytes, limits)).isInstanceOf(LimitExceededException.class);
        }
    }

    // --- other people's documents

    static List<EpcisFile> openEpcis() {
        return EpcisFiles.openEpcis("2.0/EPCIS/JSON/Capture/");
    }

    static List<EpcisFile> official() {
        return EpcisFiles.official();
    }

    @Test
    void read_officialExampleWithTwoEventIds_isNamedByTheLast() {
        EpcisFile file = EpcisFiles.official().stream()
                .filter(candidate -> candidate.name().equals("AssociationEvent/AssociationEvent-h.jsonld"))
                .findAny()
                .orElseThrow();
        EventRecord record = EpcisDocument.read(file.bytes(), DocumentLimits.DEFAULT)
                .records(SECRET)
                .getFirst();
        assertThat(record.facts().eventID()).isEqualTo("urn:uuid:fd338495-0e6d-41dd-afee-a862ecd32518");
    }

    @ParameterizedTest
    @MethodSource("openEpcis")
    void records_ofOpenEpcisDocuments_holdTheEventsBytesAndReadBack(EpcisFile file) throws IOException {
        checkRecords(file);
    }

    @ParameterizedTest
    @MethodSource("official")
    void records_ofOfficialDocuments_holdTheEventsBytesAndReadBack(EpcisFile file) throws IOException {
        checkRecords(file);
    }

    @Test
    void official_documents_are47With56Events() {
        List<EpcisFile> files = official();
        assertThat(files).hasSize(47);
        assertThat(files.stream()
                        .mapToInt(file -> EpcisDocument.read(file.bytes(), DocumentLimits.DEFAULT)
                                .eventCount())
                        .sum())
                .isEqualTo(56);
    }

    /** Judged by another reader of JSON: the record is the event's tree, plus context and ID. */
    private static void checkRecords(EpcisFile file) throws IOException {
        EpcisDocument document = EpcisDocument.read(file.bytes(), DocumentLimits.DEFAULT);
        JsonNode tree = MAPPER.readTree(file.bytes());
        List<EventRecord> records = document.records(SECRET);
        assertThat(records).isNotEmpty().doesNotContainNull();
        for (int i = 0; i < records.size(); i++) {
            EventRecord record = records.get(i);
            JsonNode event = tree.at(document.pointer(i));
            ObjectNode expected = event.deepCopy();
            if (!event.has("@context")) {
                expected.set("@context", tree.get("@context"));
                assertThat(file.text()).contains(new String(record.bytes(), UTF_8).substring(afterSplice(record)));
            } else if (document.kind() != EpcisDocument.Kind.EVENT) {
                ArrayNode joined = MAPPER.createArrayNode();
                joined.addAll((ArrayNode) tree.get("@context"));
                for (JsonNode entry : event.get("@context")) {
                    if (joined.valueStream().noneMatch(entry::equals)) {
                        joined.add(entry);
                    }
                }
                expected.set("@context", joined);
            }
            EventFacts facts = record.facts();
            if (!event.has("eventID")) {
                expected.put("eventID", facts.eventID());
            }
            assertThat(MAPPER.readTree(record.bytes())).isEqualTo(expected);
            assertThat(facts.type().name()).isEqualTo(event.get("type").asText());
            assertThat(facts.eventTimeZoneOffset())
                    .isEqualTo(event.get("eventTimeZoneOffset").asText());
            assertThat(facts.epcs().stream().filter(epc -> epc.role() == EventFacts.Role.OBJECT))
                    .hasSize(event.path("epcList").size());
        }
    }

    /** Behind the spliced members; only where both were spliced in the form that we print. */
    private static int afterSplice(EventRecord record) throws IOException {
        String text = new String(record.bytes(), UTF_8);
        try (var parser = MAPPER.createParser(text)) {
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();
            parser.skipChildren();
            int at = (int) parser.currentLocation().getCharOffset() + 1;
            return text.startsWith("\"eventID\":\"urn:uuid:", at) && text.charAt(at + 57) == ',' ? at + 58 : at;
        }
    }

    /** Whatever the JSON of the events, their own bytes come through, and whatever the order of the members. */
    @Test
    void records_ofRandomJson_holdTheEventsBytes() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);
        for (int round = 0; round < 2_000; round++) {
            RandomJson json = new RandomJson(random);
            String context = json.space() + json.context() + json.space();
            List<String> events =
                    Stream.generate(json::event).limit(random.nextInt(4)).toList();
            String contextMember = json.space() + "\"@context\"" + json.space() + ":" + context;
            String bodyMember = "\"epcisBody\":{" + json.space() + "\"eventList\":" + json.space() + "["
                    + events.stream()
                            .map(event -> json.space() + event + json.space())
                            .collect(Collectors.joining(","))
                    + "]" + json.space() + "}" + json.space();
            String typeMember = json.space() + "\"type\":\"EPCISDocument\"";
            List<String> members = Arrays.asList(contextMember, bodyMember, typeMember);
            Collections.shuffle(members, new Random(round));
            String document = json.space() + "{" + String.join(",", members) + "}" + json.space();
            List<String> records = records(document);
            for (int i = 0; i < events.size(); i++) {
                assertThat(records.get(i))
                        .as("round %d, event %d of %s", round, i, document)
                        .startsWith("{\"@context\":" + context.strip() + ",\"eventID\":\"urn:uuid:")
                        .endsWith("\"," + events.get(i).substring(1));
            }
        }
    }
}
