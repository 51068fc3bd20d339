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
            wrong.add(line + ": " + fault.fault().pointer() + ' ' + fault.fault().message());
        }
        if (wrong.isEmpty()) {
            assertThat(result.events()).hasSameSizeAs(document.events());
        }
        return wrong;
    }

    // --- other people's files

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
        assertThat(wrong(file.bytes())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("openEpcis")
    void read_openEpcisDocument_isValidJson(EpcisFile file) {
        assertThat(wrong(file.bytes())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void read_invalidDocument_isRefusedWithALine(EpcisFile file) {
        assertThat(wrong(file.bytes())).isNotEmpty().allMatch(fault -> fault.matches("(?s)[1-9]\\d*: .*"));
    }

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
        JsonNode actual = json(EpcisXmlDocument.read(xml, DocumentLimits.DEFAULT).toJson());
        assertThat(said(actual)).containsExactlyElementsOf(said(expected));
    }

    private static List<Object> said(JsonNode document) {
        List<Object> said = new ArrayList<>();
        document.at("/epcisBody/eventList").forEach(event -> said.add(SameEvent.of(document.path("@context"), event)));
        return said;
    }
}
