package org.tallystick.provenance.goods;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.Gs1Identifier;

/**
 * What either side says to a difference.
 *
 * <pre>
 *   {"answeredAt":"2026-11-25T10:00:00+01:00","note":"It stands on our ramp and goes with the next truck."}
 * </pre>
 *
 * <p>Comes to one ObjectEvent (OBSERVE, inspecting) of the same goods, which names the event that it answers as its upstream
 * event ({@code upevt}, CBV 2.0 section 7.3) and no place: nothing is where it was not before.
 */
public record DifferenceAnswer(OffsetDateTime answeredAt, String note) {
    /**
     * @throws org.tallystick.provenance.form.InvalidFormException if anything in the form is wrong, with all of it
     * @throws org.tallystick.provenance.epcis.MalformedEpcisException if it is no JSON
     * @throws org.tallystick.provenance.epcis.LimitExceededException if it is too large
     */
    public static DifferenceAnswer parse(byte[] json) {
        Form form = Form.of(StrictJson.readTree(json, Shipment.MAX_BYTES));
        OffsetDateTime answeredAt = form.time("answeredAt", "when it was said, like 2026-11-25T10:00:00+01:00");
        String note = Difference.note(form, form.text("note", "what you say to it"));
        form.throwIfWrong();
        return new DifferenceAnswer(Shipment.read(answeredAt), Shipment.read(note));
    }

    /**
     * As an EPCIS 2.0 document in JSON-LD; the same octets whenever it is asked.
     *
     * @param difference the event that it answers
     * @param by whoever said it, where that is not the company whose node records it
     */
    public byte[] toEpcis(EventFacts difference, Optional<Gs1Identifier> by) {
        return step(difference, answeredAt, Optional.empty(), note, by);
    }

    /** An event that goes on with a case. */
    static byte[] step(
            EventFacts difference,
            OffsetDateTime time,
            Optional<DifferenceOutcome.Outcome> outcome,
            @Nullable String note,
            Optional<Gs1Identifier> by) {
        EpcisWriter epcis = new EpcisWriter(time);
        EpcisWriter.Event event = epcis.event("ObjectEvent", time)
                .objectsOf(difference)
                .step("OBSERVE", "inspecting")
                .transaction("upevt", difference.eventID());
        outcome.ifPresent(word -> event.extension("outcome", word.id()));
        if (note != null) {
            event.extension("note", note);
        }
        by.ifPresent(party -> event.extension("confirmedBy", party.uri()));
        return epcis.toBytes();
    }
}
