package org.tallystick.provenance.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EpcisFiles.EpcisFile;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.LimitExceededException;

class CaptureReaderTest {
    private static final CaptureReader READER =
            new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32]));

    private static final String GOOD = """
            {"type":"ObjectEvent","eventTime":"2026-11-24T08:30:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",\
            "epcList":["https://id.gs1.org/01/09521141012345/21/2017"]}""";

    private static final String BAD = GOOD.replace("OBSERVE", "CREATE");

    private static String document(String... events) {
        return """
               {"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",{"example":"https://example.com/"}],\
               "type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-24T08:30:00Z",\
               "epcisBody":{"eventList":[%s]}}""".formatted(String.join(",", events));
    }

    private static CaptureResult read(String document, CaptureErrorBehaviour behaviour) {
        return READER.readDocument(document.getBytes(UTF_8), behaviour);
    }

    private static List<String> places(CaptureResult result) {
        return result.faults().stream()
                .map(fault -> fault.fault().pointer() + " " + fault.fault().keyword())
                .toList();
    }

    // --- behaviour

    @Test
    void readDocument_allValid_registersAllUnderBoth() {
        for (CaptureErrorBehaviour behaviour : CaptureErrorBehaviour.values()) {
            CaptureResult result = read(document(GOOD, GOOD), behaviour);
            assertThat(result.faultCount()).isZero();
            assertThat(result.events()).extracting(CapturedEvent::index).containsExactly(0, 1);
            assertThat(result.events()).extracting(CapturedEvent::facts).doesNotHaveDuplicates();
        }
    }

    @Test
    void readDocument_oneInvalid_rollbackRegistersNone_proceedTheOthers() {
        String document = document(GOOD, BAD, GOOD);
        CaptureResult rollback = read(document, CaptureErrorBehaviour.ROLLBACK);
        CaptureResult proceed = read(document, CaptureErrorBehaviour.PROCEED);
        assertThat(rollback.events()).isEmpty();
        assertThat(proceed.events()).extracting(CapturedEvent::index).containsExactly(0, 2);
        for (CaptureResult result : List.of(rollback, proceed)) {
            assertThat(result.eventCount()).isEqualTo(3);
            assertThat(result.faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.eventIndex()).isEqualTo(OptionalInt.of(1)))
                    .satisfies(fault -> assertThat(fault.fault().message())
                            .isEqualTo("\"CREATE\" is none of OBSERVE, ADD, DELETE"));
            assertThat(places(result)).containsExactly("/epcisBody/eventList/1/action enum");
        }
    }

    @Test
    void readDocument_proceed_keepsTheIdsThatRollbackWouldGive() {
        CaptureResult proceed = read(document(BAD, GOOD), CaptureErrorBehaviour.PROCEED);
        CaptureResult whole = read(document(GOOD, GOOD), CaptureErrorBehaviour.ROLLBACK);
        assertThat(proceed.events().getFirst().record())
                .isEqualTo(whole.events().getFirst().record());
    }

    @Test
    void readDocument_wrongEnvelope_registersNoneUnderBoth() {
        for (CaptureErrorBehaviour behaviour : CaptureErrorBehaviour.values()) {
            CaptureResult result = read(document(GOOD).replace("\"schemaVersion\":\"2.0\",", ""), behaviour);
            assertThat(result.events()).isEmpty();
            assertThat(places(result)).containsExactly("/schemaVersion required");
        }
    }

    @Test
    void readDocument_noJson_isOneFaultWithThePlace() {
        CaptureResult result = read("{\"type\":}", CaptureErrorBehaviour.PROCEED);
        assertThat(places(result)).containsExactly("/type syntax");
        assertThat(result.faults().getFirst().fault().message()).contains("line 1, column 9");
    }

    @Test
    void readDocument_thousandFaults_keepsHundredAndCountsAll() {
        String[] events = new String[1_000];
        Arrays.fill(events, BAD);
        CaptureResult result = read(document(events), CaptureErrorBehaviour.PROCEED);
        assertThat(result.faults()).hasSize(100);
        assertThat(result.faultCount()).isEqualTo(1_000);
    }

    @Test
    void readDocument_tooLarge_isNoFaultButAnException() {
        CaptureReader small = new CaptureReader(
                EpcisSchema.load(), new DocumentLimits(1 << 20, 1, 1 << 20), new EventIdSecret(new byte[32]));
        assertThatThrownBy(
                        () -> small.readDocument(document(GOOD, GOOD).getBytes(UTF_8), CaptureErrorBehaviour.PROCEED))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void readEvent_bareEventWithContext_isRegistered_andWithout_isRefused() {
        String bare = "{\"@context\":\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\"," + GOOD.substring(1);
        assertThat(READER.readEvent(bare.getBytes(UTF_8)).events()).hasSize(1);
        assertThat(places(READER.readEvent(GOOD.getBytes(UTF_8)))).containsExactly("/@context required");
        assertThat(places(READER.readEvent(document(GOOD).getBytes(UTF_8)))).containsExactly("/type rule");
        assertThat(places(READER.readDocument(bare.getBytes(UTF_8), CaptureErrorBehaviour.ROLLBACK)))
                .containsExactly("/type rule");
    }

    // --- faults, one by one

    static Stream<Arguments> wrongEvents() {
        return Stream.of(
                Arguments.of(GOOD.replace("\"action\":\"OBSERVE\",", ""), List.of("/action required")),
                Arguments.of(GOOD.replace("\"OBSERVE\"", "7"), List.of("/action type")),
                Arguments.of(GOOD.replace("2026-11-24T08:30:00+01:00", "24.11.2026"), List.of("/eventTime format")),
                Arguments.of(GOOD.replace("2026-11-24T08", "2026-02-30T08"), List.of("/eventTime format")),
                Arguments.of(GOOD.replace("\"+01:00\"", "\"CET\""), List.of("/eventTimeZoneOffset pattern")),
                Arguments.of(GOOD.replace("\"epcList\"", "\"epcs\""), List.of("/epcs propertyNames", " required")),
                Arguments.of(GOOD.replace("\"epcList\"", "\"example:epcs\""), List.of(" required")),
                Arguments.of(GOOD.replace("https://id.gs1.org/01/", "id.gs1.org 01 "), List.of("/epcList/0 format")),
                Arguments.of(
                        GOOD.replace("\"epcList\"", "\"ilmd\":{\"example:a\":1},\"epcList\""), List.of("/ilmd not")),
                Arguments.of(
                        GOOD.replace("\"epcList\"", "\"bizStep\":\"urn:epcglobal:cbv:bizstep:shipping\",\"epcList\""),
                        List.of("/bizStep pattern")),
                Arguments.of(
                        GOOD.replace("\"epcList\"", "\"bizLocation\":{\"di\":\"urn:x:y\"},\"epcList\""),
                        List.of("/bizLocation/id required")),
                Arguments.of(
                        GOOD.replace("\"epcList\"", "\"eventID\":\"" + "urn:x:" + "a".repeat(2_000) + "\",\"epcList\""),
                        List.of("/eventID rule")),
                Arguments.of("7", List.of(" type")),
                Arguments.of("{}", List.of("/type required")),
                Arguments.of(
                        "{\"type\":\"PartyEvent\"}",
                        List.of("/eventTime required", "/eventTimeZoneOffset required", "/type format")));
    }

    @ParameterizedTest
    @MethodSource("wrongEvents")
    void readDocument_wrongEvent_isBlamedAtTheFault(String event, List<String> places) {
        assertThat(places(read(document(GOOD, event), CaptureErrorBehaviour.PROCEED)))
                .containsExactlyInAnyOrderElementsOf(places.stream()
                        .map(place -> "/epcisBody/eventList/1" + place)
                        .toList());
    }

    @Test
    void readDocument_ownEventType_isTaken() {
        String own = GOOD.replace("ObjectEvent", "example:PartyEvent");
        assertThat(read(document(own), CaptureErrorBehaviour.ROLLBACK).events())
                .singleElement()
                .satisfies(
                        event -> assertThat(event.facts().type().name()).isEqualTo("https://example.com/PartyEvent"));
    }

    // --- other people's documents

    /** Bare words where the standard wants a prefix, a measurement type of GS1's or any type at all. */
    private static final Map<String, List<String>> INVALID_OF_OPEN_EPCIS = Map.of(
            "AggregationEvent_with_userExtensions.json",
            List.of("/0/extension propertyNames"),
            "AssociationEvent_with_userExtensions.json",
            List.of("/0/extension propertyNames"),
            "ObjectEvent_all_possible_fields.json",
            List.of(
                    "/0/ilmd/countryOfExport propertyNames",
                    "/0/ilmd/grossWeight propertyNames",
                    "/0/ilmd/netWeight propertyNames",
                    "/0/ilmd/countryOfOrigin propertyNames",
                    "/0/ilmd/drainedWeight propertyNames",
                    "/0/ilmd/lotNumber propertyNames"),
            "SensorData_with_combined_events.json",
            List.of(
                    "/7/sensorElementList/0/sensorReport/1/type enum",
                    "/7/sensorElementList/0/sensorReport/2/type enum",
                    "/8/sensorElementList/0/sensorReport/0/type required",
                    "/8/sensorElementList/0/sensorReport/1/type required",
                    "/10/sensorElementList/0/sensorReport/0/type enum"),
            "TransactionEvent_with_userExtensions.json",
            List.of("/0/sensorElementList/0/sensorReport/0/type enum"));

    static List<EpcisFile> openEpcis() {
        return EpcisFiles.openEpcis("2.0/EPCIS/JSON/Capture/Documents/");
    }

    static List<EpcisFile> openEpcisEvents() {
        return EpcisFiles.openEpcis("2.0/EPCIS/JSON/Capture/Events/");
    }

    @ParameterizedTest
    @MethodSource("openEpcis")
    void readDocument_ofOpenEpcis_isValid(EpcisFile file) {
        CaptureResult result = READER.readDocument(file.bytes(), CaptureErrorBehaviour.ROLLBACK);
        List<String> expected = INVALID_OF_OPEN_EPCIS.getOrDefault(
                file.name().substring(file.name().lastIndexOf('/') + 1), List.of());
        assertThat(places(result).stream().map(place -> place.replace("/epcisBody/eventList", "")))
                .containsExactlyElementsOf(expected);
        assertThat(result.events()).hasSize(expected.isEmpty() ? result.eventCount() : 0);
    }

    @ParameterizedTest
    @MethodSource("openEpcisEvents")
    void readEvent_ofOpenEpcis_isValid(EpcisFile file) {
        assertThat(READER.readEvent(file.bytes()).events()).hasSize(1);
    }

    static List<EpcisFile> published() {
        List<EpcisFile> files = new ArrayList<>(EpcisFiles.official());
        files.addAll(EpcisFiles.testData("event-hash/documents", ".json", ".jsonld"));
        files.removeIf(file -> file.name().endsWith("ForDeforestation.jsonld")); // words of the draft CBV 2.1
        files.addAll(EpcisFiles.testData("trace", ".jsonld"));
        return files;
    }

    @ParameterizedTest
    @MethodSource("published")
    void readDocument_ofGs1AndOthers_isValid(EpcisFile file) {
        CaptureResult result = READER.readDocument(file.bytes(), CaptureErrorBehaviour.ROLLBACK);
        assertThat(result.faults()).isEmpty();
        assertThat(result.events()).hasSize(result.eventCount()).isNotEmpty();
    }

    private static final Map<String, List<String>> INVALID = Map.ofEntries(
            Map.entry(
                    "Combination_of_events_with_missing_mandatory_fields.json",
                    List.of("/0/action required", "/1/eventTimeZoneOffset required", "/1/action required")),
            Map.entry(
                    "Combination_of_multiple_invalid_fields.json",
                    List.of(
                            "/0/bizStep enum",
                            "/1/disposition enum",
                            "/2/sourceList/0/type enum",
                            "/3/ilmd/materialType propertyNames",
                            "/4/eventTime format",
                            "/4/action enum")),
            Map.entry(
                    "Combination_of_non_standard_bizStep_and_disposition.json",
                    List.of("/0/bizStep enum", "/1/disposition enum")),
            Map.entry("EPCISDocument_without_context.json", List.of("/@context required")),
            Map.entry(
                    "ObjectEvent_with_ilmd_field_without_namespace.json",
                    List.of("/0/ilmd/materialType propertyNames")),
            Map.entry("ObjectEvent_with_invalid_action.json", List.of("/0/action enum")),
            Map.entry(
                    "ObjectEvent_with_invalid_certificationInfo.json",
                    List.of("/0/certificationInfo/0 type", "/0/certificationInfo/1 type")),
            Map.entry("ObjectEvent_with_invalid_eventTime_format.json", List.of("/0/eventTime format")),
            Map.entry("ObjectEvent_with_non_standard_bizStep.json", List.of("/0/bizStep enum")),
            Map.entry("ObjectEvent_with_non_standard_bizStep_in_second_event.json", List.of("/1/bizStep enum")),
            Map.entry("ObjectEvent_with_non_standard_disposition.json", List.of("/0/disposition enum")),
            Map.entry("ObjectEvent_with_quantity_as_text.json", List.of("/0/quantityList/0/quantity type")),
            Map.entry(
                    "ObjectEvent_with_unknown_field_in_quantityList.json",
                    List.of("/0/quantityList/0/weight additionalProperties")),
            Map.entry(
                    "ObjectEvent_without_action_and_eventTime.json",
                    List.of("/0/eventTime required", "/0/eventTimeZoneOffset required", "/0/action required")),
            Map.entry("ObjectEvent_without_identifier_list.json", List.of("/0 required")));

    static List<EpcisFile> invalid() {
        return EpcisFiles.testData("epcis-invalid/json/capture", ".json");
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void readDocument_invalidOnPurpose_isBlamedAtTheFault(EpcisFile file) {
        CaptureResult result = READER.readDocument(file.bytes(), CaptureErrorBehaviour.ROLLBACK);
        assertThat(result.events()).isEmpty();
        assertThat(places(result).stream().map(place -> place.replace("/epcisBody/eventList", "")))
                .containsExactlyElementsOf(INVALID.get(file.name()));
    }

    @Test
    void readDocument_invalidOnPurpose_goodEventsProceed() {
        Map<String, Integer> registered = Map.of("ObjectEvent_with_non_standard_bizStep_in_second_event.json", 1);
        for (EpcisFile file : invalid()) {
            assertThat(READER.readDocument(file.bytes(), CaptureErrorBehaviour.PROCEED)
                            .events())
                    .as(file.name())
                    .hasSize(registered.getOrDefault(file.name(), 0));
        }
    }

    static List<EpcisFile> queryDocuments() {
        return EpcisFiles.openEpcis("2.0/EPCIS/JSON/Query/").stream()
                // The others are queries, or have words where the standard wants a prefix or a measurement type of
                // GS1's.
                .filter(file -> file.text().contains("EPCISQueryDocument"))
                .filter(file -> !file.name()
                        .matches(".*/(ObjectEventWithAllPossibleFields|SensorData_with_combined_events"
                                + "|TransactionEvent_with_userExtensions)\\.json"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("queryDocuments")
    void readDocument_queryDocumentOfOpenEpcis_isValid(EpcisFile file) {
        CaptureResult result = READER.readDocument(file.bytes(), CaptureErrorBehaviour.ROLLBACK);
        assertThat(result.faults()).isEmpty();
        assertThat(result.events()).hasSize(result.eventCount()).isNotEmpty();
    }

    @Test
    void readDocument_invalidQueryDocuments_areBlamedAtTheFault() {
        Map<String, List<String>> expected = Map.of(
                "QueryDocument_with_invalid_action.json",
                List.of("/action enum"),
                "QueryDocument_with_invalid_eventType.json",
                List.of("/type format"));
        List<EpcisFile> files = EpcisFiles.testData(
                "epcis-invalid/json/query",
                "QueryDocument_with_invalid_action.json",
                "QueryDocument_with_invalid_eventType.json");
        assertThat(files).hasSize(2);
        for (EpcisFile file : files) {
            CaptureResult result = READER.readDocument(file.bytes(), CaptureErrorBehaviour.ROLLBACK);
            assertThat(result.events()).isEmpty();
            assertThat(places(result).stream()
                            .map(place -> place.replace("/epcisBody/queryResults/resultsBody/eventList/0", "")))
                    .as(file.name())
                    .containsExactlyElementsOf(expected.get(file.name()));
        }
    }

    @Test
    void readDocument_singleEventBody_isValid_andBlamedWithoutIndex() {
        String body = "\"eventList\":[" + GOOD + "]";
        String document = document(GOOD).replace(body, "\"event\":" + GOOD);
        assertThat(read(document, CaptureErrorBehaviour.ROLLBACK).events()).hasSize(1);
        assertThat(places(read(document.replace("OBSERVE", "CREATE"), CaptureErrorBehaviour.ROLLBACK)))
                .containsExactly("/epcisBody/event/action enum");
    }
}
