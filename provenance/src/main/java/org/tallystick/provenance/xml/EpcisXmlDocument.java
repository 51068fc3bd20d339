package org.tallystick.provenance.xml;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.LimitExceededException;

/**
 * An EPCIS document in XML, 2.0 or 1.2, read into the JSON of EPCIS 2.0.
 *
 * <p><b>One way in.</b> XML is read into the JSON that a client could have sent, and that JSON goes the way of every other:
 * {@link #toJson()} is what {@code EpcisDocument} reads, and the schema, the records, the facts and the queries know of no
 * second binding. Events keep the document's order, and {@link XmlEvent#line(String)} finds the line for what the schema
 * says of a JSON Pointer.
 *
 * <p><b>The same event is the same JSON.</b> Each event has an {@code @context} of its own with the prefixes that it uses
 * ({@link Namespaces}), so that its JSON does not depend on what else stands in the document. Values are kept as they were
 * written: identifiers in their spelling, times with their zone, decimals with their zeros. Only what the JSON binding writes
 * otherwise is rewritten: terms of CBV as bare words, {@code gs1:} measurement types as bare words, extension wrappers of 1.2
 * ({@code baseExtension}, {@code extension}) opened, attributes of sensors as members.
 *
 * <p><b>Nothing is lost in silence.</b> An element or attribute that has no place in JSON is a fault of its event. The
 * document itself is kept by whoever calls, octet for octet.
 *
 * <p><b>What is not trusted.</b> {@link XmlText} decides the encoding and takes a DOCTYPE out, {@link ElementReader} bounds
 * depth, attributes and the size of an event, and here the events and their octets together are counted: JSON is longer than
 * its XML where prefixes stand for long namespaces. One event's tree is held at a time.
 *
 * <p>Beside EPCISDocument and EPCISQueryDocument, an EPCISMasterDataDocument is read as a document without events, and an
 * event's element alone as a single event. The standard business document header gives sender, receiver and instance
 * identifier.
 */
public final class EpcisXmlDocument {
    /** What kind of document it is. */
    public enum Kind {
        DOCUMENT,
        QUERY_DOCUMENT,
        EVENT
    }

    private static final Set<String> BODY_WRAPPERS = Set.of("extension");

    private final DocumentLimits limits;
    private final Optional<EventIdSecret> secret;
    private final ElementReader reader;
    private final List<XmlEvent> events = new ArrayList<>();
    /** How often each event without an eventID has come. */
    private final Map<XmlOrigin, Integer> unnamed = new HashMap<>();

    private final ObjectNode envelope = JsonText.FACTORY.objectNode();
    private final ObjectNode queryResults = JsonText.FACTORY.objectNode();
    private final Namespaces namespaces = new Namespaces();
    private Kind kind = Kind.DOCUMENT;
    private int line = 1;
    private long octets;

    private EpcisXmlDocument(DocumentLimits limits, Optional<EventIdSecret> secret, ElementReader reader) {
        this.limits = limits;
        this.secret = secret;
        this.reader = reader;
    }

    /**
     * @throws MalformedXmlException if the bytes are not well-formed XML, or no document of EPCIS
     * @throws LimitExceededException if it is larger than allowed
     */
    public static EpcisXmlDocument read(byte[] document, DocumentLimits limits) {
        return read(document, limits, Optional.empty());
    }

    /**
     * Reads it, and names the events that have no eventID: see {@link XmlOrigin}.
     *
     * @throws MalformedXmlException if the bytes are not well-formed XML, or no document of EPCIS
     * @throws LimitExceededException if it is larger than allowed
     */
    public static EpcisXmlDocument read(byte[] document, DocumentLimits limits, EventIdSecret secret) {
        return read(document, limits, Optional.of(secret));
    }

    private static EpcisXmlDocument read(byte[] document, DocumentLimits limits, Optional<EventIdSecret> secret) {
        if (document.length > limits.documentBytes()) {
            throw new LimitExceededException("a document of %,d octets; at most %,d are taken"
                    .formatted(document.length, limits.documentBytes()));
        }
        String text = XmlText.of(document);
        EpcisXmlDocument read = new EpcisXmlDocument(limits, secret, new ElementReader(text));
        read.readRoot();
        return read;
    }

    /**
     * How the document says that it is encoded; UTF-16 is what has a byte order mark.
     *
     * @throws MalformedXmlException if that is not read here
     */
    public static Charset encoding(byte[] document) {
        return XmlText.encoding(document);
    }

    public Kind kind() {
        return kind;
    }

    /** Where the root's start tag ends, from 1. */
    public int line() {
        return line;
    }

    public List<XmlEvent> events() {
        return List.copyOf(events);
    }

    /** The document in JSON: an EPCISDocument, an EPCISQueryDocument, or a bare event. */
    public byte[] toJson() {
        if (kind == Kind.EVENT) {
            return events.getFirst().json();
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        byte[] head = JsonText.of(envelope);
        json.write(head, 0, head.length - 1);
        json.writeBytes(ascii(",\"epcisBody\":{"));
        if (kind == Kind.QUERY_DOCUMENT) {
            byte[] results = JsonText.of(queryResults);
            json.writeBytes(ascii("\"queryResults\":"));
            json.write(results, 0, results.length - 1);
            json.writeBytes(ascii(results.length > 2 ? ",\"resultsBody\":{" : "\"resultsBody\":{"));
        }
        json.writeBytes(ascii("\"eventList\":["));
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                json.write(',');
            }
            json.writeBytes(events.get(i).octets());
        }
        json.writeBytes(ascii(kind == Kind.QUERY_DOCUMENT ? "]}}}}" : "]}}"));
        return json.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void readRoot() {
        if (!reader.enter()) {
            throw new MalformedXmlException(reader.line(), "no element");
        }
        line = reader.line();
        String namespace = reader.namespace();
        String name = reader.name();
        boolean ours = Namespaces.isEpcis(namespace);
        if ((ours || namespace.isEmpty()) && EventForm.isEvent(name)) {
            kind = Kind.EVENT;
            addEvent();
            finish();
            return;
        }
        if (!ours) {
            throw new MalformedXmlException(reader.line(), "the root is " + name + " in no namespace of EPCIS");
        }
        switch (name) {
            case "EPCISDocument", "EPCISMasterDataDocument" -> envelope("EPCISDocument");
            case "EPCISQueryDocument" -> {
                kind = Kind.QUERY_DOCUMENT;
                envelope("EPCISQueryDocument");
            }
            default -> throw new MalformedXmlException(reader.line(), name + " is no document of events");
        }
        boolean hasBody = false;
        while (reader.enter()) {
            switch (reader.name()) {
                case "EPCISHeader" -> header(reader.read(limits.documentBytes()));
                case "EPCISBody" -> {
                    hasBody = true;
                    body();
                }
                default -> {
                    if (reader.namespace().isEmpty() || Namespaces.isEpcis(reader.namespace())) {
                        throw unknown("in " + name);
                    }
                    // A company's own, beside the body: about the message, as what it adds to a header.
                    reader.read(limits.documentBytes());
                }
            }
        }
        if (!hasBody) {
            throw new MalformedXmlException(reader.line(), "a document without EPCISBody");
        }
        finish();
    }

    /** The parser reads on to the end, where it finds what follows the root. */
    private void finish() {
        if (reader.enter()) {
            throw unknown("after the root");
        }
    }

    private void envelope(String type) {
        envelope.put("@context", Namespaces.CONTEXT);
        envelope.put("type", type);
        // What is made here is EPCIS 2.0, whatever version it was made of.
        envelope.put("schemaVersion", "2.0");
        String created = reader.attribute("creationDate").strip();
        if (!created.isEmpty()) {
            envelope.put("creationDate", created);
        }
    }

    private MalformedXmlException unknown(String where) {
        return new MalformedXmlException(reader.line(), reader.name() + " is not known " + where);
    }

    private void body() {
        while (reader.enter()) {
            switch (reader.name()) {
                case "EventList" -> eventList();
                case "VocabularyList" -> MasterData.add(reader.read(limits.documentBytes()), namespaces, envelope);
                case "QueryResults" -> {
                    if (kind != Kind.QUERY_DOCUMENT) {
                        throw unknown("in EPCISBody");
                    }
                    queryResults();
                }
                default -> throw unknown("in EPCISBody");
            }
        }
    }

    private void queryResults() {
        while (reader.enter()) {
            switch (reader.name()) {
                case "queryName", "subscriptionID" -> {
                    String name = reader.name();
                    queryResults.put(name, reader.read(limits.eventBytes()).trimmed());
                }
                case "resultsBody" -> {
                    while (reader.enter()) {
                        if (!reader.name().equals("EventList")) {
                            throw unknown("in resultsBody; of a query's answer, events are captured");
                        }
                        eventList();
                    }
                }
                default -> throw unknown("in QueryResults");
            }
        }
    }

    /** Events, and in 1.2 wrappers round those that came to the standard later. */
    private void eventList() {
        while (reader.enter()) {
            String name = reader.name();
            if (BODY_WRAPPERS.contains(name)) {
                eventList();
            } else if (EventForm.isEvent(name)) {
                addEvent();
            } else if (name.equals("QuantityEvent")) {
                throw new MalformedXmlException(
                        reader.line(),
                        "a QuantityEvent, deprecated since EPCIS 1.1; an ObjectEvent with a quantityList says the same");
            } else {
                throw unknown("in EventList");
            }
        }
    }

    private void addEvent() {
        int line = reader.line();
        if (events.size() == limits.events()) {
            throw new LimitExceededException("line %d: more than %,d events".formatted(line, limits.events()));
        }
        XmlEvent event = event(reader.readSpan(limits.eventBytes()));
        if (event.octets().length > limits.eventBytes()) {
            throw new LimitExceededException("line %d: an event of %,d octets in JSON; at most %,d are taken"
                    .formatted(line, event.octets().length, limits.eventBytes()));
        }
        octets += event.octets().length;
        if (octets > limits.documentBytes()) {
            throw new LimitExceededException(
                    "line %d: more than %,d octets of events in JSON".formatted(line, limits.documentBytes()));
        }
        events.add(event);
    }

    private XmlEvent event(ElementReader.Span span) {
        EventReader.Read read = EventReader.read(span.element());
        ObjectNode event = read.event();
        XmlOrigin origin = span.origin();
        if (!event.has("eventID") && secret.isPresent()) {
            origin = origin.at(unnamed.merge(origin, 1, Integer::sum) - 1);
            event = JsonText.FACTORY
                    .objectNode()
                    .put("eventID", origin.eventID(secret.get()))
                    .setAll(event);
        }
        return new XmlEvent(span.element().line(), origin, JsonText.of(event), read.faults(), read.lines());
    }

    private void header(XmlElement header) {
        for (XmlElement child : header.children()) {
            if (child.name().equals("StandardBusinessDocumentHeader")) {
                BusinessHeader.add(child, envelope);
            } else if (child.name().equals("extension")) {
                header(child);
            } else if (child.name().equals("EPCISMasterData")) {
                child.children().forEach(list -> MasterData.add(list, namespaces, envelope));
            }
            // What else stands in a header is about the message, and stays in the document as it came.
        }
        ArrayNode context = namespaces.context();
        if (context.size() > 1) {
            envelope.set("@context", context);
        }
    }
}
