package org.tallystick.api.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An RFC 9457 problem.
 *
 * <pre>
 *   {"type":"epcisException:ValidationException","title":"The document is not valid","status":400,
 *    "detail":"2 faults","instance":"urn:tallystick:request:3k…",
 *    "errors":[{"pointer":"/epcisBody/eventList/0/eventTime","detail":"is missing"}]}
 * </pre>
 *
 * @param detail one sentence for the person who reads the log of the client
 * @param errors each fault with the place of it
 * @param headers of the answer, such as Retry-After
 */
public record Problem(ProblemType type, String detail, List<Fault> errors, Map<String, String> headers) {
    public static final String MEDIA_TYPE = "application/problem+json";
    /** What a reader can still use; a document of ten thousand events may be wrong in each. */
    public static final int MAX_ERRORS = 100;

    private static final JsonFactory JSON = new JsonFactory();

    /** @param pointer a JSON Pointer (RFC 6901) into the request's body, or {@code ?name} for a query parameter */
    public record Fault(String pointer, String detail) {}

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, List.of(), Map.of());
    }

    public static Problem at(ProblemType type, String pointer, String detail) {
        return new Problem(type, detail, List.of(new Fault(pointer, detail)), Map.of());
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(type, detail, errors, more);
    }

    public Problem retryAfter(long seconds) {
        return withHeader("Retry-After", Long.toString(seconds));
    }

    /** To be thrown where the answer is found deep inside. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** @param epcis whether the caller speaks EPCIS, which has its own names for most problems */
    public byte[] json(boolean epcis, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", type.uri(epcis));
            json.writeStringField("title", type.title());
            json.writeNumberField("status", type.status());
            json.writeStringField("detail", detail);
            json.writeStringField("instance", "urn:tallystick:request:" + requestId);
            if (!errors.isEmpty()) {
                json.writeArrayFieldStart("errors");
                for (Fault error : errors.subList(0, Math.min(errors.size(), MAX_ERRORS))) {
                    json.writeStartObject();
                    json.writeStringField("pointer", error.pointer());
                    json.writeStringField("detail", error.detail());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.toByteArray();
    }
}
