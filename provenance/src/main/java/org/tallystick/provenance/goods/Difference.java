package org.tallystick.provenance.goods;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.Gs1Identifier;

/**
 * Goods that are not as they were announced, as whoever received them says it.
 *
 * <pre>
 *   {"at":"9521234567899","observedAt":"2026-11-25T09:00:00+01:00","reason":"missing",
 *    "lines":[{"sscc":"195212340000000263"}],"note":"The second pallet was not on the truck."}
 * </pre>
 *
 * <p>Comes to one ObjectEvent (OBSERVE, inspecting) of those goods, whose disposition is the reason, as far as CBV has a word
 * for it, and which names the despatch advice that they were announced by.
 *
 * <p>It opens a case: {@link DifferenceAnswer answers} name its event, and an {@link DifferenceOutcome outcome} closes it.
 *
 * @param note in the words of whoever saw it; goes to whoever may read the event
 */
public record Difference(
        Gs1Identifier at,
        OffsetDateTime observedAt,
        Reason reason,
        @Nullable String note,
        List<AttachmentName> attachments,
        Load load) {
    private static final int MAX_NOTE_CHARS = 500;

    /** What is wrong, and CBV 2.0's disposition for it (section 7.2). */
    public enum Reason {
        MISSING("mismatch_quantity"),
        TOO_MANY("mismatch_quantity"),
        OTHER_GOODS("mismatch_class"),
        DAMAGED("damaged"),
        EXPIRED("expired");

        private final String disposition;

        Reason(String disposition) {
            this.disposition = disposition;
        }

        /** As forms and events have it: {@code too_many}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Reason> parse(String id) {
            return Stream.of(values()).filter(reason -> reason.id().equals(id)).findAny();
        }
    }

    /**
     * @throws org.tallystick.provenance.form.InvalidFormException if anything in the form is wrong, with all of it
     * @throws org.tallystick.provenance.epcis.MalformedEpcisException if it is no JSON
     * @throws org.tallystick.provenance.epcis.LimitExceededException if it is too large
     */
    public static Difference parse(byte[] json) {
        Form form = Form.of(StrictJson.readTree(json, Shipment.MAX_BYTES));
        Gs1Identifier at = form.gln("at", "the GLN of the place that the goods arrived at, 13 digits");
        OffsetDateTime observedAt = form.time("observedAt", "when it was seen, like 2026-11-24T08:30:00+01:00");
        Reason reason = reason(form);
        String note = note(form, form.optionalText("note"));
        List<AttachmentName> attachments = AttachmentName.read(form);
        Load load = LoadReader.read(form);
        if (!load.units().isEmpty()) {
            form.fault("packages", "rule", "what is in what is no part of a difference; name the things in 'lines'");
        }
        form.throwIfWrong();
        return new Difference(
                Shipment.read(at),
                Shipment.read(observedAt),
                Shipment.read(reason),
                note,
                List.copyOf(attachments),
                load);
    }

    /** The note as it stands, with a fault noted where it is too long or no line. */
    static @Nullable String note(Form form, @Nullable String note) {
        if (note != null
                && (note.length() > MAX_NOTE_CHARS
                        || note.isBlank()
                        || note.chars().anyMatch(Character::isISOControl))) {
            form.fault("note", "pattern", "is a text of 1 to " + MAX_NOTE_CHARS + " characters, on one line");
        }
        return note;
    }

    private static @Nullable Reason reason(Form form) {
        String text = form.text("reason", "what is wrong");
        if (text == null) {
            return null;
        }
        Optional<Reason> reason = Reason.parse(text);
        if (reason.isEmpty()) {
            form.fault(
                    "reason",
                    "enum",
                    "is one of " + Stream.of(Reason.values()).map(Reason::id).collect(Collectors.joining(", ")));
        }
        return reason.orElse(null);
    }

    /** Every thing that it names. */
    public List<Goods> goods() {
        return new ArrayList<>(load.top());
    }

    /**
     * As an EPCIS 2.0 document in JSON-LD; the same octets whenever it is asked.
     *
     * @param despatch the event that announced the goods
     * @param paper the despatch advice that it names, if any, as a URI
     * @param by whoever said it, where that is not the company whose node records it
     */
    public byte[] toEpcis(String despatch, Optional<String> paper, Optional<Gs1Identifier> by) {
        EpcisWriter epcis = new EpcisWriter(observedAt);
        EpcisWriter.Event event = epcis.event("ObjectEvent", observedAt)
                .objects(load.top())
                .step("OBSERVE", "inspecting", reason.disposition)
                .readPoint(at)
                .bizLocation(at);
        // The event that it is about: by its advice, as receivings name it, or by itself.
        paper.ifPresentOrElse(uri -> event.transaction("desadv", uri), () -> event.transaction("upevt", despatch));
        event.extension("difference", reason.id());
        if (note != null) {
            event.extension("note", note);
        }
        event.attachments(attachments);
        by.ifPresent(party -> event.extension("confirmedBy", party.uri()));
        return epcis.toBytes();
    }
}
