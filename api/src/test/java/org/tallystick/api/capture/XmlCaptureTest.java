package org.tallystick.api.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.testing.TestData;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.xml.CbvSpelling;
import org.tallystick.provenance.xml.EpcisXmlDocument;
import org.tallystick.provenance.xml.EpcisXmlWriter;

/** EPCIS in XML over HTTP, and what is kept of it. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class XmlCaptureTest {
    private static final String ROOT = "xmlns:epcis=\"urn:epcglobal:epcis:xsd:2\" xmlns:ex=\"http://example.com/\"";

    private static String event(String eventID, String epc) {
        return """
                <ObjectEvent>
                <eventTime>2026-11-24T08:30:00+01:00</eventTime>
                <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
                %s<epcList><epc>%s</epc></epcList>
                <action>OBSERVE</action>
                <ex:note>K\u00f6ln</ex:note>
                </ObjectEvent>
                """.formatted(eventID.isEmpty() ? "" : "<eventID>" + eventID + "</eventID>", epc);
    }

    private static String document(String... events) {
        return """
                <epcis:EPCISDocument %s schemaVersion="2.0" creationDate="2026-11-24T08:30:00Z">
                <EPCISBody><EventList>
                %s</EventList></EPCISBody></epcis:EPCISDocument>""".formatted(ROOT, String.join("", events));
    }

    private static final Pattern EPC = Pattern.compile("<(?:epc|parentID)>\\s*([^<]*?)\\s*</");

    private static RequestSpecification xml(String type) {
        return Caller.recorder()
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .contentType(type);
    }

    private static Response capture(byte[] document) {
        return xml("application/xml").body(document).post("/epcis/capture");
    }

    private static Response capture(String document) {
        return capture(document.getBytes(UTF_8));
    }

    private static JsonPath finished(Response accepted) throws InterruptedException {
        assertThat(accepted.statusCode()).as(accepted.body().asString()).isEqualTo(202);
        for (int i = 0; i < 600; i++) {
            Response job = Caller.recorder().get(accepted.header("Location"));
            assertThat(job.statusCode()).isEqualTo(200);
            if (!job.<Boolean>path("running")) {
                return job.jsonPath();
            }
            Thread.sleep(50);
        }
        throw new AssertionError(accepted.header("Location") + " does not finish");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void document_isCapturedKeptAsItCameAndAnchored() throws Exception {
        String epc = Events.newEpc();
        byte[] sent = ("<?xml version='1.0' encoding='ISO-8859-1'?>\r\n" + document(event("", epc), event("", epc)))
                .getBytes(ISO_8859_1);
        JsonPath job = finished(capture(sent));
        assertThat(job.getBoolean("success")).isTrue();
        assertThat(job.getList("records.position")).isEqualTo(List.of(0, 1));
        long index = job.getLong("records[0].index");

        Response found = Caller.reader().queryParam("MATCH_anyEPC", epc).get("/epcis/events");
        assertThat(found.<List<String>>path("epcisBody.queryResults.resultsBody.eventList.'ex:note'"))
                .containsExactly("K\u00f6ln", "K\u00f6ln");

        Response source = Caller.auditor().get("/api/v1/sources/" + index);
        assertThat(source.statusCode()).isEqualTo(200);
        assertThat(source.asByteArray()).isEqualTo(sent);
        assertThat(source.header("Content-Type")).isEqualTo("application/xml");
        assertThat(source.header("Content-Disposition")).startsWith("attachment");
        byte[] salt = HexFormat.of().parseHex(source.header("Tallystick-Salt"));
        // Evidence of one event tells nothing of its neighbour but the digest.
        byte[] evidence =
                Caller.auditor().get("/api/v1/records/" + index + "/0/evidence").asByteArray();
        assertThat(parts(evidence)).hasSize(9);
        byte[] statement = parts(evidence).get("event/1/statement.cose");
        CapturePayload payload =
                CapturePayload.parse(SignedStatement.parse(statement).payload());
        assertThat(payload.source().orElseThrow().digest())
                .isEqualTo(RecordSalt.of(salt).digest(sent));

        // Again, and again in JSON's stead: the same places.
        JsonPath again = finished(capture(sent));
        assertThat(again.getList("records")).isEqualTo(job.getList("records"));
    }

    private static Map<String, byte[]> parts(byte[] file) throws IOException {
        Map<String, byte[]> parts = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        }
        return parts;
    }

    @Test
    void source_ofWhatCameInJson_isNot() throws Exception {
        JsonPath job = finished(Caller.recorder()
                .contentType("application/json")
                .body(Events.document(Events.member(Events.newId(), Events.newEpc())))
                .post("/epcis/capture"));
        Caller.auditor()
                .get("/api/v1/sources/" + job.getLong("records[0].index"))
                .then()
                .statusCode(404);
        Caller.auditor().get("/api/v1/sources/999999999").then().statusCode(404);
        Caller.auditor().get("/api/v1/sources/x").then().statusCode(404);
    }

    @Test
    void event_alone_is201AndA409InOtherWords() {
        String id = Events.newId();
        String event = event(id, Events.newEpc()).replace("<ObjectEvent>", "<ObjectEvent " + ROOT + ">");
        xml("text/xml;charset=utf-8")
                .body(event.getBytes(UTF_8))
                .post("/epcis/events")
                .then()
                .statusCode(201)
                .header("Location", endsWith(id.replace(":", "%3A")));
        xml("text/xml")
                .body(event.getBytes(UTF_8))
                .post("/epcis/events")
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true");
        xml("text/xml")
                .body(event.replace("OBSERVE", "ADD").getBytes(UTF_8))
                .post("/epcis/events")
                .then()
                .statusCode(409);
        xml("text/xml")
                .body(document(event(id, "x")).getBytes(UTF_8))
                .post("/epcis/events")
                .then()
                .statusCode(400);
    }

    @Test
    void fault_namesEventAndLine_underBothBehaviours() throws Exception {
        String good = Events.newId();
        String document = document(
                event(Events.newId(), Events.newEpc()).replace("OBSERVE", "LOOK"), event(good, Events.newEpc()));
        capture(document)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/epcisBody/eventList/0/action"))
                .body("errors[0].detail", startsWith("line 7: "));
        Caller.reader().get("/epcis/events/{id}", good).then().statusCode(404);
        JsonPath job = finished(xml("application/xml")
                .header("GS1-Capture-Error-Behaviour", "proceed")
                .body(document.getBytes(UTF_8))
                .post("/epcis/capture"));
        assertThat(job.getString("errors[0].detail")).startsWith("line 7: ");
        assertThat(job.getList("records")).hasSize(1);
        Caller.reader().get("/epcis/events/{id}", good).then().statusCode(200);
    }

    @Test
    void gzip_isExpanded_andStoppedAtTheLimit() throws Exception {
        String id = Events.newId();
        byte[] document = document(event(id, Events.newEpc())).getBytes(UTF_8);
        JsonPath job = finished(xml("application/xml")
                .header("Content-Encoding", "gzip")
                .body(gzip(document))
                .post("/epcis/capture"));
        assertThat(Caller.auditor()
                        .get("/api/v1/sources/" + job.getLong("records[0].index"))
                        .asByteArray())
                .isEqualTo(document);
        finished(Caller.recorder()
                .contentType("application/json")
                .header("Content-Encoding", "GZIP")
                .body(gzip(Events.document(Events.member(Events.newId(), Events.newEpc()))
                        .getBytes(UTF_8)))
                .post("/epcis/capture"));

        byte[] bomb = gzip(new byte[17 << 20]);
        assertThat(bomb.length).isLessThan(1 << 16);
        for (String path : List.of("/epcis/capture", "/epcis/events")) {
            xml("application/xml")
                    .header("Content-Encoding", "gzip")
                    .body(bomb)
                    .post(path)
                    .then()
                    .statusCode(413)
                    .body("type", is("epcisException:CaptureLimitExceededException"));
            xml("application/xml")
                    .header("Content-Encoding", "gzip")
                    .body(document)
                    .post(path)
                    .then()
                    .statusCode(400);
            xml("application/xml")
                    .header("Content-Encoding", "br")
                    .body(document)
                    .post(path)
                    .then()
                    .statusCode(415);
        }
    }

    @Test
    void charset_otherThanTheDocuments_is415() {
        byte[] document = document(event(Events.newId(), Events.newEpc())).getBytes(UTF_8);
        xml("application/xml; charset=iso-8859-1")
                .body(document)
                .post("/epcis/capture")
                .then()
                .statusCode(415);
        xml("application/xml; charset=UTF-8")
                .body(document)
                .post("/epcis/capture")
                .then()
                .statusCode(202);
    }

    @Test
    void hostileXml_isRefusedWithAReason() {
        String good = document(event(Events.newId(), Events.newEpc()));
        for (String bad : List.of(
                "<!DOCTYPE a [<!ENTITY e \"x\">]>" + good,
                "<!DOCTYPE a [<!ENTITY % e SYSTEM \"file:///etc/passwd\"> %e;]>" + good,
                good.replace("K\u00f6ln", "&e;"),
                "<?xml version='1.0' encoding='UTF-7'?>" + good,
                good.substring(0, 200),
                "{}",
                "")) {
            capture(bad).then().statusCode(400).body("errors[0].detail", startsWith("line "));
        }
        capture(good.replace("K\u00f6ln", "<ex:a>".repeat(200) + "</ex:a>".repeat(200)))
                .then()
                .statusCode(413);
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(TestData.path(folder))) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void officialDocuments_areCapturedAndFoundByEachIdentifier() throws Exception {
        int documents = 0;
        for (Path file : Stream.concat(files("gs1-epcis/xml").stream(), files("epcis-1.2").stream())
                .toList()) {
            byte[] document = Files.readAllBytes(file);
            String text = new String(document, UTF_8);
            if (!text.contains("eventTime>")) {
                continue; // master data, and the bodies of capture jobs
            }
            JsonPath job = finished(xml("application/xml")
                    .header("GS1-Capture-Error-Behaviour", "proceed")
                    .body(document)
                    .post("/epcis/capture"));
            boolean whole = !file.endsWith("SensorDataExamples.xml");
            assertThat(job.getBoolean("success"))
                    .as(file + " " + job.getList("errors"))
                    .isEqualTo(whole);
            documents++;
            Set<String> epcs = new TreeSet<>();
            EPC.matcher(text).results().forEach(found -> epcs.add(found.group(1)));
            for (String epc : epcs) {
                assertThat(Caller.reader()
                                .queryParam("MATCH_anyEPC", epc)
                                .get("/epcis/events")
                                .<List<Object>>path("epcisBody.queryResults.resultsBody.eventList"))
                        .as(file + " " + epc)
                        .isNotEmpty();
                saysTheSameInBothBindings("MATCH_anyEPC", epc);
            }
        }
        assertThat(documents).isGreaterThan(30);
    }

    /** The answer in XML, read, is what the answer in JSON comes to, written and read. */
    private static void saysTheSameInBothBindings(String parameter, String value) throws IOException {
        byte[] json = Caller.reader()
                .queryParam(parameter, value)
                .get("/epcis/events")
                .asByteArray();
        Response xml = Caller.reader()
                .accept("text/html;q=0.9,application/xml,application/json;q=0.1")
                .queryParam(parameter, value)
                .get("/epcis/events");
        assertThat(xml.statusCode()).as(xml.body().asString()).isEqualTo(200);
        assertThat(xml.header("Content-Type")).isEqualTo("application/xml;charset=UTF-8");
        assertThat(events(xml.asByteArray()))
                .isEqualTo(events(EpcisXmlWriter.of(json, DocumentLimits.DEFAULT, CbvSpelling.AS_IT_CAME)));
    }

    private static JsonNode events(byte[] xml) throws IOException {
        return new ObjectMapper()
                .readTree(EpcisXmlDocument.read(xml, DocumentLimits.DEFAULT).toJson())
                .at("/epcisBody/queryResults/resultsBody/eventList");
    }

    @Test
    void events_areAnsweredInTheFormAskedFor() throws Exception {
        String id = Events.newId();
        finished(Caller.recorder()
                .contentType("application/json")
                .body(Events.document(Events.member(id, Events.newEpc())))
                .post("/epcis/capture"));
        Caller.reader()
                .get("/epcis/events/{id}", id)
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("application/json"))
                .header("Vary", is("Accept"));
        for (String type : List.of("application/xml", "text/xml")) {
            Response xml = Caller.reader()
                    .accept(type)
                    .header("GS1-CBV-XML-Format", "Always_Web_URI")
                    .get("/epcis/events/{id}", id);
            xml.then()
                    .statusCode(200)
                    .header("Content-Type", is(type + ";charset=UTF-8"))
                    .header("GS1-CBV-XML-Format", is("Always_Web_URI"));
            assertThat(xml.body().asString()).contains("<bizStep>https://ref.gs1.org/cbv/BizStep-shipping</bizStep>");
        }
        saysTheSameInBothBindings("EQ_eventID", id);
        Caller.reader()
                .accept("application/xml")
                .header("GS1-CBV-XML-Format", "Sometimes")
                .get("/epcis/events/{id}", id)
                .then()
                .statusCode(406);
        Caller.reader().accept("text/csv").get("/epcis/events/{id}", id).then().statusCode(406);
    }

    @Test
    void events_withWhatXmlHasNoPlaceFor_are406InXmlAlone() throws Exception {
        String id = Events.newId();
        finished(Caller.recorder()
                .contentType("application/json")
                .body(Events.document(
                        Events.member(id, Events.newEpc()).replace("\"action\"", "\"cbvmda:a\":[[1]],\"action\"")))
                .post("/epcis/capture"));
        Caller.reader().get("/epcis/events/{id}", id).then().statusCode(200);
        Caller.reader()
                .accept("application/xml")
                .get("/epcis/events/{id}", id)
                .then()
                .statusCode(406)
                .body("detail", startsWith("the event " + id));
    }

    @Test
    void invalidDocuments_areAllRefusedWithALine() throws Exception {
        List<Path> files = files("epcis-invalid/xml/capture");
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            Response refused = capture(Files.readAllBytes(file));
            assertThat(refused.statusCode()).as(file.toString()).isEqualTo(400);
            assertThat(refused.<List<String>>path("errors.detail"))
                    .as(file.toString())
                    .isNotEmpty()
                    .allMatch(detail -> detail.startsWith("line "));
        }
    }
}
