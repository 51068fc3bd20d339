package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An EPCIS 2.0 document in JSON, read once: what stands around the events, and where each event's bytes are.
 *
 * <p>Three things come as a document: an EPCISDocument ({@code epcisBody.eventList}, or {@code epcisBody.event} with a
 * single one), an EPCISQueryDocument (another repository's answer, captured as it is), and a bare event, which must name its
 * own {@code @context}. Members may stand in any order, the context after the events too.
 *
 * <p>Reading demands well-formed, unambiguous JSON ({@link StrictJson}) of the shape above. Whether events and envelope are
 * valid EPCIS is {@link EpcisSchema}'s question, asked event by event, so that one bad event need not fail the others.
 *
 * <p><b>Records.</b> {@link #records} makes the {@link EventRecord} of each event. An event with an {@code @context} of its
 * own is taken as it is where that context stands alone, that is, names everything that the document's context names. Where
 * it only adds to the document's (JSON-LD 1.1, section 4.1), the record would lose names without it, so both are joined in
 * one array, the document's first, and the member leaves its old place; every octet still is one that came.
 */
public final class EpcisDocument {
    /** What kind of document it is. */
    public enum Kind {
        DOCUMENT,
        QUERY_DOCUMENT,
        EVENT
    }

    private static final byte[] NOTHING = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] bytes;
    private final Kind kind;
    private final ObjectNode envelope;
    private final String eventsPointer;
    private final boolean single;
    private final @Nullable Context context;
    private final List<EventSpan> events;

    private EpcisDocument(byte[] bytes, Reader reader) {
        this.bytes = bytes;
        this.kind = reader.kind();
        this.envelope = reader.envelope;
        this.context = kind == Kind.EVENT ? null : reader.context;
        if (kind == Kind.EVENT) {
            this.events = List.of(reader.whole());
            this.eventsPointer = "";
            this.single = true;
        } else {
            this.events = List.copyOf(reader.events);
            this.eventsPointer = reader.eventsPointer;
            this.single = reader.single;
        }
    }

    /**
     * @throws MalformedEpcisException if the bytes are not unambiguous JSON or not the shape of a document
     * @throws LimitExceededException if it is larger than allowed
     */
    public static EpcisDocument read(byte[] document, DocumentLimits limits) {
        if (document.length > limits.documentBytes()) {
            throw new LimitExceededException("a document of %,d octets; at most %,d are taken"
                    .formatted(document.length, limits.documentBytes()));
        }
        byte[] bytes = document.clone();
        StrictJson.checkText(bytes);
        try (JsonParser parser = StrictJson.parser(bytes, 0, bytes.length)) {
            try {
                Reader reader = new Reader(bytes, parser, limits);
                reader.readDocument();
                return new EpcisDocument(bytes, reader);
            } catch (JsonProcessingException e) {
                throw StrictJson.malformed(e, parser);
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading from an array does no I/O", e);
        }
    }

    public Kind kind() {
        return kind;
    }

    public int eventCount() {
        return events.size();
    }

    /** Where the event of that index stands in the document: {@code /epcisBody/eventList/3}. */
    public String pointer(int index) {
        return single ? eventsPointer : eventsPointer + '/' + index;
    }

    /** The document without its events ({@code eventList} is empty), for the schema. */
    JsonNode envelope() {
        return envelope;
    }

    /** One event as a tree, for the schema. */
    JsonNode event(int index) {
        EventSpan span = events.get(index);
        return StrictJson.tree(bytes, span.start(), span.end());
    }

    /**
     * The records of all events, in their order; null for an event of which there can be none (it is no object, or has no
     * member, or no context), which the schema refuses too.
     */
    public List<@Nullable EventRecord> records(EventIdSecret secret) {
        List<@Nullable EventRecord> records = new ArrayList<>(events.size());
        Map<List<ByteBuffer>, Integer> seen = new HashMap<>();
        for (EventSpan span : events) {
            records.add(record(span, secret, seen));
        }
        return records;
    }

    private @Nullable EventRecord record(EventSpan span, EventIdSecret secret, Map<List<ByteBuffer>, Integer> seen) {
        if (span.isEmptyOrNoObject()) {
            return null;
        }
        Context own = span.context();
        byte[] spliced;
        if (own == null) {
            if (context == null) {
                return null;
            }
            spliced = slice(context.start(), context.end());
        } else if (context == null || own.names().coversNamesOf(context.names())) {
            spliced = NOTHING;
        } else {
            spliced = joined(context, own);
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream(spliced.length + span.end() - span.start() + 96);
        record.write('{');
        if (spliced.length > 0) {
            record.writeBytes("\"@context\":".getBytes(StandardCharsets.US_ASCII));
            record.writeBytes(spliced);
            record.write(',');
        }
        if (!span.hasEventId()) {
            ByteBuffer event = ByteBuffer.wrap(bytes, span.start(), span.end() - span.start());
            int ordinal = seen.merge(List.of(ByteBuffer.wrap(spliced), event), 1, Integer::sum) - 1;
            String eventId = secret.eventId(ByteBuffer.wrap(spliced), event, ordinal);
            record.writeBytes(("\"eventID\":\"" + eventId + "\",").getBytes(StandardCharsets.US_ASCII));
        }
        if (own != null && spliced.length > 0) {
            int[] cut = cut(own);
            record.write(bytes, span.start() + 1, cut[0] - span.start() - 1);
            record.write(bytes, cut[1], span.end() - cut[1]);
        } else {
            record.write(bytes, span.start() + 1, span.end() - span.start() - 1);
        }
        return new EventRecord(record.toByteArray());
    }

    /**
     * {@code [a, b]} and {@code [a,{c}]} become {@code [a, b,{c}]}, in the octets that they came in. What the first has is
     * not said again: GS1's schema takes no entry of a context twice, and its own context protects its terms.
     */
    private byte[] joined(Context first, Context second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write('[');
        byte[] firstItems = items(first);
        joined.writeBytes(firstItems);
        boolean empty = firstItems.length == 0;
        Set<JsonNode> said = new HashSet<>(entries(first).keySet());
        for (Map.Entry<JsonNode, byte[]> entry : entries(second).entrySet()) {
            if (said.add(entry.getKey())) {
                if (!empty) {
                    joined.write(',');
                }
                joined.writeBytes(entry.getValue());
                empty = false;
            }
        }
        joined.write(']');
        return joined.toByteArray();
    }

    /** The entries of a context, each with its octets, in their order; of one that is no array, itself. */
    private Map<JsonNode, byte[]> entries(Context context) {
        byte[] value = slice(context.start(), context.end());
        Map<JsonNode, byte[]> entries = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return Map.of(JSON.readTree(value), value);
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int start = (int) parser.currentTokenLocation().getByteOffset();
                JsonNode entry = parser.readValueAsTree();
                int end = (int) parser.currentLocation().getByteOffset();
                entries.putIfAbsent(entry, Arrays.copyOfRange(value, start, end));
            }
            return entries;
        } catch (IOException e) {
            throw new IllegalStateException("a context that was read is no JSON", e);
        }
    }

    private byte[] items(Context value) {
        if (bytes[value.start()] != '[') {
            return slice(value.start(), value.end());
        }
        int start = value.start() + 1;
        int end = value.end() - 1;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        while (start < end && isSpace(bytes[end - 1])) {
            end--;
        }
        return slice(start, end);
    }

    /** The octets that go when the member leaves the event: with the comma after it, or as the last one, before it. */
    private int[] cut(Context member) {
        int end = member.end();
        while (isSpace(bytes[end])) {
            end++;
        }
        if (bytes[end] == ',') {
            return new int[] {member.nameStart(), end + 1};
        }
        int start = member.nameStart();
        while (isSpace(bytes[start - 1])) {
            start--;
        }
        return new int[] {bytes[start - 1] == ',' ? start - 1 : start, member.end()};
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private byte[] slice(int start, int end) {
        byte[] slice = new byte[end - start];
        System.arraycopy(bytes, start, slice, 0, slice.length);
        return slice;
    }

    /** A member {@code @context}: where its name begins, where its value begins and ends, and what it names. */
    private record Context(int nameStart, int start, int end, JsonLdContext names) {}

    /** Where an event's octets are, from its brace to its brace, and what its record needs to know of them. */
    private record EventSpan(
            int start,
            int end,
            boolean isEmptyOrNoObject,
            boolean hasEventId,
            @Nullable Context context) {}

    /** One pass over the tokens. */
    private static final class Reader {
        private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

        private final byte[] bytes;
        private final JsonParser parser;
        private final DocumentLimits limits;
        private final ObjectNode envelope = NODES.objectNode();
        private final List<EventSpan> events = new ArrayList<>();
        private @Nullable Context context;
        private String eventsPointer = "/epcisBody/eventList";
        private boolean eventsFound;
        private boolean single;
        private @Nullable Kind kind;
        private int start;
        private int end;

        Reader(byte[] bytes, JsonParser parser, DocumentLimits limits) {
            this.bytes = bytes;
            this.parser = parser;
            this.limits = limits;
        }

        void readDocument() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedEpcisException("", "not a JSON object");
            }
            start = tokenStart();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                int nameStart = tokenStart();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "@context" -> {
                        context = readContext(nameStart);
                        envelope.set(name, StrictJson.tree(bytes, context.start(), context.end()));
                    }
                    case "epcisBody" ->
                        envelope.set(name, value == JsonToken.START_OBJECT ? readBody("/epcisBody") : tree());
                    default -> envelope.set(name, tree());
                }
            }
            end = tokenEnd();
            if (parser.nextToken() != null) {
                throw new MalformedEpcisException("", "something follows the document's end");
            }
            kind = kind();
        }

        Kind kind() {
            if (kind != null) {
                return kind;
            }
            JsonNode type = envelope.path("type");
            return switch (type.asText()) {
                case "EPCISDocument" -> Kind.DOCUMENT;
                case "EPCISQueryDocument" -> Kind.QUERY_DOCUMENT;
                default -> {
                    if (envelope.has("epcisBody")) {
                        throw new MalformedEpcisException(
                                "/type", "must be EPCISDocument or EPCISQueryDocument, is " + type);
                    }
                    yield Kind.EVENT;
                }
            };
        }

        /** The document as one event. */
        EventSpan whole() {
            checkSize(start, end);
            return new EventSpan(start, end, envelope.isEmpty(), envelope.has("eventID"), context);
        }

        /** {@code epcisBody}, {@code queryResults} or {@code resultsBody}: the objects on the way to the events. */
        private ObjectNode readBody(String pointer) throws IOException {
            ObjectNode body = NODES.objectNode();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                String path = pointer + '/' + name;
                boolean onTheWay =
                        path.equals("/epcisBody/queryResults") || path.equals("/epcisBody/queryResults/resultsBody");
                boolean mayHoldEvents =
                        pointer.equals("/epcisBody") || pointer.equals("/epcisBody/queryResults/resultsBody");
                if (onTheWay && value == JsonToken.START_OBJECT) {
                    body.set(name, readBody(path));
                } else if (mayHoldEvents && name.equals("eventList") && value == JsonToken.START_ARRAY) {
                    checkFirst(path);
                    eventsPointer = path;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        events.add(readEvent());
                    }
                    body.putArray(name);
                } else if (path.equals("/epcisBody/event") && value == JsonToken.START_OBJECT) {
                    checkFirst(path);
                    eventsPointer = path;
                    single = true;
                    events.add(readEvent());
                    body.putArray("eventList"); // what the schema knows it by
                } else {
                    body.set(name, tree());
                }
            }
            return body;
        }

        private void checkFirst(String path) {
            if (eventsFound) {
                throw new MalformedEpcisException(path, "a second list of events; the first is " + eventsPointer);
            }
            eventsFound = true;
        }

        private EventSpan readEvent() throws IOException {
            if (events.size() == limits.events()) {
                throw new LimitExceededException("more than %,d events".formatted(limits.events()));
            }
            int eventStart = tokenStart();
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                StrictJson.skip(parser);
                return new EventSpan(eventStart, tokenEnd(), true, false, null);
            }
            boolean empty = true;
            boolean hasEventId = false;
            Context own = null;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                empty = false;
                String name = parser.currentName();
                int nameStart = tokenStart();
                parser.nextToken();
                if (name.equals("@context")) {
                    own = readContext(nameStart);
                } else {
                    hasEventId |= name.equals("eventID");
                    StrictJson.skip(parser);
                }
            }
            int eventEnd = tokenEnd();
            checkSize(eventStart, eventEnd);
            return new EventSpan(eventStart, eventEnd, empty, hasEventId, own);
        }

        private void checkSize(int eventStart, int eventEnd) {
            if (eventEnd - eventStart > limits.eventBytes()) {
                throw new LimitExceededException("event %d has %,d octets; at most %,d are taken"
                        .formatted(events.size(), eventEnd - eventStart, limits.eventBytes()));
            }
        }

        private Context readContext(int nameStart) throws IOException {
            int valueStart = tokenStart();
            JsonLdContext names = JsonLdContext.read(parser);
            return new Context(nameStart, valueStart, tokenEnd(), names);
        }

        private JsonNode tree() throws IOException {
            int valueStart = tokenStart();
            StrictJson.skip(parser);
            return StrictJson.tree(bytes, valueStart, tokenEnd());
        }

        private int tokenStart() {
            return (int) parser.currentTokenLocation().getByteOffset();
        }

        /** The octet after the current token; a string is read lazily, so it must be finished first. */
        private int tokenEnd() throws IOException {
            parser.finishToken();
            return (int) parser.currentLocation().getByteOffset();
        }
    }
}
