package org.tallystick.provenance.correction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.capture.CaptureResult;
import org.tallystick.provenance.capture.CapturedEvent;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.form.InvalidFormException;

class CorrectionDocumentTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final CaptureReader READER =
            new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32]));

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-24T09:00:00Z");
    private static final String EVENT = "\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-24T08:00:00Z\","
            + "\"eventTimeZoneOffset\":\"+01:00\",\"action\":\"OBSERVE\",\"epcList\":[\"https://id.gs1.org/00/195212340000000171\"]";
    private static final String RECORD =
            "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\",{\"ex\":\"http://ex.example/\"}],"
                    + "\"eventID\":\"urn:uuid:00000000-0000-8000-8000-000000000001\", " + EVENT
                    + ",\n \"ex:note\" : \"}\" \n}";

    private static EventRecord record(String text) {
        return EventRecord.of(text.getBytes(UTF_8));
    }

    private static Correction correction(String more) {
        return Correction.parse(("{\"reason\":\"incorrect_data\"" + more + "}").getBytes(UTF_8));
    }

    private static CaptureResult read(byte[] document) {
        return READER.readDocument(document, CaptureErrorBehaviour.ROLLBACK);
    }

    private static List<CapturedEvent> events(byte[] document) {
        CaptureResult result = read(document);
        assertThat(result.faults()).isEmpty();
        return result.events();
    }

    /** As a caller does it: read for the eventIDs, then written with them. */
    private static List<CapturedEvent> declare(CorrectionDocument document) {
        List<EventFacts> corrective = correctiveFacts(document);
        document.check(corrective);
        return events(document.declaring(
                NOW, corrective.stream().map(EventFacts::eventID).toList()));
    }

    private static List<EventFacts> correctiveFacts(CorrectionDocument document) {
        List<CapturedEvent> asIs = events(document.withoutDeclaration());
        return asIs.subList(1, asIs.size()).stream().map(CapturedEvent::facts).toList();
    }

    private static String text(CapturedEvent event) {
        return new String(event.record().bytes(), UTF_8);
    }

    @Test
    void declaring_record_isTheRecordWithOneMemberMore() {
        List<CapturedEvent> events = declare(new CorrectionDocument(record(RECORD), correction("")));

        assertThat(events).hasSize(1);
        assertThat(text(events.getFirst()))
                .isEqualTo(RECORD.substring(0, RECORD.length() - 3)
                        + ",\"errorDeclaration\":{\"declarationTime\":\"2026-11-24T09:00:00Z\",\"reason\":\"incorrect_data\"}"
                        + " \n}");
        EventFacts facts = events.getFirst().facts();
        assertThat(facts.eventID()).isEqualTo("urn:uuid:00000000-0000-8000-8000-000000000001");
        EventFacts.ErrorDeclaration declaration = facts.errorDeclaration();
        assertThat(declaration).isNotNull();
        assertThat(declaration.declarationTime()).isEqualTo(Instant.parse("2026-11-24T09:00:00Z"));
        assertThat(declaration.correctiveEventIDs()).isEmpty();
    }

    @Test
    void declaring_correctiveEventWithoutIdAndContext_hasAnIdThatTheDeclarationNamesAndTheRecordsContext() {
        List<CapturedEvent> events = declare(new CorrectionDocument(
                record(RECORD), correction(",\"correctiveEvents\":[{" + EVENT + ",\"ex:note\":\"b\"}]")));

        assertThat(events).hasSize(2);
        String corrective = events.get(1).facts().eventID();
        assertThat(corrective).startsWith("urn:uuid:");
        EventFacts.ErrorDeclaration declaration = events.get(0).facts().errorDeclaration();
        assertThat(declaration).isNotNull();
        assertThat(declaration.correctiveEventIDs()).containsExactly(corrective);
        assertThat(text(events.get(1)))
                .isEqualTo("{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\","
                        + "{\"ex\":\"http://ex.example/\"}],\"eventID\":\"" + corrective + "\"," + EVENT
                        + ",\"ex:note\":\"b\"}");
    }

    @Test
    void declaring_twice_givesTheSameOctets() {
        CorrectionDocument document = new CorrectionDocument(record(RECORD), correction(""));
        assertThat(document.declaring(NOW, List.of()))
                .isEqualTo(new CorrectionDocument(record(RECORD), correction("")).declaring(NOW, List.of()))
                .isNotEqualTo(document.declaring(NOW.plusSeconds(1), List.of()));
    }

    @Test
    void declaring_contextLastAndStringContext_isFoundAllTheSame() {
        String record = "{\"eventID\":\"urn:uuid:00000000-0000-8000-8000-000000000001\"," + EVENT
                + ",\"@context\":\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"}";
        List<CapturedEvent> events = declare(new CorrectionDocument(record(record), correction("")));

        assertThat(text(events.getFirst()))
                .startsWith(record.substring(0, record.length() - 1) + ",\"errorDeclaration\":{");
    }

    @Test
    void declaring_wrongNumberOfIds_isAMistakeOfTheCaller() {
        CorrectionDocument document = new CorrectionDocument(record(RECORD), correction(""));
        assertThatThrownBy(() -> document.declaring(NOW, List.of("urn:a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_errorDeclaration_isRefused() {
        String declaration = RECORD.replace(
                "\"ex:note\"", "\"errorDeclaration\":{\"declarationTime\":\"2026-11-24T08:30:00Z\"},\"ex:note\"");
        assertThatThrownBy(() -> new CorrectionDocument(record(declaration), correction("")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> checked(String correctiveEvents) {
        CorrectionDocument document =
                new CorrectionDocument(record(RECORD), correction(",\"correctiveEvents\":[" + correctiveEvents + "]"));
        List<EventFacts> facts = correctiveFacts(document);
        return catchThrowableOfType(InvalidFormException.class, () -> document.check(facts)).faults().stream()
                .map(Fault::pointer)
                .toList();
    }

    @Test
    void check_correctiveEventsThatCorrectNothing_areRefusedAtTheirPlace() {
        assertThat(checked("{\"eventID\":\"urn:uuid:00000000-0000-8000-8000-000000000001\"," + EVENT + "}"))
                .containsExactly("/correctiveEvents/0/eventID");
        assertThat(checked("{" + EVENT + "},{" + EVENT
                        + ",\"errorDeclaration\":{\"declarationTime\":\"2026-11-24T08:30:00Z\"}}"))
                .containsExactly("/correctiveEvents/1/errorDeclaration");
        assertThat(checked("{\"eventID\":\"urn:a:b\"," + EVENT + "},{\"eventID\":\"urn:a:b\"," + EVENT
                        + ",\"ex:note\":\"b\"}"))
                .containsExactly("/correctiveEvents/1/eventID");
    }

    @Test
    void inForm_faultOfACorrectiveEvent_isWhereTheCallerWroteIt() {
        CorrectionDocument document = new CorrectionDocument(
                record(RECORD),
                correction(",\"correctiveEvents\":[{" + EVENT + "},{" + EVENT.replace("OBSERVE", "LOOK") + "}]"));
        CaptureResult result = read(document.withoutDeclaration());

        assertThat(result.events()).isEmpty();
        assertThat(result.faults())
                .extracting(fault -> CorrectionDocument.inForm(fault.fault().pointer()))
                .containsExactly("/correctiveEvents/1/action");
    }

    @Test
    void inForm_otherPlaces_areTheFormsOwnOrAllOfIt() {
        assertThat(CorrectionDocument.inForm("/epcisBody/eventList/0/errorDeclaration/declarationTime"))
                .isEqualTo("/declarationTime");
        assertThat(CorrectionDocument.inForm("/epcisBody/eventList/0/action")).isEmpty();
        assertThat(CorrectionDocument.inForm("/creationDate")).isEmpty();
        assertThat(CorrectionDocument.inForm("/epcisBody/eventList/3")).isEqualTo("/correctiveEvents/2");
    }

    /** GS1's own pair, made again from the event as it was before it was declared wrong and the event that corrects it. */
    @Test
    void declaring_officialExample_comesToTheOfficialPair() throws IOException {
        JsonNode official = MAPPER.readTree(
                EpcisFiles.testData("gs1-epcis/json/WithErrorDeclaration", "ErrorDeclarationAndCorrectiveEvent.jsonld")
                        .getFirst()
                        .bytes());
        ObjectNode declared =
                official.path("epcisBody").path("eventList").path(0).deepCopy();
        JsonNode corrective = official.path("epcisBody").path("eventList").path(1);
        ObjectNode declaration = (ObjectNode) declared.remove("errorDeclaration");
        ObjectNode document = official.deepCopy();
        ((ObjectNode) document.path("epcisBody")).putArray("eventList").add(declared);
        EventRecord wrong =
                events(MAPPER.writeValueAsBytes(document)).getFirst().record();
        CorrectionDocument correction = new CorrectionDocument(
                wrong,
                Correction.parse(
                        ("{\"reason\":\"incorrect_data\",\"correctiveEvents\":[" + corrective + "]}").getBytes(UTF_8)));

        List<String> ids = new ArrayList<>();
        correctiveFacts(correction).forEach(facts -> ids.add(facts.eventID()));
        JsonNode made = MAPPER.readTree(correction.declaring(OffsetDateTime.parse("2020-01-15T00:00:00+01:00"), ids));

        declaration.remove("example:vendorExtension"); // of the vendor's own
        declared.set("errorDeclaration", declaration);
        ObjectNode first = made.path("epcisBody").path("eventList").path(0).deepCopy();
        assertThat(first.remove("@context")).isEqualTo(official.path("@context"));
        assertThat(first).isEqualTo(declared);
        assertThat(made.path("epcisBody").path("eventList").path(1)).isEqualTo(corrective);
        assertThat(made.path("@context")).isEqualTo(official.path("@context"));
    }

    /** Every event of every official example can be declared wrong by its own record. */
    @Test
    void declaring_eachOfficialEvent_passesTheSchemaAndKeepsItsOctets() {
        int declared = 0;
        for (EpcisFiles.EpcisFile file : EpcisFiles.official()) {
            for (CapturedEvent event : events(file.bytes())) {
                if (event.facts().errorDeclaration() != null) {
                    continue;
                }
                List<CapturedEvent> made = declare(new CorrectionDocument(event.record(), correction("")));
                String before = text(event);
                String after = text(made.getFirst());
                int at = after.lastIndexOf(",\"errorDeclaration\":{");
                int end = after.indexOf('}', at) + 1;
                assertThat(after.substring(0, at) + after.substring(end))
                        .as(file.name())
                        .isEqualTo(before);
                assertThat(made.getFirst().facts().eventID())
                        .isEqualTo(event.facts().eventID());
                declared++;
            }
        }
        assertThat(declared).isEqualTo(47);
    }
}
