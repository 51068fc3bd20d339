package org.tallystick.provenance.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.ledger.testing.FormatsDocument;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EpcisFiles.EpcisFile;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.xml.EpcisXmlDocument;
import org.tallystick.provenance.xml.XmlEvent;

/** What becomes a record of a document in XML, under which name, and what is said of the rest. */
class XmlCaptureTest {
    private static final CaptureReader READER =
            new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32]));

    private static final String EVENT = """
            <ObjectEvent>
            <eventTime>2026-11-24T08:30:00+01:00</eventTime>
            <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
            <epcList><epc>urn:epc:id:sgtin:9521141.001234.2017</epc></epcList>
            <action>OBSERVE</action>
            <ex:a b="&lt;'>">K\u00f6ln<!-- </ObjectEvent> --><![CDATA[</ObjectEvent>]]></ex:a>
            </ObjectEvent>
            """;

    private static final String ROOT = "xmlns:epcis=\"urn:epcglobal:epcis:xsd:2\" xmlns:ex=\"http://example.com/\"";

    private static String document(String... events) {
        return """
                <epcis:EPCISDocument %s schemaVersion="2.0" creationDate="2026-11-24T08:30:00Z">
                <EPCISBody><EventList>
                %s</EventList></EPCISBody></epcis:EPCISDocument>""".formatted(ROOT, String.join("", events));
    }

    private static CaptureResult read(byte[] xml, CaptureErrorBehaviour behaviour) {
        return READER.readDocument(xml, Binding.XML, behaviour);
    }

    private static List<CapturedEvent> events(byte[] xml) {
        CaptureResult result = read(xml, CaptureErrorBehaviour.ROLLBACK);
        assertThat(result.faults()).isEmpty();
        return result.events();
    }

    private static List<CapturedEvent> events(String xml) {
        return events(xml.getBytes(UTF_8));
    }

    private static String id(CapturedEvent event) {
        return event.facts().eventID();
    }

    private static byte[] origin(CapturedEvent event) {
        return event.origin().orElseThrow();
    }

    @Test
    void event_withoutAnEventId_isNamedByItsElementAndTheNamespacesRoundIt() {
        CapturedEvent event = events(document(EVENT)).getFirst();
        assertThat(id(event)).matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

        // What stands beside it, how it is encoded, and what the root says of itself do not count.
        assertThat(id(events(document(EVENT.replace("OBSERVE", "ADD"), EVENT)).getLast()))
                .isEqualTo(id(event));
        assertThat(id(events(document(EVENT).replace("T08:30:00Z", "T09:00:00Z"))
                        .getFirst()))
                .isEqualTo(id(event));
        assertThat(id(events(("<?xml version='1.0' encoding='ISO-8859-1'?>" + document(EVENT)).getBytes(ISO_8859_1))
                        .getFirst()))
                .isEqualTo(id(event));
        assertThat(id(events(document(EVENT).getBytes(UTF_16)).getFirst())).isEqualTo(id(event));

        // Its own characters and the namespaces do.
        assertThat(id(events(document(EVENT.replace("<action>", "<action> "))).getFirst()))
                .isNotEqualTo(id(event));
        assertThat(id(events(document(EVENT).replace("http://example.com/", "http://example.org/"))
                        .getFirst()))
                .isNotEqualTo(id(event));
    }

    /** The worked vector of docs/formats.md, made by another program. */
    @Test
    void event_ofTheFormatsPage_hasItsNameAndOrigin() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        XmlEvent event = EpcisXmlDocument.read(
                        FormatsDocument.text("xml-document").getBytes(UTF_8),
                        DocumentLimits.DEFAULT,
                        new EventIdSecret(secret))
                .events()
                .getFirst();
        assertThat(new String(event.json(), UTF_8))
                .contains(
                        "\"eventID\":\"" + FormatsDocument.text("xml-event-id").strip() + "\"");
        assertThat(event.origin().digest()).isEqualTo(FormatsDocument.hex("xml-origin"));
    }

    @Test
    void event_declaringItsNamespaceItself_isNamedByItsOwnBytes() {
        String own = EVENT.replace("<ex:a ", "<ex:a xmlns:ex=\"http://example.com/\" ");
        assertThat(id(events(document(own)).getFirst()))
                .isNotEqualTo(id(events(document(EVENT)).getFirst()));
    }

    @Test
    void events_equal_areTwoUnlessTheyHaveOneName() {
        List<CapturedEvent> two = events(document(EVENT, EVENT));
        assertThat(id(two.get(0))).isNotEqualTo(id(two.get(1)));
        assertThat(origin(two.get(0))).isNotEqualTo(origin(two.get(1)));

        String named = EVENT.replace(
                "</eventTimeZoneOffset>",
                "</eventTimeZoneOffset><eventID>urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8</eventID>");
        List<CapturedEvent> same = events(document(named, named));
        assertThat(same.get(0).record()).isEqualTo(same.get(1).record());
        assertThat(origin(same.get(0))).isEqualTo(origin(same.get(1)));
    }

    @Test
    void event_alone_isTakenAsOne() {
        CaptureResult result = READER.readEvent(
                EVENT.replace("<ObjectEvent>", "<ObjectEvent " + ROOT + ">").getBytes(UTF_8), Binding.XML);
        assertThat(result.faults()).isEmpty();
        assertThat(result.events()).hasSize(1);
        assertThat(READER.readEvent(document(EVENT).getBytes(UTF_8), Binding.XML)
                        .faults())
                .hasSize(1);
        assertThat(read(
                                EVENT.replace("<ObjectEvent>", "<ObjectEvent " + ROOT + ">")
                                        .getBytes(UTF_8),
                                CaptureErrorBehaviour.PROCEED)
                        .faults())
                .hasSize(1);
    }

    @Test
    void record_underMasterDataWithNamesOfItsOwn_isTheSame() {
        String header = """
                <EPCISHeader><extension><EPCISMasterData><VocabularyList>
                <Vocabulary type="urn:epcglobal:epcis:vtype:ReadPoint"><VocabularyElementList>
                <VocabularyElement id="urn:epc:id:sgln:0614141.00777.0"><attribute id="urn:epcglobal:cbv:mda#site">
                <o:x xmlns:o="http://other.example/">1</o:x></attribute></VocabularyElement>
                </VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension></EPCISHeader>
                <EPCISBody>""";
        assertThat(events(document(EVENT).replace("<EPCISBody>", header))
                        .getFirst()
                        .record())
                .isEqualTo(events(document(EVENT)).getFirst().record());
    }

    @Test
    void document_withAnInvalidEvent_failsOrProceedsAndNamesEventAndLine() {
        String document = document(EVENT, EVENT.replace("OBSERVE", "LOOK"), EVENT.replace("<action>", "<x/><action>"));
        byte[] bytes = document.getBytes(UTF_8);
        CaptureResult rolledBack = read(bytes, CaptureErrorBehaviour.ROLLBACK);
        assertThat(rolledBack.events()).isEmpty();
        assertThat(rolledBack.faults())
                .extracting(fault -> fault.eventIndex().orElse(-1))
                .containsExactly(1, 2);
        assertThat(rolledBack.faults().get(0).fault().pointer()).isEqualTo("/epcisBody/eventList/1/action");
        assertThat(rolledBack.faults().get(1).fault().pointer()).isEqualTo("/epcisBody/eventList/2");
        for (CaptureFault fault : rolledBack.faults()) {
            String message = fault.fault().message();
            assertThat(message).matches("line \\d+: .*");
            int line = Integer.parseInt(message.replaceFirst("line (\\d+).*", "$1"));
            assertThat(document.lines().toList().get(line - 1)).containsAnyOf("LOOK", "<x/>");
        }

        CaptureResult kept = read(bytes, CaptureErrorBehaviour.PROCEED);
        assertThat(kept.events()).extracting(CapturedEvent::index).containsExactly(0);
        assertThat(kept.faultCount()).isEqualTo(2);
    }

    @Test
    void envelope_wrong_failsWholeWithItsLine() {
        CaptureResult result = read(
                document(EVENT)
                        .replace(" creationDate=\"2026-11-24T08:30:00Z\"", "")
                        .getBytes(UTF_8),
                CaptureErrorBehaviour.PROCEED);
        assertThat(result.events()).isEmpty();
        assertThat(result.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.fault().message()).startsWith("line 1: "));
        assertThat(read("<a>\n<b></a>".getBytes(UTF_8), CaptureErrorBehaviour.PROCEED)
                        .faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.fault().message()).startsWith("line "));
    }

    static Stream<EpcisFile> official() {
        return Stream.concat(
                        EpcisFiles.testData("gs1-epcis/xml", ".xml").stream(),
                        EpcisFiles.testData("epcis-1.2", ".xml").stream())
                .filter(file -> !file.name().startsWith("CaptureJob"));
    }

    /** Case 9 of the sensor examples has a report without a type, which has no form in JSON. */
    @ParameterizedTest
    @MethodSource("official")
    void officialDocument_givesRecordsWhoseOriginsDiffer(EpcisFile file) {
        CaptureResult result = read(file.bytes(), CaptureErrorBehaviour.PROCEED);
        assertThat(result.faults())
                .extracting(fault -> fault.eventIndex().orElse(-1))
                .allMatch(index -> index == 8 && file.name().endsWith("SensorDataExamples.xml"));
        Set<String> origins = new HashSet<>();
        result.events().forEach(event -> origins.add(Arrays.toString(origin(event))));
        Set<Object> records = new HashSet<>();
        result.events().forEach(event -> records.add(event.record()));
        assertThat(origins).hasSameSizeAs(records);
        assertThat(read(file.bytes(), CaptureErrorBehaviour.PROCEED).events())
                .extracting(CapturedEvent::record)
                .isEqualTo(result.events().stream().map(CapturedEvent::record).toList());
    }
}
