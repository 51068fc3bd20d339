package org.tallystick.api.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * The answer to a write that is in the log.
 *
 * @param captureID its job
 * @param events each with its place
 */
public record Captured(String captureID, List<Event> events) {
    private static final ObjectWriter JSON = new ObjectMapper().writerFor(Captured.class);

    public Captured {
        events = List.copyOf(events);
    }

    /**
     * @param index of the log's entry
     * @param position in the entry's capture
     */
    @Schema(name = "CapturedEvent")
    public record Event(String eventID, long index, int position) {}

    public static Captured of(Captures.Read read, Captures.Done done) {
        List<Event> events = new ArrayList<>(done.records().size());
        for (int i = 0; i < done.records().size(); i++) {
            RecordAddress address = done.records().get(i);
            events.add(new Event(read.events().get(i).facts().eventID(), address.index(), address.position()));
        }
        return new Captured(done.job().toString(), events);
    }

    /**
     * The entity is written here: given as an object, the framework writes it through a stream that blocks, which took a
     * fifth of the processor time of a request that captures one event.
     */
    public static Response.ResponseBuilder response(Captures.Read read, Captures.Done done) {
        byte[] json;
        try {
            json = JSON.writeValueAsBytes(of(read, done));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
        return done.created(json);
    }
}
