package org.tallystick.provenance.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.xml.EpcisXmlDocument;
import org.tallystick.provenance.xml.MalformedXmlException;
import org.tallystick.provenance.xml.XmlEvent;

/**
 * A document of either binding on the one way that both go: JSON for the schema, and the records of its events.
 *
 * <p>From XML each record is what the reader makes of one event's element, whatever stands round it; faults are told at the
 * JSON Pointer of the event and the line of the document.
 *
 * @param records null for an event of which there can be none
 * @param xml what it was read from; null for JSON
 */
record ReadDocument(
        EpcisDocument document,
        List<@Nullable EventRecord> records,
        @Nullable EpcisXmlDocument xml) {
    /** Escapes double a character, and events are counted apart from what stands round them. */
    private static final int JSON_OF_XML = 4;

    /** @throws MalformedEpcisException if it is none */
    static ReadDocument ofJson(byte[] body, DocumentLimits limits, EventIdSecret secret) {
        EpcisDocument document = EpcisDocument.read(body, limits);
        return new ReadDocument(document, document.records(secret), null);
    }

    /** @throws MalformedXmlException if it is none */
    static ReadDocument ofXml(byte[] body, DocumentLimits limits, EventIdSecret secret) {
        EpcisXmlDocument xml = EpcisXmlDocument.read(body, limits, secret);
        long max = Math.min(Integer.MAX_VALUE, (long) JSON_OF_XML * limits.documentBytes());
        EpcisDocument document = EpcisDocument.read(xml.toJson(), limits.withDocumentBytes((int) max));
        List<@Nullable EventRecord> records = new ArrayList<>();
        xml.events().forEach(event -> records.add(EventRecord.of(event.json())));
        return new ReadDocument(document, records, xml);
    }

    /** What of an event could not be read. */
    List<Fault> misread(int index) {
        if (xml == null) {
            return List.of();
        }
        return xml.events().get(index).faults().stream()
                .map(fault -> new Fault(document.pointer(index), "rule", atLine(fault.line(), fault.message())))
                .toList();
    }

    /** A fault of an event, with its line. */
    Fault placed(int index, Fault fault) {
        if (xml == null) {
            return fault;
        }
        XmlEvent event = xml.events().get(index);
        String below = fault.pointer().substring(document.pointer(index).length());
        return new Fault(fault.pointer(), fault.keyword(), atLine(event.line(below), fault.message()));
    }

    /** A fault outside the events, with the line where the document begins. */
    Fault placed(Fault fault) {
        return xml == null ? fault : new Fault(fault.pointer(), fault.keyword(), atLine(xml.line(), fault.message()));
    }

    Optional<byte[]> origin(int index) {
        return xml == null
                ? Optional.empty()
                : Optional.of(xml.events().get(index).origin().digest());
    }

    /** {@code line 12: action is missing}; without a line where nobody knows it. */
    static String atLine(int line, String message) {
        return line > 0 ? "line " + line + ": " + message : message;
    }
}
