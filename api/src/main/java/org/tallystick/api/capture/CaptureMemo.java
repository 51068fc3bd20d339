package org.tallystick.api.capture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;

/**
 * What is kept with a capture's job, in the transaction that accepts it: who sent it, for the audit trail, and what was
 * left out of it, for the job; the last two members only where something was.
 *
 * <pre>
 *   {"by":"k3f7q2m7xd","address":"127.0.0.1","request":"3gq51…","behaviour":"proceed","faultCount":1,
 *    "faults":[{"pointer":"/epcisBody/eventList/3/action","detail":"…"}]}
 * </pre>
 *
 * @param by the id of the API key
 * @param address where it came from
 * @param faults of the events that were left out under {@code proceed}, the first of them
 * @param faultCount of all
 */
record CaptureMemo(
        String by,
        String address,
        String requestId,
        CaptureErrorBehaviour behaviour,
        List<Problem.Fault> faults,
        int faultCount) {
    private static final JsonFactory JSON = new JsonFactory();

    CaptureMemo {
        faults = List.copyOf(faults);
    }

    String json() {
        StringWriter text = new StringWriter(128);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("by", by);
            json.writeStringField("address", address);
            json.writeStringField("request", requestId);
            json.writeStringField("behaviour", behaviour.toString());
            if (faultCount > 0) {
                json.writeNumberField("faultCount", faultCount);
                json.writeArrayFieldStart("faults");
                for (Problem.Fault fault : faults) {
                    json.writeStartObject();
                    json.writeStringField("pointer", fault.pointer());
                    json.writeStringField("detail", fault.detail());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return text.toString();
    }

    /** @throws IllegalStateException when it is not what {@link #json} wrote: the row was changed */
    static CaptureMemo parse(String text) {
        String by = "";
        String address = "";
        String request = "";
        CaptureErrorBehaviour behaviour = CaptureErrorBehaviour.ROLLBACK;
        List<Problem.Fault> faults = new ArrayList<>();
        int count = 0;
        try (JsonParser json = JSON.createParser(text)) {
            require(json.nextToken() == JsonToken.START_OBJECT, text);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "by" -> by = json.getText();
                    case "address" -> address = json.getText();
                    case "request" -> request = json.getText();
                    case "behaviour" ->
                        behaviour = CaptureErrorBehaviour.parse(json.getText())
                                .orElseThrow(() -> new IllegalStateException("the memo of a capture: " + text));
                    case "faultCount" -> count = json.getIntValue();
                    case "faults" -> readFaults(json, faults);
                    default -> throw new IllegalStateException("the memo of a capture: " + text);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the memo of a capture: " + text, e);
        }
        return new CaptureMemo(by, address, request, behaviour, faults, count);
    }

    private static void readFaults(JsonParser json, List<Problem.Fault> faults) throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            @Nullable String pointer = null;
            @Nullable String detail = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("pointer")) {
                    pointer = json.getText();
                } else if (name.equals("detail")) {
                    detail = json.getText();
                }
            }
            if (pointer != null && detail != null) {
                faults.add(new Problem.Fault(pointer, detail));
            }
        }
    }

    private static void require(boolean condition, String text) {
        if (!condition) {
            throw new IllegalStateException("the memo of a capture: " + text);
        }
    }
}
