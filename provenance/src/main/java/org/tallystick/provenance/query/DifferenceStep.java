package org.tallystick.provenance.query;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.identifier.Identifier;

/**
 * A row of {@code difference_step}: an inspecting event that opens, answers or closes a case of goods that are not as they
 * were announced. Which of the three is told by our fields ({@code docs/formats.md}):
 *
 * <pre>
 *   tallystick:difference                    and a desadv, else an upevt: the despatch advice or event that announced the goods
 *   tallystick:outcome, tallystick:note      and an upevt: the eventID of what it closes
 *   tallystick:note                          and an upevt: the eventID of what it answers
 * </pre>
 *
 * @param name of the event, as a key, so that it is found by what names it as a business transaction
 * @param about what it opens a case of, or which case it answers or closes, as a key
 */
record DifferenceStep(RecordAddress address, long time, Kind kind, String name, String about) {
    static final int COLUMNS = 6;

    private static final String INSPECTING = "inspecting";
    private static final byte[] OURS = "\"tallystick:".getBytes(US_ASCII);

    /** The ordinals are stored. */
    enum Kind {
        OPENS,
        ANSWERS,
        CLOSES
    }

    static Optional<DifferenceStep> of(RecordAddress address, EventFacts facts, byte[] record) {
        // Nearly every record leaves here, before anything of it is read again.
        if (facts.bizStep() == null || !facts.bizStep().key().equals(INSPECTING) || !mentions(record)) {
            return Optional.empty();
        }
        JsonNode event = StrictJson.readTree(record, record.length);
        String advice = transaction(facts, "desadv");
        String upstream = transaction(facts, "upevt");
        Kind kind;
        String about = upstream;
        if (has(event, "difference")) {
            kind = Kind.OPENS;
            about = advice == null ? upstream : advice;
        } else if (has(event, "outcome")) {
            kind = Kind.CLOSES;
        } else if (has(event, "note")) {
            kind = Kind.ANSWERS;
        } else {
            return Optional.empty();
        }
        return about == null
                ? Optional.empty()
                : Optional.of(new DifferenceStep(
                        address,
                        Micros.of(facts.eventTime()),
                        kind,
                        Identifier.parse(facts.eventID()).key(),
                        about));
    }

    private static boolean has(JsonNode event, String field) {
        return event.path("tallystick:" + field).isTextual();
    }

    private static @Nullable String transaction(EventFacts facts, String type) {
        for (EventFacts.BizTransaction each : facts.bizTransactions()) {
            if (each.type() != null && each.type().key().equals(type)) {
                return each.identifier().key();
            }
        }
        return null;
    }

    private static boolean mentions(byte[] record) {
        search:
        for (int i = 0; i <= record.length - OURS.length; i++) {
            for (int j = 0; j < OURS.length; j++) {
                if (record[i + j] != OURS[j]) {
                    continue search;
                }
            }
            return true;
        }
        return false;
    }

    void write(BinaryCopy copy) {
        copy.row();
        copy.int8(address.index());
        copy.int4(address.position());
        copy.time(time);
        copy.int2(kind.ordinal());
        copy.text(name);
        copy.text(about);
    }
}
