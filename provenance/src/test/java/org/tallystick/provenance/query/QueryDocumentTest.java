package org.tallystick.provenance.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.EventRecord;

class QueryDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EpcisSchema SCHEMA = EpcisSchema.load();
    private static final Instant RECORD_TIME = Instant.parse("2026-04-01T00:00:00.123Z");

    private static FoundEvent found(String record) {
        return new FoundEvent(new RecordAddress(0, 0), RECORD_TIME, record.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] document(List<FoundEvent> events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        QueryDocument.write(out, "a \"named\" query", Optional.of("sub-1"), RECORD_TIME, events);
        return out.toByteArray();
    }

    private static void assertValid(byte[] document) {
        EpcisDocument read = EpcisDocument.read(document, DocumentLimits.DEFAULT);
        assertThat(read.kind()).isEqualTo(EpcisDocument.Kind.QUERY_DOCUMENT);
        assertThat(SCHEMA.checkEnvelope(read)).isEmpty();
        for (int i = 0; i < read.eventCount(); i++) {
            assertThat(SCHEMA.checkEvent(read, i)).isEmpty();
        }
    }

    @Test
    void event_withoutRecordTime_getsItInFront() {
        String record = "{\"@context\":[\"x:y\"],\"type\":\"ObjectEvent\" }";

        assertThat(QueryDocument.event(found(record)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"recordTime\":\"2026-04-01T00:00:00.123Z\"," + record.substring(1));
    }

    @Test
    void event_withRecordTime_getsItReplaced() {
        for (String came : List.of("\"2005-01-01T00:00:00Z\"", "null", "17.50", "{\"a\":[1]}", "\"ü\\\"}\"")) {
            for (String name : List.of("recordTime", "record\\u0054ime")) {
                assertThat(QueryDocument.event(found(
                                "{\"@context\":\"x:ä\", \"" + name + "\" : " + came + " ,\"a\":{\"recordTime\":1}}")))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("{\"@context\":\"x:ä\", \"" + name + "\" : \"2026-04-01T00:00:00.123Z\" ,"
                                + "\"a\":{\"recordTime\":1}}");
            }
        }
    }

    @Test
    void event_recordTimeInsideAnother_isNotTaken() {
        String record = "{\"@context\":\"x:y\",\"a\":{\"recordTime\":\"mine\"},\"b\":[{\"recordTime\":1}]}";

        assertThat(QueryDocument.event(found(record)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"recordTime\":\"2026-04-01T00:00:00.123Z\"," + record.substring(1));
    }

    @Test
    void write_noEvents_isAValidDocument() throws IOException {
        byte[] document = document(List.of());

        assertValid(document);
        JsonNode results = JSON.readTree(document).at("/epcisBody/queryResults");
        assertThat(results.get("queryName").asText()).isEqualTo("a \"named\" query");
        assertThat(results.get("subscriptionID").asText()).isEqualTo("sub-1");
        assertThat(results.at("/resultsBody/eventList")).isEmpty();
    }

    @Test
    void write_officialExamples_isValidAndSaysWhatTheRecordsSay() throws IOException {
        EventIdSecret secret = new EventIdSecret(new byte[32]);
        List<FoundEvent> events = new ArrayList<>();
        for (EpcisFiles.EpcisFile file : EpcisFiles.official()) {
            for (EventRecord record :
                    EpcisDocument.read(file.bytes(), DocumentLimits.DEFAULT).records(secret)) {
                events.add(new FoundEvent(new RecordAddress(0, 0), RECORD_TIME, record.bytes()));
            }
        }
        byte[] document = document(events);

        assertValid(document);
        JsonNode list = JSON.readTree(document).at("/epcisBody/queryResults/resultsBody/eventList");
        assertThat(list).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            ObjectNode expected = (ObjectNode) JSON.readTree(events.get(i).record());
            expected.put("recordTime", RECORD_TIME.toString());
            assertThat(list.get(i)).isEqualTo(expected);
            byte[] record = events.get(i).record();
            byte[] written = QueryDocument.event(events.get(i));
            assertThat(Arrays.equals(
                            record,
                            record.length - 1 - 40,
                            record.length,
                            written,
                            written.length - 41,
                            written.length))
                    .as("the record's own bytes to the end")
                    .isTrue();
        }
    }
}
