package org.tallystick.api.correction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * A correction as a caller writes it.
 *
 * <pre>
 *   {"reason":"incorrect_data",                    or did_not_occur, or a URI of one's own
 *    "declarationTime":"2026-11-24T09:00:00Z",     now, where it is left out
 *    "correctiveEvents":[{"@context":…, "type":"ObjectEvent", …}]}
 * </pre>
 *
 * @param reason as it came; the EPCIS schema judges it
 * @param correctiveEvents the bytes of each, as they came
 */
record CorrectionForm(String reason, @Nullable String declarationTime, List<byte[]> correctiveEvents) {
    /** One wrong event is seldom replaced by more than a few right ones. */
    private static final int MAX_CORRECTIVE_EVENTS = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    CorrectionForm {
        correctiveEvents = List.copyOf(correctiveEvents);
    }

    /** @throws org.tallystick.api.problem.ProblemException naming every fault */
    static CorrectionForm parse(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return new Reader(json, body).read();
        } catch (IOException e) {
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw Problem.at(ProblemType.BAD_REQUEST, "", "not JSON: " + first).exception();
        }
    }

    private static final class Reader {
        private final JsonParser json;
        private final byte[] body;
        private final List<Problem.Fault> faults = new ArrayList<>();
        private final List<byte[]> events = new ArrayList<>();
        private @Nullable String reason;
        private @Nullable String time;

        Reader(JsonParser json, byte[] body) {
            this.json = json;
            this.body = body;
        }

        CorrectionForm read() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.at(ProblemType.VALIDATION, "", "is a JSON object").exception();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "reason" -> reason = text("/reason");
                    case "declarationTime" -> time = text("/declarationTime");
                    case "correctiveEvents" -> readEvents();
                    default -> fault("/" + name.replace("~", "~0").replace("/", "~1"), "is no member of a correction");
                }
            }
            if (json.nextToken() != null) {
                fault("", "something follows the JSON object");
            }
            if (reason == null && faults.isEmpty()) {
                fault("/reason", "is missing");
            }
            if (reason == null || !faults.isEmpty()) {
                throw new Problem(ProblemType.VALIDATION, "The correction cannot be made as asked.", faults, Map.of())
                        .exception();
            }
            return new CorrectionForm(reason, time, events);
        }

        private @Nullable String text(String pointer) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                fault(pointer, "is a text");
                return null;
            }
            return json.getText();
        }

        private void readEvents() throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                fault("/correctiveEvents", "is a list of events");
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (events.size() == MAX_CORRECTIVE_EVENTS) {
                    throw Problem.at(
                                    ProblemType.CAPTURE_LIMIT_EXCEEDED,
                                    "/correctiveEvents",
                                    "has more than " + MAX_CORRECTIVE_EVENTS + " events")
                            .exception();
                }
                int start = (int) json.currentTokenLocation().getByteOffset();
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    fault("/correctiveEvents/" + events.size(), "is an event, a JSON object");
                }
                json.skipChildren();
                events.add(Arrays.copyOfRange(
                        body, start, (int) json.currentLocation().getByteOffset()));
            }
        }

        private void fault(String pointer, String detail) throws IOException {
            faults.add(new Problem.Fault(pointer, detail));
            json.skipChildren();
        }
    }
}
