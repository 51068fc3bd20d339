package org.tallystick.provenance.correction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.form.InvalidFormException;

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
     * @throws InvalidFormException if anything in the form is wrong, with all of it; whether the corrective events are
     *     valid EPCIS, the document tells
     * @throws org.tallystick.provenance.epcis.MalformedEpcisException if it is no JSON
     * @throws org.tallystick.provenance.epcis.LimitExceededException if it is too large
     */
    public static Correction parse(byte[] json) {
        Form form = Form.of(StrictJson.readTree(json, MAX_BYTES));
        ErrorReason reason = reason(form);
        OffsetDateTime time = form.optionalTime("declarationTime");
        boolean corrective = checkEvents(form);
        form.throwIfWrong();
        return new Correction(
                Objects.requireNonNull(reason, "its absence is a fault"), time, corrective ? events(json) : List.of());
    }

    private static @Nullable ErrorReason reason(Form form) {
        String known = "did_not_occur or incorrect_data";
        JsonNode value = form.required("reason", known);
        if (value == null) {
            return null;
        }
        Optional<ErrorReason> reason = value.isTextual() ? ErrorReason.parse(value.textValue()) : Optional.empty();
        if (reason.isEmpty()) {
            form.fault("reason", "enum", "must be " + known);
        }
        return reason.orElse(null);
    }

    /** Whether there are any. */
    private static boolean checkEvents(Form form) {
        JsonNode value = form.optional(CORRECTIVE_EVENTS);
        if (value == null) {
            return false;
        }
        if (!value.isArray()) {
            form.fault(CORRECTIVE_EVENTS, "type", "must be a list of events");
        } else if (value.size() > MAX_CORRECTIVE_EVENTS) {
            form.fault(
                    CORRECTIVE_EVENTS,
                    "maxItems",
                    "%d events; at most %d are taken".formatted(value.size(), MAX_CORRECTIVE_EVENTS));
        } else {
            for (int i = 0; i < value.size(); i++) {
                if (!value.get(i).isObject() || value.get(i).isEmpty()) {
                    form.fault(CORRECTIVE_EVENTS + '/' + i, "type", "must be an event");
                }
            }
        }
        return true;
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
