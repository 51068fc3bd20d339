package org.tallystick.provenance.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.xml.MalformedXmlException;

/**
 * Decides which events of a document are registered.
 *
 * <p>An event is valid if GS1's schema finds no fault with it and its facts can be told from its record: whatever is
 * registered can be projected, on this node and on every other. Faults are of two kinds. Bytes that are no document, a
 * document larger than the limits, or an envelope that is wrong fail as a whole, whatever the behaviour; a wrong event fails
 * alone under {@link CaptureErrorBehaviour#PROCEED} and takes the others with it under
 * {@link CaptureErrorBehaviour#ROLLBACK}.
 *
 * <p>Safe for many threads.
 */
public final class CaptureReader {
    /** A mapping mistake repeats in every line of an ERP's document; a hundred show it, and fit an answer. */
    private static final int MAX_FAULTS = 100;

    private final EpcisSchema schema;
    private final DocumentLimits limits;
    private final EventIdSecret secret;

    public CaptureReader(EpcisSchema schema, DocumentLimits limits, EventIdSecret secret) {
        this.schema = schema;
        this.limits = limits;
        this.secret = secret;
    }

    public DocumentLimits limits() {
        return limits;
    }

    /**
     * Reads the body of {@code POST /capture}: an EPCISDocument or an EPCISQueryDocument.
     *
     * @throws LimitExceededException if it is too large or holds too many events
     */
    public CaptureResult readDocument(byte[] body, Binding binding, CaptureErrorBehaviour behaviour) {
        return read(body, binding, false, behaviour);
    }

    /** Reads a document in JSON. */
    public CaptureResult readDocument(byte[] body, CaptureErrorBehaviour behaviour) {
        return readDocument(body, Binding.JSON, behaviour);
    }

    /**
     * Reads the body of {@code POST /events}: one bare event, in JSON with an {@code @context} of its own.
     *
     * @throws LimitExceededException if it is too large
     */
    public CaptureResult readEvent(byte[] body, Binding binding) {
        return read(body, binding, true, CaptureErrorBehaviour.ROLLBACK);
    }

    /** Reads one event in JSON. */
    public CaptureResult readEvent(byte[] body) {
        return readEvent(body, Binding.JSON);
    }

    private CaptureResult read(byte[] body, Binding binding, boolean bare, CaptureErrorBehaviour behaviour) {
        Faults faults = new Faults();
        ReadDocument read;
        try {
            read = switch (binding) {
                case JSON -> ReadDocument.ofJson(body, limits, secret);
                case XML -> ReadDocument.ofXml(body, limits, secret);
            };
        } catch (MalformedEpcisException e) {
            faults.add(OptionalInt.empty(), new Fault(e.pointer(), "syntax", String.valueOf(e.getMessage())));
            return faults.result(0, List.of());
        } catch (MalformedXmlException e) {
            faults.add(
                    OptionalInt.empty(),
                    new Fault("", "syntax", ReadDocument.atLine(e.line(), String.valueOf(e.getMessage()))));
            return faults.result(0, List.of());
        }
        EpcisDocument document = read.document();
        boolean isBare = document.kind() == EpcisDocument.Kind.EVENT;
        if (bare != isBare) {
            faults.add(
                    OptionalInt.empty(),
                    read.placed(new Fault(
                            "/type",
                            "rule",
                            bare
                                    ? "a whole document; here goes one event, documents go to /capture"
                                    : "neither EPCISDocument nor EPCISQueryDocument; a single event goes to /events")));
            return faults.result(document.eventCount(), List.of());
        }
        schema.checkEnvelope(document).forEach(fault -> faults.add(OptionalInt.empty(), read.placed(fault)));
        boolean wholeFails = faults.count > 0;
        List<CapturedEvent> events = readEvents(read, faults);
        boolean registerNone = wholeFails || behaviour == CaptureErrorBehaviour.ROLLBACK && faults.count > 0;
        return faults.result(document.eventCount(), registerNone ? List.of() : events);
    }

    private List<CapturedEvent> readEvents(ReadDocument read, Faults faults) {
        EpcisDocument document = read.document();
        List<CapturedEvent> events = new ArrayList<>(document.eventCount());
        for (int i = 0; i < document.eventCount(); i++) {
            List<Fault> found = read.misread(i);
            if (found.isEmpty()) {
                int at = i;
                found = schema.checkEvent(document, i).stream()
                        .map(fault -> read.placed(at, fault))
                        .toList();
            }
            EventRecord record = read.records().get(i);
            if (found.isEmpty() && record != null) {
                try {
                    events.add(new CapturedEvent(i, record, record.facts(), read.origin(i)));
                    continue;
                } catch (MalformedEpcisException e) {
                    found = List.of(read.placed(
                            i, new Fault(document.pointer(i) + e.pointer(), "rule", String.valueOf(e.getMessage()))));
                }
            }
            for (Fault fault : found) {
                faults.add(OptionalInt.of(i), fault);
            }
            if (found.isEmpty() && !faults.hasAny()) {
                throw new IllegalStateException(
                        "event " + i + " has no record, and nothing is wrong with the document");
            }
        }
        return events;
    }

    /** Keeps the first faults and counts all. */
    private static final class Faults {
        private final List<CaptureFault> first = new ArrayList<>();
        private int count;

        void add(OptionalInt eventIndex, Fault fault) {
            if (first.size() < MAX_FAULTS) {
                first.add(new CaptureFault(eventIndex, fault));
            }
            count++;
        }

        boolean hasAny() {
            return count > 0;
        }

        CaptureResult result(int eventCount, List<CapturedEvent> events) {
            return new CaptureResult(eventCount, events, first, count);
        }
    }
}
