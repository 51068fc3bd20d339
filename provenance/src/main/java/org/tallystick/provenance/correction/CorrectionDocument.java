package org.tallystick.provenance.correction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.form.InvalidFormException;

/**
 * A record and what is said of it, as one EPCIS document, so that declaration and corrective events are registered whole or
 * not at all.
 *
 * <pre>
 * {"@context":[…],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"…","epcisBody":{"eventList":[
 *   {"@context":[…],"eventID":"urn:uuid:374d…","type":"TransformationEvent",…,"errorDeclaration":{"declarationTime":"…",…}},
 *   {"type":"TransformationEvent",…}]}}
 * </pre>
 *
 * <p>The declaration is the record itself, octet for octet, with {@code errorDeclaration} as one more member before its
 * last brace: whoever compares the two sees that nothing else was touched. The document's context is the record's, so that
 * the record, which names its own, stands in it unchanged, and a corrective event may use the same words without naming any.
 *
 * <p>It is written twice. The eventIDs that the declaration names may be yet to be generated; the document
 * {@link #withoutDeclaration} holds the same events at the same places, and reading it tells them.
 */
public final class CorrectionDocument {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern IN_LIST = Pattern.compile("/epcisBody/eventList/([0-9]+)(.*)", Pattern.DOTALL);
    private static final String DECLARATION = "/errorDeclaration";

    private final byte[] record;
    private final EventFacts facts;
    private final Correction correction;
    private final byte[] context;
    private final int lastMemberEnd;

    /** @throws IllegalArgumentException if the record is an error declaration, which declares no happening */
    public CorrectionDocument(EventRecord wrong, Correction correction) {
        this.record = wrong.bytes();
        this.facts = wrong.facts();
        this.correction = correction;
        if (facts.errorDeclaration() != null) {
            throw new IllegalArgumentException("an error declaration cannot be declared wrong");
        }
        byte @Nullable [] found = null;
        int end = 0;
        try (JsonParser parser = JSON.createParser(record)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isContext = parser.currentName().equals("@context");
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                if (isContext) {
                    found = Arrays.copyOfRange(
                            record, start, (int) parser.currentLocation().getByteOffset());
                }
            }
            end = (int) parser.currentTokenLocation().getByteOffset();
        } catch (IOException e) {
            throw new IllegalStateException("a record whose facts were read is no JSON", e);
        }
        if (found == null) {
            throw new IllegalArgumentException("a record without @context");
        }
        while (Character.isWhitespace(record[end - 1])) {
            end--;
        }
        this.context = found;
        this.lastMemberEnd = end;
    }

    /** The record as it stands and the corrective events, to be read and not to be registered. */
    public byte[] withoutDeclaration() {
        return document(record, facts.eventTime().toString());
    }

    /**
     * What is to be registered; the same octets whenever it is asked for the same time.
     *
     * @param correctiveEventIDs those of the corrective events, in their order
     */
    public byte[] declaring(OffsetDateTime time, List<String> correctiveEventIDs) {
        if (correctiveEventIDs.size() != correction.correctiveEvents().size()) {
            throw new IllegalArgumentException("%d eventIDs of %d events"
                    .formatted(
                            correctiveEventIDs.size(),
                            correction.correctiveEvents().size()));
        }
        return document(declaration(time, correctiveEventIDs), text(time));
    }

    /** The record of the declaration. */
    byte[] declaration(OffsetDateTime time, List<String> correctiveEventIDs) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream(record.length + 256);
        spliced.write(record, 0, lastMemberEnd);
        spliced.writeBytes(",\"errorDeclaration\":".getBytes(US_ASCII));
        try (JsonGenerator json = JSON.createGenerator(spliced)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("declarationTime", text(time));
            json.writeStringField("reason", correction.reason().toString());
            if (!correctiveEventIDs.isEmpty()) {
                json.writeArrayFieldStart("correctiveEventIDs");
                for (String eventID : correctiveEventIDs) {
                    json.writeString(eventID);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to an array does no I/O", e);
        }
        spliced.write(record, lastMemberEnd, record.length - lastMemberEnd);
        return spliced.toByteArray();
    }

    private byte[] document(byte[] first, String creationDate) {
        ByteArrayOutputStream document = new ByteArrayOutputStream(first.length + context.length + 512);
        document.writeBytes("{\"@context\":".getBytes(US_ASCII));
        document.writeBytes(context);
        document.writeBytes((",\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":\"" + creationDate
                        + "\",\"epcisBody\":{\"eventList\":[")
                .getBytes(US_ASCII));
        document.writeBytes(first);
        for (byte[] event : correction.correctiveEvents()) {
            document.write(',');
            document.writeBytes(event);
        }
        document.writeBytes("]}}".getBytes(US_ASCII));
        return document.toByteArray();
    }

    private static String text(OffsetDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }

    /**
     * Refuses corrective events that correct nothing.
     *
     * @param corrective the facts of each, in their order
     * @throws InvalidFormException with every fault
     */
    public void check(List<EventFacts> corrective) {
        List<Fault> faults = new ArrayList<>();
        List<String> eventIDs = new ArrayList<>();
        for (int i = 0; i < corrective.size(); i++) {
            EventFacts event = corrective.get(i);
            String pointer = "/correctiveEvents/" + i;
            if (event.errorDeclaration() != null) {
                faults.add(new Fault(
                        pointer + DECLARATION, "rule", "a corrective event says what is right; it declares nothing"));
            } else if (event.eventID().equals(facts.eventID())) {
                faults.add(new Fault(
                        pointer + "/eventID",
                        "rule",
                        "is that of the wrong event, and so would be declared wrong with it; leave it out or take a new"
                                + " one"));
            } else if (eventIDs.contains(event.eventID())) {
                faults.add(new Fault(pointer + "/eventID", "rule", "two corrective events have it"));
            }
            eventIDs.add(event.eventID());
        }
        if (!faults.isEmpty()) {
            throw new InvalidFormException(faults);
        }
    }

    /**
     * Where in the form stands what a fault of the document points at: {@code /epcisBody/eventList/1/action} is
     * {@code /correctiveEvents/0/action}. The form as a whole ({@code ""}) where the fault is in the record.
     */
    public static String inForm(String pointer) {
        Matcher inList = IN_LIST.matcher(pointer);
        if (!inList.matches()) {
            return "";
        }
        int place = Integer.parseInt(inList.group(1));
        String rest = inList.group(2);
        if (place > 0) {
            return "/correctiveEvents/" + (place - 1) + rest;
        }
        return rest.startsWith(DECLARATION + '/') ? rest.substring(DECLARATION.length()) : "";
    }
}
