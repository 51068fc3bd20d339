package org.tallystick.provenance.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes an EPCISQueryDocument (EPCIS 2.0, section 8.2) out of record bytes.
 *
 * <pre>
 * {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
 *  "type":"EPCISQueryDocument","schemaVersion":"2.0","creationDate":"…",
 *  "epcisBody":{"queryResults":{"queryName":"SimpleEventQuery","resultsBody":{"eventList":[
 *    {"recordTime":"2026-11-24T07:30:00.123Z","@context":…, the record's own bytes
 * ]}}}}
 * </pre>
 *
 * <p><b>One @context each.</b> Events of one answer were written under different contexts, and a prefix may mean one thing in
 * the first and another in the second. So each event keeps the one of its record, which the schema allows, and the
 * document's is only the standard's own: what it says is said again by every event, and JSON-LD lets a term be defined
 * again.
 *
 * <p>Nothing is parsed and written anew: recordTime is put in front, or in place of the value that came, and all other bytes
 * are the record's. So a number keeps its digits, and a member that this release does not know is there.
 */
public final class QueryDocument {
    /** The name of the query that every repository has. */
    public static final String SIMPLE_EVENT_QUERY = "SimpleEventQuery";

    private static final JsonFactory JSON = new JsonFactory();

    private QueryDocument() {}

    /**
     * Writes the document as UTF-8.
     *
     * @param queryName of the named query, or {@link #SIMPLE_EVENT_QUERY}
     * @param subscriptionID where the answer goes to a subscriber
     */
    public static void write(
            OutputStream out,
            String queryName,
            Optional<String> subscriptionID,
            Instant creationDate,
            List<FoundEvent> events)
            throws IOException {
        write(
                out,
                "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"],"
                        + "\"type\":\"EPCISQueryDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":\""
                        + creationDate
                        + "\",\"epcisBody\":{\"queryResults\":{");
        if (subscriptionID.isPresent()) {
            write(out, "\"subscriptionID\":" + quoted(subscriptionID.get()) + ",");
        }
        write(out, "\"queryName\":" + quoted(queryName) + ",\"resultsBody\":{\"eventList\":[");
        boolean first = true;
        for (FoundEvent event : events) {
            if (!first) {
                out.write(',');
            }
            writeEvent(out, event);
            first = false;
        }
        write(out, "]}}}}");
    }

    /** The event with its recordTime: the record's bytes but for that member. */
    public static byte[] event(FoundEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(event.record().length + 48);
        try {
            writeEvent(out, event);
        } catch (IOException e) {
            throw new IllegalStateException("writing to an array does no I/O", e);
        }
        return out.toByteArray();
    }

    private static void writeEvent(OutputStream out, FoundEvent event) throws IOException {
        byte[] record = event.record();
        String recordTime = '"' + event.recordTime().toString() + '"';
        try (JsonParser parser = JSON.createParser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalStateException("the record at " + event.address() + " is no object");
            }
            int body = (int) parser.currentLocation().getByteOffset();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isRecordTime = parser.currentName().equals("recordTime");
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                if (isRecordTime) {
                    parser.finishToken();
                    int end = (int) parser.currentLocation().getByteOffset();
                    out.write(record, 0, start);
                    write(out, recordTime);
                    out.write(record, end, record.length - end);
                    return;
                }
            }
            write(out, "{\"recordTime\":" + recordTime + ",");
            out.write(record, body, record.length - body);
        }
    }

    private static String quoted(String text) {
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        return '"' + new String(escaped, StandardCharsets.UTF_8) + '"';
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
