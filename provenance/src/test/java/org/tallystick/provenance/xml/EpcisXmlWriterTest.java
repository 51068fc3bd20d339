package org.tallystick.provenance.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EpcisFiles.EpcisFile;

/** JSON to XML and back: valid, the same, and the second time the same octets. */
class EpcisXmlWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String EVENT = """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"http://example.com/"}],
            "type":"ObjectEvent","eventID":"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
            "eventTime":"2026-11-24T08:30:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",
            "bizStep":"shipping","epcList":["https://id.gs1.org/01/09521141012345/21/2017"]%s}""";

    private static String event(String more) {
        return EVENT.formatted(more);
    }

    private static String xml(String json) {
        return xml(json, CbvSpelling.AS_IT_CAME);
    }

    private static String xml(String json, CbvSpelling spelling) {
        return new String(EpcisXmlWriter.of(json.getBytes(UTF_8), DocumentLimits.DEFAULT, spelling), UTF_8);
    }

    private static byte[] json(byte[] xml) {
        return EpcisXmlDocument.read(xml, DocumentLimits.DEFAULT).toJson();
    }

    private static List<Object> said(byte[] json) {
        JsonNode document;
        try {
            document = JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<Object> said = new ArrayList<>();
        JsonNode body = document.path("epcisBody");
        JsonNode events =
                body.has("queryResults") ? body.at("/queryResults/resultsBody/eventList") : body.path("eventList");
        if (body.has("event")) {
            said.add(SameEvent.of(document.path("@context"), body.path("event")));
        }
        events.forEach(event -> said.add(SameEvent.of(document.path("@context"), event)));
        return said;
    }

    private static byte[] written(byte[] json) {
        return EpcisXmlWriter.of(json, DocumentLimits.DEFAULT, CbvSpelling.AS_IT_CAME);
    }

    static Stream<EpcisFile> officialXml() {
        return Stream.concat(
                        EpcisFiles.testData("gs1-epcis/xml", ".xml").stream(),
                        EpcisFiles.testData("epcis-1.2", ".xml").stream())
                .filter(file -> !file.name().startsWith("CaptureJob"));
    }

    @ParameterizedTest
    @MethodSource("officialXml")
    void officialXml_throughJson_isValidAndReachesAFixpoint(EpcisFile file) {
        byte[] json = json(file.bytes());
        byte[] xml = written(json);
        assertThat(OfficialXmlSchema.fault(xml)).as(new String(xml, UTF_8)).isEmpty();
        byte[] again = json(xml);
        assertThat(said(again)).isEqualTo(said(json));
        assertThat(new String(written(again), UTF_8)).isEqualTo(new String(xml, UTF_8));
        assertThat(new String(json(written(again)), UTF_8)).isEqualTo(new String(again, UTF_8));
    }

    static List<EpcisFile> officialJson() {
        return EpcisFiles.official();
    }

    @ParameterizedTest
    @MethodSource("officialJson")
    void officialJson_throughXml_isValidAndSaysTheSame(EpcisFile file) {
        for (CbvSpelling spelling : CbvSpelling.values()) {
            byte[] xml = EpcisXmlWriter.of(file.bytes(), DocumentLimits.DEFAULT, spelling);
            assertThat(OfficialXmlSchema.fault(xml)).as(new String(xml, UTF_8)).isEmpty();
            byte[] json = json(xml);
            assertThat(said(json)).as(new String(xml, UTF_8)).isEqualTo(said(file.bytes()));
            assertThat(said(json(written(json)))).isEqualTo(said(json));
        }
    }

    @Test
    void term_isSpelledAsAsked() {
        String web = "https://ref.gs1.org/cbv/BizStep-shipping";
        String urn = "urn:epcglobal:cbv:bizstep:shipping";
        String inWeb = event("").replace("\"shipping\"", "\"" + web + "\"");
        assertThat(xml(event(""))).contains("<bizStep>" + urn + "</bizStep>");
        assertThat(xml(inWeb)).contains("<bizStep>" + web + "</bizStep>");
        assertThat(xml(inWeb, CbvSpelling.URN)).contains("<bizStep>" + urn + "</bizStep>");
        assertThat(xml(event(""), CbvSpelling.WEB_URI)).contains("<bizStep>" + web + "</bizStep>");
    }

    @Test
    void extension_getsTheNamespaceOfItsPrefix() {
        assertThat(xml(event(",\"ex:a\":{\"b\":[1,2.50,true,null],\"ex:c\":\"<&>\"}")))
                .contains("<ObjectEvent xmlns:ex=\"http://example.com/\" xmlns:xsi=\"" + XmlNames.XSI + "\">")
                .contains("<ex:a><b>1</b><b>2.50</b><b>true</b><b xsi:nil=\"true\"/><ex:c>&lt;&amp;&gt;</ex:c></ex:a>");
        assertThat(xml(event(",\"ex:a\":{\"#text\":\"5\",\"k\":\"v\\\"\\n\"}")))
                .contains("<ex:a k=\"v&quot;&#10;\">5</ex:a>");
        assertThat(xml(event(",\"http://far.example/x#a\":\"1\",\"cbvmda:lot\":\"2\"")))
                .contains("xmlns:ns1=\"http://far.example/x#\"")
                .contains("<ns1:a>1</ns1:a>")
                .contains("xmlns:cbvmda=\"urn:epcglobal:cbv:mda\"");
    }

    @Test
    void event_whatXmlHasNoPlaceFor_isSaid() {
        for (String more : List.of(
                ",\"ex:a\":[[1]]",
                ",\"ex:1\":2",
                ",\"ex:a b\":2",
                ",\"bare\":2",
                ",\"extension\":{\"ex:a\":1}",
                ",\"ex:a\":{\"@id\":\"x\"}",
                ",\"ex:a\":\"\\u0001\"",
                ",\"quantityList\":[{\"epcClass\":\"x\",\"quantity\":1,\"ex:more\":2}]",
                ",\"certificationInfo\":[\"urn:a\",\"urn:b\"]",
                ",\"readPoint\":{\"ex:a\":1}")) {
            assertThatThrownBy(() -> xml(event(more))).as(more).isInstanceOf(NoXmlFormException.class);
        }
        assertThatThrownBy(() -> xml(event("").replace("ObjectEvent", "ex:OtherEvent")))
                .isInstanceOf(NoXmlFormException.class);
    }

    /** Their prefixes are not searched for one by one from the first. */
    @Test
    void event_ofTenThousandNamespaces_isReadAndWrittenAtOnce() {
        StringBuilder members = new StringBuilder();
        StringBuilder elements = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            members.append(",\"http://n").append(i).append(".example/a\":\"1\"");
            elements.append("<a xmlns='http://n").append(i).append(".example/'>1</a>");
        }
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            String xml = xml(event(members.toString()));
            assertThat(xml).contains("xmlns:ns10000=").contains("<ns10000:a>1</ns10000:a>");
            String own = xml(event("")).replace("</ObjectEvent>", elements + "</ObjectEvent>");
            assertThat(said(json(own.getBytes(UTF_8))))
                    .isEqualTo(said(event(members.toString()).getBytes(UTF_8)));
        });
    }

    @Test
    void quantity_withoutANumber_isNil() {
        String json = event(",\"quantityList\":[{\"epcClass\":\"https://id.gs1.org/01/09521141012345\","
                + "\"quantity\":1.20e1,\"uom\":\"KGM\"}]");
        assertThat(xml(json)).contains("<quantity>12.0</quantity><uom>KGM</uom>");
    }

    @Test
    void queryDocument_namesTheEventThatHasNoForm() {
        byte[] good = event("").getBytes(UTF_8);
        byte[] xml = EpcisXmlWriter.queryDocument(
                "SimpleEventQuery", Instant.EPOCH, List.of(good, good), CbvSpelling.AS_IT_CAME);
        assertThat(OfficialXmlSchema.fault(xml)).isEmpty();
        assertThat(EpcisXmlDocument.read(xml, DocumentLimits.DEFAULT).events()).hasSize(2);
        assertThatThrownBy(() -> EpcisXmlWriter.queryDocument(
                        "SimpleEventQuery",
                        Instant.EPOCH,
                        List.of(good, event(",\"bare\":1").getBytes(UTF_8)),
                        CbvSpelling.AS_IT_CAME))
                .isInstanceOf(NoXmlFormException.class)
                .hasMessageContaining("urn:uuid:374d95fc");
        assertThat(OfficialXmlSchema.fault(EpcisXmlWriter.queryDocument(
                        "SimpleEventQuery", Instant.EPOCH, List.of(), CbvSpelling.AS_IT_CAME)))
                .isEmpty();
    }
}
