package org.tallystick.provenance.goods;

import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.Gs1Identifier;

/**
 * What became of a difference: closes its case.
 *
 * <pre>
 *   {"decidedAt":"2026-11-26T09:00:00+01:00","outcome":"resent","note":"With DN-4720."}
 * </pre>
 *
 * <p>Comes to an event as an {@link DifferenceAnswer answer} does, with the outcome in a field of ours. An error declaration
 * of it opens the case again.
 */
public record DifferenceOutcome(
        OffsetDateTime decidedAt, Outcome outcome, @Nullable String note) {
    /** Enough for what companies settle; what else there is to say, the note says. */
    public enum Outcome {
        /** It is so, and nothing follows: the sender takes the count of the receiver. */
        ACCEPTED,
        /** What was missing or wrong is sent again. */
        RESENT,
        /** It is paid for, or not charged. */
        CREDITED,
        /** The sender stands by the announcement. */
        REFUSED,
        /** The goods were there after all. */
        FOUND;

        /** As forms and events have it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Outcome> parse(String id) {
            return Stream.of(values())
                    .filter(outcome -> outcome.id().equals(id))
                    .findAny();
        }
    }

    /**
     * @throws org.tallystick.provenance.form.InvalidFormException if anything in the form is wrong, with all of it
     * @throws org.tallystick.provenance.epcis.MalformedEpcisException if it is no JSON
     * @throws org.tallystick.provenance.epcis.LimitExceededException if it is too large
     */
    public static DifferenceOutcome parse(byte[] json) {
        Form form = Form.of(StrictJson.readTree(json, Shipment.MAX_BYTES));
        OffsetDateTime decidedAt = form.time("decidedAt", "when it was settled, like 2026-11-26T09:00:00+01:00");
        Outcome outcome = outcome(form);
        String note = Difference.note(form, form.optionalText("note"));
        form.throwIfWrong();
        return new DifferenceOutcome(Shipment.read(decidedAt), Shipment.read(outcome), note);
    }

    private static @Nullable Outcome outcome(Form form) {
        String text = form.text("outcome", "what became of it");
        if (text == null) {
            return null;
        }
        Optional<Outcome> outcome = Outcome.parse(text);
        if (outcome.isEmpty()) {
            form.fault(
                    "outcome",
                    "enum",
                    "is one of " + Stream.of(Outcome.values()).map(Outcome::id).collect(Collectors.joining(", ")));
        }
        return outcome.orElse(null);
    }

    /**
     * As an EPCIS 2.0 document in JSON-LD; the same octets whenever it is asked.
     *
     * @param difference the event whose case it closes
     * @param by whoever decided it, where that is not the company whose node records it
     */
    public byte[] toEpcis(EventFacts difference, Optional<Gs1Identifier> by) {
        return DifferenceAnswer.step(difference, decidedAt, Optional.of(outcome), note, by);
    }
}
