package org.tallystick.provenance.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureFault;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.capture.CaptureResult;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EpcisFiles.EpcisFile;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.LimitExceededException;

class EpcisXmlDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CaptureReader CAPTURE =
            new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32]));

    private static final String EVENT = """
            <ObjectEvent>
            <eventTime>2026-11-24T08:30:00+01:00</eventTime>
            <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
            <epcList><epc>urn:epc:id:sgtin:9521141.001234.2017</epc></epcList>
            <action>OBSERVE</action>
            %s
            </ObjectEvent>
            """;

    private static String document(String... events) {
        return """
                <epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" \
                creationDate="2026-11-24T08:30:00Z" xmlns:ex="http://example.com/" xmlns:gs1="https://gs1.org/voc/">
                <EPCISBody><EventList>
                %s</EventList></EPCISBody></epcis:EPCISDocument>""".formatted(String.join("", events));
    }

    private static String event(String more) {
        return EVENT.formatted(more);
    }

    private static EpcisXmlDocument read(String xml) {
        return EpcisXmlDocument.read(xml.getBytes(UTF_8), DocumentLimits.DEFAULT);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All that is wrong, with its line, be it said by the reader or by the schema; empty for a valid document. */
    private static List<String> wrong(byte[] xml) {
        EpcisXmlDocument document;
        try {
            document = EpcisXmlDocument.read(xml, DocumentLimits.DEFAULT);
        } catch (MalformedXmlException e) {
            return List.of(e.line() + ": " + e.getMessage());
        }
        List<String> wrong = new ArrayList<>();
        for (XmlEvent event : document.events()) {
            event.faults().forEach(fault -> wrong.add(fault.line() + ": " + fault.message()));
        }
        byte[] json = document.toJson();
        CaptureResult result = document.kind() == EpcisXmlDocument.Kind.EVENT
                ? CAPTURE.readEvent(json)
                : CAPTURE.readDocument(json, CaptureErrorBehaviour.ROLLBACK);
        for (CaptureFault fault : result.faults()) {
            String pointer = fault.fault().pointer().replaceFirst("^.*/eventList/\\d+", "");
            int line = fault.eventIndex().isPresent()
                    ? document.events().get(fault.eventIndex().getAsInt()).line(pointer)
                    : 0;
            wrong.add(
                    line + ": " + fault.fault().pointer() + ' ' + fault.fault().message());
        }
        if (wrong.isEmpty()) {
            assertThat(result.events()).hasSameSizeAs(document.events());
        }
        return wrong;
    }

    // --- other people's files

    /** In XML a sensor report may lack its type, in JSON it must have one: case 9 has no form in JSON that we may choose. */
    private static final Map<String, String> WRONG_OFFICIAL =
            Map.of("SensorDataExamples.xml", "/eventList/8/sensorElementList/0/sensorReport/0/type 'type' is missing");

    /** Files that GS1's XML Schema refuses too, or that ask and do not tell; and the sensor reports of GS1's case 9. */
    private static final Map<String, String> WRONG_OPEN_EPCIS = Map.ofEntries(
            Map.entry("2.0/EPCIS/XML/Capture/Documents/AggregationEvent_all_possible_fields.xml", "13:00Z"),
            Map.entry("2.0/EPCIS/XML/Capture/Documents/AssociationEvent_2.xml", "recordTime stands after"),
            Map.entry(
                    "2.0/EPCIS/XML/Capture/Documents/AssociationEvent_with_sensorData.xml", "recordTime stands after"),
            Map.entry("JumbledFieldsOrder.xml", "eventTime stands after"),
            Map.entry(
                    "2.0/EPCIS/XML/Capture/Documents/ObjectEvent_all_possible_fields.xml",
                    "countryOfExport is not known"),
            Map.entry("2.0/EPCIS/XML/Capture/Documents/TransactionEvent_all_possible_fields.xml", "13:00Z"),
            Map.entry("2.0/EPCIS/XML/Capture/Documents/TransformationEvent_all_possible_fields.xml", "13:00Z"),
            Map.entry("TransformationEvent_with_errorDeclaration.xml", "23:00Z"),
            Map.entry("2.0/EPCIS/XML/Capture/Documents/TransformationEvent_with_sensorData.xml", "13:00Z"),
            Map.entry("SensorData_with_combined_events.xml", "sensorReport/0/type 'type' is missing"),
            Map.entry("Query/Combination_of_different_event.xml", "'queryName' is missing"),
            Map.entry("Query/CurieString_document.xml", "'queryName' is missing"),
            Map.entry("Query/Documents/QueryResultsDocument.xml", "'queryName' is missing"),
            Map.entry("Query/Documents/TransactionEvent_with_userExtensions.xml", "'queryName' is missing"),
            Map.entry("Query/ObjectEvent_all_possible_fields.xml", "countryOfExport is not known"),
            Map.entry("Query/queryDocument.xml", "Poll is not known"),
            Map.entry("Query/queryDocumentWithEventType.xml", "Poll is not known"),
            Map.entry("Query/queryDocumentWithReadPoint.xml", "Poll is not known"),
            Map.entry("1.2/EPCIS/XML/Capture/Documents/Jumbled_attributes_order.xml", "epcList stands after"),
            Map.entry(
                    "1.2/EPCIS/XML/Capture/Documents/ObjectEvent_all_possible_fields.xml",
                    "certificationInfo stands after"),
            Map.entry("1.2/EPCIS/XML/Capture/Documents/TransactionEvent_all_possible_fields.xml", "13:00Z"));

    static List<EpcisFile> official() {
        return EpcisFiles.testData("gs1-epcis/xml", ".xml").stream()
                .filter(file -> !file.name().startsWith("CaptureJob"))
                .toList();
    }

    static List<EpcisFile> official12() {
        return EpcisFiles.testData("epcis-1.2", ".xml");
    }

    static List<EpcisFile> openEpcis() {
        return Stream.of("2.0/EPCIS/XML/Capture/", "2.0/EPCIS/XML/Query/", "1.2/EPCIS/XML/Capture/")
                .flatMap(folder -> EpcisFiles.openEpcis(folder, ".xml").stream())
                .toList();
    }

    static List<EpcisFile> invalid() {
        return EpcisFiles.testData("epcis-invalid/xml/capture", ".xml");
    }

    @ParameterizedTest
    @MethodSource({"official", "official12"})
    void read_officialDocument_isValidJson(EpcisFile file) {
        requireWrong(file, WRONG_OFFICIAL);
    }

    @ParameterizedTest
    @MethodSource("openEpcis")
    void read_openEpcisDocument_isValidJson(EpcisFile file) {
        requireWrong(file, WRONG_OPEN_EPCIS);
    }

    private static void requireWrong(EpcisFile file, Map<String, String> expected) {
        List<String> wrong = wrong(file.bytes());
        String fault = expected.entrySet().stream()
                .filter(entry -> file.name().endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        if (fault.isEmpty()) {
            assertThat(wrong).as(file.name()).isEmpty();
        } else {
            assertThat(wrong).as(file.name()).anyMatch(found -> found.contains(fault));
        }
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void read_invalidDocument_isRefusedWithALine(EpcisFile file) {
        assertThat(wrong(file.bytes())).isNotEmpty().allMatch(fault -> fault.matches("(?s)[1-9]\\d*: .*"));
    }

    /** Pairs that differ in what they say: a time, a comment, a field that only one of the two files has. */
    private static final Set<String> OTHER_CONTENT = Set.of(
            "Combination_of_different_event",
            "JumbledFieldsOrder",
            "ObjectEvent_all_possible_fields",
            "ObjectEvent_with_comment",
            "SensorData_with_combined_events",
            "TransformationEvent_with_userExtensions");

    static Stream<String> pairs() {
        Set<String> json = EpcisFiles.openEpcis("2.0/EPCIS/JSON/Capture/Documents/").stream()
                .map(EpcisXmlDocumentTest::simpleName)
                .collect(Collectors.toSet());
        return EpcisFiles.openEpcis("2.0/EPCIS/XML/Capture/Documents/", ".xml").stream()
                .map(EpcisXmlDocumentTest::simpleName)
                .filter(json::contains);
    }

    private static String simpleName(EpcisFile file) {
        return file.name().replaceFirst(".*/", "").replaceFirst("\\..*", "");
    }

    private static EpcisFile find(String folder, String suffix, String name) {
        return EpcisFiles.openEpcis(folder, suffix).stream()
                .filter(file -> simpleName(file).equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void read_fileInBothBindings_saysTheSame(String name) {
        JsonNode expected =
                json(find("2.0/EPCIS/JSON/Capture/Documents/", ".json", name).bytes());
        byte[] xml = find("2.0/EPCIS/XML/Capture/Documents/", ".xml", name).bytes();
        JsonNode actual =
                json(EpcisXmlDocument.read(xml, DocumentLimits.DEFAULT).toJson());
        if (OTHER_CONTENT.contains(name)) {
            assertThat(said(actual)).as(name).hasSameSizeAs(said(expected)).isNotEqualTo(said(expected));
        } else {
            assertThat(said(actual)).as(name).containsExactlyElementsOf(said(expected));
        }
    }

    private static List<Object> said(JsonNode document) {
        List<Object> said = new ArrayList<>();
        document.at("/epcisBody/eventList").forEach(event -> said.add(SameEvent.of(document.path("@context"), event)));
        return said;
    }

    // --- form

    @Test
    void read_fault_namesItsLine() {
        String document = document(event(""), event("<ex:a>1</ex:a>\n<madeUp/>"));
        EpcisXmlDocument read = read(document);
        assertThat(read.events().get(0).faults()).isEmpty();
        assertThat(read.events().get(1).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.element()).isEqualTo("madeUp");
            assertThat(document.lines().toList().get(fault.line() - 1)).contains("<madeUp/>");
        });
        XmlEvent second = read.events().get(1);
        assertThat(document.lines().toList().get(second.line("/action") - 1)).contains("<action>");
        assertThat(document.lines().toList().get(second.line("/bizStep") - 1)).contains("<ObjectEvent>");
    }

    @Test
    void read_event_isTheSameWhateverStandsBesideIt() {
        byte[] alone =
                read(document(event("<ex:a>1</ex:a>"))).events().getFirst().json();
        byte[] beside = read(document(event("<o:b xmlns:o='http://o.example/'/>"), event("<ex:a>1</ex:a>")))
                .events()
                .getLast()
                .json();
        assertThat(beside).isEqualTo(alone);
    }

    @Test
    void read_extension_getsItsNamespaceAsAPrefix() {
        JsonNode event = json(read(document(event("""
                        <ex:a>1</ex:a><ex:a><b>2</b></ex:a>
                        <gs1:x xmlns:gs1="http://not.gs1.example/">3</gs1:x>
                        <d xmlns="http://default.example">4</d>
                        <ex:e k="v">5</ex:e>
                        <cbvmda:f xmlns:cbvmda="urn:epcglobal:cbv:mda">6</cbvmda:f>
                        """))).events().getFirst().json());
        assertThat(event.at("/@context/1")).isEqualTo(json("""
                {"ex":"http://example.com/","ns1":"http://not.gs1.example/",
                 "ns2":{"@id":"http://default.example","@prefix":true}}""".getBytes(UTF_8)));
        assertThat(event.path("ex:a")).isEqualTo(json("[\"1\",{\"b\":\"2\"}]".getBytes(UTF_8)));
        assertThat(event.path("ns1:x").asText()).isEqualTo("3");
        assertThat(event.path("ns2:d").asText()).isEqualTo("4");
        assertThat(event.path("ex:e")).isEqualTo(json("{\"k\":\"v\",\"#text\":\"5\"}".getBytes(UTF_8)));
        assertThat(event.path("cbvmda:f").asText()).isEqualTo("6");
    }

    @Test
    void read_mixedContent_isAFault() {
        assertThat(read(document(event("<ex:a>text<ex:b/></ex:a>")))
                        .events()
                        .getFirst()
                        .faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("mixes"));
    }

    @Test
    void read_decimals_stayAsTheyWereWritten() {
        String event = event("""
                <quantityList><quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.998877</epcClass>\
                <quantity>26.20</quantity><uom>KGM</uom></quantityElement></quantityList>""");
        assertThat(new String(read(document(event)).events().getFirst().json(), UTF_8))
                .contains("\"quantity\":26.20,");
        for (String number : List.of("INF", "NaN", "0x1F", "1e999", "1".repeat(41), "")) {
            assertThat(read(document(event.replace("26.20", number)))
                            .events()
                            .getFirst()
                            .faults())
                    .as(number)
                    .hasSize(1);
        }
    }

    @Test
    void read_sensorTerm_isABareWordWhereJsonHasOne() {
        assertThat(SensorTerms.word("gs1:Temperature")).isEqualTo("Temperature");
        assertThat(SensorTerms.word("https://gs1.org/voc/Temperature")).isEqualTo("Temperature");
        assertThat(SensorTerms.word("gs1:Molar_concentration")).isEqualTo("gs1:Molar_concentration");
        assertThat(SensorTerms.word("https://example.com/Temperature")).isEqualTo("https://example.com/Temperature");
    }

    @Test
    void measurementTypes_areThoseOfTheSchema() throws IOException {
        JsonNode schema = JSON.readTree(EpcisSchema.class.getResource("epcis-json-schema.json"));
        List<String> types = new ArrayList<>();
        schema.at("/definitions/measurementType/anyOf/1/enum").forEach(type -> types.add(type.asText()));
        assertThat(SensorTerms.MEASUREMENT_TYPES).containsExactlyInAnyOrderElementsOf(types);
    }

    @Test
    void read_businessHeader_givesSenderReceiverAndInstance() {
        byte[] file = EpcisFiles.testData("epcis-1.2", "GS1_US_Pharma_Example_2_2_1_1.xml")
                .getFirst()
                .bytes();
        JsonNode json = json(EpcisXmlDocument.read(file, DocumentLimits.DEFAULT).toJson());
        assertThat(json.path("sender").asText()).isEqualTo("urn:epc:id:sgln:030001.111111.0");
        assertThat(json.path("receiver").asText()).isEqualTo("urn:epc:id:sgln:039999.999999.0");
        assertThat(json.path("instanceIdentifier").asText()).isEqualTo("1100220001");
        assertThat(json.path("schemaVersion").asText()).isEqualTo("2.0");
        assertThat(json.at(
                                "/epcisHeader/epcisMasterData/vocabularyList/1/vocabularyElementList/0/attributes/0/attribute")
                        .asText())
                .isEqualTo("GS1 Pharma");
    }

    @Test
    void read_captureJob_isNoDocument() {
        for (EpcisFile job : EpcisFiles.testData("gs1-epcis/xml/CaptureJob", ".xml")) {
            assertThatThrownBy(() -> EpcisXmlDocument.read(job.bytes(), DocumentLimits.DEFAULT))
                    .isInstanceOf(MalformedXmlException.class);
        }
    }

    // --- what is not trusted

    private static void isMalformed(String xml) {
        assertThatThrownBy(() -> read(xml)).isInstanceOf(MalformedXmlException.class);
    }

    @Test
    void read_bareDoctype_isSkippedAndLinesStay() {
        String document = document(event("<madeUp/>"));
        for (String doctype : List.of(
                "<!DOCTYPE project>",
                "<!DOCTYPE project SYSTEM \"http://127.0.0.1:9/x[>.dtd\">",
                "<!-- <!DOCTYPE a [ -->")) {
            XmlEvent event = read(doctype + document).events().getFirst();
            assertThat(event.faults().getFirst().line())
                    .isEqualTo(read(document)
                            .events()
                            .getFirst()
                            .faults()
                            .getFirst()
                            .line());
        }
        assertThat(read("<!DOCTYPE\nproject\n>" + document).events().getFirst().line())
                .isEqualTo(read(document).events().getFirst().line() + 2);
    }

    @Test
    void read_entities_areRefusedWhereverTheyStand() {
        String subset = "<!DOCTYPE a [<!ENTITY e \"x\">]>";
        isMalformed(subset + document(event("")));
        isMalformed("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + document(event("<ex:a>&e;</ex:a>")));
        isMalformed(
                "<!DOCTYPE a SYSTEM \"x\" [<!ENTITY % e SYSTEM \"http://127.0.0.1:9/\"> %e;]>" + document(event("")));
        for (String doctype : List.of("", "<!DOCTYPE a>", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">")) {
            isMalformed(doctype + document(event("<ex:a>&e;</ex:a>")));
            isMalformed(doctype + document(event("<ex:a b=\"&e;\"/>")));
            isMalformed(doctype + document(event("&e;")));
        }
        isMalformed("<!DOCTYPE a><!DOCTYPE b [<!ENTITY e \"x\">]>" + document(event("<ex:a>&e;</ex:a>")));
        isMalformed(document(event("<!DOCTYPE b>")));
        assertThat(json(read(document(event("<ex:a>&lt;&amp;&#65;</ex:a>")))
                                .events()
                                .getFirst()
                                .json())
                        .path("ex:a")
                        .asText())
                .isEqualTo("<&A");
    }

    @Test
    void read_billionLaughs_isRefusedAtOnce() {
        StringBuilder subset = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 30; i++) {
            subset.append("<!ENTITY l%d \"%s\">".formatted(i, ("&l" + (i - 1) + ";").repeat(10)));
        }
        isMalformed(subset + "]>" + document(event("<ex:a>&l29;</ex:a>")));
    }

    @Test
    void read_nested_stopsAtItsLimit() {
        assertThat(wrong(document(event("<ex:a>".repeat(26) + "</ex:a>".repeat(26)))
                        .getBytes(UTF_8)))
                .isEmpty();
        for (int depth : List.of(27, 100_000)) {
            assertThatThrownBy(() -> read(document(event("<ex:a>".repeat(depth) + "</ex:a>".repeat(depth)))))
                    .isInstanceOf(LimitExceededException.class);
        }
    }

    @Test
    void read_large_stopsAtItsLimit() {
        DocumentLimits limits = new DocumentLimits(100_000, 3, 2_000);
        byte[] three = document(event(""), event(""), event("")).getBytes(UTF_8);
        assertThat(EpcisXmlDocument.read(three, limits).events()).hasSize(3);
        List<String> tooLarge = List.of(
                document(event(""), event(""), event(""), event("")),
                document(event("<ex:a>" + "x".repeat(2_000) + "</ex:a>")),
                document(event("<ex:a " + "b".repeat(2_000) + "=''/>")),
                document(event("<a:a xmlns:a='" + "x".repeat(2_001) + "'/>")),
                " ".repeat(100_000) + document(event("")));
        for (String document : tooLarge) {
            assertThatThrownBy(() -> EpcisXmlDocument.read(document.getBytes(UTF_8), limits))
                    .isInstanceOf(LimitExceededException.class);
        }
        String attributes = Stream.iterate(0, i -> i + 1)
                .limit(101)
                .map(i -> " a" + i + "=''")
                .collect(Collectors.joining());
        assertThatThrownBy(() -> read(document(event("<ex:a" + attributes + "/>"))))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void read_shortXmlOfLongJson_isBounded() {
        // 2,000 characters of namespace for each 14 of event body.
        String far = "xmlns:f='http://f.example/" + "x".repeat(1_900) + "'";
        String document =
                document("<ObjectEvent><f:a/></ObjectEvent>".repeat(9_000)).replace("xmlns:ex", far + " xmlns:ex");
        assertThatThrownBy(() -> read(document)).isInstanceOf(LimitExceededException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "US-ASCII"})
    void read_declaredEncoding_isObeyed(String encoding) {
        String text = encoding.equals("US-ASCII") ? "Koeln" : "K\u00f6ln";
        String document =
                "<?xml version='1.0' encoding='" + encoding + "'?>" + document(event("<ex:a>" + text + "</ex:a>"));
        XmlEvent event = EpcisXmlDocument.read(document.getBytes(Charset.forName(encoding)), DocumentLimits.DEFAULT)
                .events()
                .getFirst();
        assertThat(json(event.json()).path("ex:a").asText()).isEqualTo(text);
    }

    @Test
    void read_otherEncodings_byMarkOrRefused() {
        String document = document(event(""));
        assertThat(EpcisXmlDocument.read(document.getBytes(StandardCharsets.UTF_16), DocumentLimits.DEFAULT)
                        .events())
                .hasSize(1);
        assertThat(read("\ufeff" + document).events()).hasSize(1);
        isMalformed("<?xml version='1.0' encoding='UTF-7'?>" + document);
        isMalformed("<?xml version='1.0' encoding='IBM1047'?>" + document);
        isMalformed("<?xml version='1.1'?>" + document);
        byte[] latin = document(event("<ex:a>K\u00f6ln</ex:a>")).getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> EpcisXmlDocument.read(latin, DocumentLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        MalformedXmlException.class, e -> assertThat(e.line()).isEqualTo(8));
    }

    @Test
    void read_noDocument_isMalformed() {
        String good = document(event(""));
        assertThat(read(good).events()).hasSize(1);
        for (String bad : List.of(
                "",
                "{}",
                "<a/>",
                "<EPCISDocument/>",
                good + "<a/>",
                good.substring(0, good.length() - 5),
                good.replace("<EPCISBody>", "<EPCISBody>text"),
                good.replace("EPCISBody", "EPCISbody"),
                good.replace("xsd:2", "xsd"),
                good.replace("<action>", "<ex2:action>"),
                document(event("<ex:a>&#0;</ex:a>")),
                document(event("<ex:a>&#xD800;</ex:a>")),
                document(event("<ex:a>\u0001</ex:a>")),
                document("<QuantityEvent/>"))) {
            isMalformed(bad);
        }
    }
}
