package org.tallystick.provenance.correction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.epcis.StrictJson;

/**
 * What is said of a wrong record: what {@code POST /api/v1/records/{index}/{position}/correction} takes.
 *
 * <pre>
 *   {"reason":"incorrect_data",                        or did_not_occur
 *    "declarationTime":"2026-11-24T09:00:00+01:00",    may be left out: now
 *    "correctiveEvents":[{"type":"ObjectEvent",…}]}    may be left out; what is right instead
 * </pre>
 *
 * <p>A corrective event without an {@code @context} has that of the record it corrects. Its bytes are kept as they came: of
 * them its own record is made.
 */
public final class Correction {
    /** A hundred events of 40 kB. */
    public static final int MAX_BYTES = 4 << 20;

    /** What replaces one event is one event, seldom two; a hundred are a mistake in the caller's loop. */
    public static final int MAX_CORRECTIVE_EVENTS = 100;

    private static final JsonFactory JSON = new JsonFactory();
    private static final String CORRECTIVE_EVENTS = "correctiveEvents";

    private final ErrorReason reason;
    private final Optional<OffsetDateTime> declarationTime;
    private final List<byte[]> correctiveEvents;

    private Correction(ErrorReason reason, @Nullable OffsetDateTime declarationTime, List<byte[]> correctiveEvents) {
        this.reason = reason;
        this.declarationTime = Optional.ofNullable(declarationTime);
        this.correctiveEvents = List.copyOf(correctiveEvents);
    }

    /**
     * @throws InvalidCorrectionException if anything in the form is wrong, with all of it; whether the corrective events are
     *     valid EPCIS, the document tells
     * @throws org.tallystick.provenance.epcis.MalformedEpcisException if it is no JSON
     * @throws org.tallystick.provenance.epcis.LimitExceededException if it is too large
     */
    public static Correction parse(byte[] json) {
        JsonNode form = StrictJson.readTree(json, MAX_BYTES);
        if (!form.isObject()) {
            throw new InvalidCorrectionException(List.of(new Fault("", "type", "must be a JSON object")));
        }
        List<Fault> faults = new ArrayList<>();
        ErrorReason reason = reason(form.path("reason"), faults);
        OffsetDateTime time = time(form.path("declarationTime"), faults);
        checkEvents(form.path(CORRECTIVE_EVENTS), faults);
        for (Iterator<String> names = form.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!List.of("reason", "declarationTime", CORRECTIVE_EVENTS).contains(name)) {
                faults.add(new Fault(
                        '/' + name.replace("~", "~0").replace("/", "~1"),
                        "additionalProperties",
                        "'" + name + "' is not known here; known are correctiveEvents, declarationTime, reason"));
            }
        }
        if (reason == null || !faults.isEmpty()) {
            throw new InvalidCorrectionException(faults);
        }
        return new Correction(reason, time, isNothing(form.path(CORRECTIVE_EVENTS)) ? List.of() : events(json));
    }

    /** Templates write null for what they do not know. */
    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static @Nullable ErrorReason reason(JsonNode value, List<Fault> faults) {
        String known = "did_not_occur or incorrect_data";
        if (isNothing(value)) {
            faults.add(new Fault("/reason", "required", "'reason' is missing: " + known));
            return null;
        }
        Optional<ErrorReason> reason = value.isTextual() ? ErrorReason.parse(value.textValue()) : Optional.empty();
        if (reason.isEmpty()) {
            faults.add(new Fault("/reason", "enum", "must be " + known));
        }
        return reason.orElse(null);
    }

    private static @Nullable OffsetDateTime time(JsonNode value, List<Fault> faults) {
        if (isNothing(value)) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(value.isTextual() ? value.textValue() : "");
            // RFC 3339 knows offsets of whole minutes and years of four digits.
            if (time.getOffset().getTotalSeconds() % 60 == 0 && time.getYear() >= 0 && time.getYear() <= 9999) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Said below, with an example instead of the parser's index.
        }
        faults.add(new Fault(
                "/declarationTime", "format", "must be a time with its offset, like 2026-11-24T08:30:00+01:00"));
        return null;
    }

    private static void checkEvents(JsonNode value, List<Fault> faults) {
        String pointer = '/' + CORRECTIVE_EVENTS;
        if (isNothing(value)) {
            return;
        }
        if (!value.isArray()) {
            faults.add(new Fault(pointer, "type", "must be a list of events"));
            return;
        }
        if (value.size() > MAX_CORRECTIVE_EVENTS) {
            faults.add(new Fault(
                    pointer,
                    "maxItems",
                    "%d events; at most %d are taken".formatted(value.size(), MAX_CORRECTIVE_EVENTS)));
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            if (!value.get(i).isObject() || value.get(i).isEmpty()) {
                faults.add(new Fault(pointer + '/' + i, "type", "must be an event"));
            }
        }
    }

    /** The octets of each event, of a form that was found right. */
    private static List<byte[]> events(byte[] form) {
        List<byte[]> events = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(form)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(CORRECTIVE_EVENTS);
                parser.nextToken();
                while (wanted && parser.nextToken() == JsonToken.START_OBJECT) {
                    int start = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    events.add(Arrays.copyOfRange(
                            form, start, (int) parser.currentLocation().getByteOffset()));
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw new IllegalStateException("JSON that parsed a moment ago does not parse now", e);
        }
        return events;
    }

    public ErrorReason reason() {
        return reason;
    }

    /** Since when it is known to be wrong, where the form says. */
    public Optional<OffsetDateTime> declarationTime() {
        return declarationTime;
    }

    /** The octets of each corrective event, as they came. */
    List<byte[]> correctiveEvents() {
        return correctiveEvents;
    }
}
