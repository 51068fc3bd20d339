package org.tallystick.api.capture;

import static org.tallystick.api.idempotency.IdempotentRequest.REPLAYED;

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

    public static Response.ResponseBuilder response(Captures.Read read, Captures.Done done) {
        Response.ResponseBuilder answer =
                Response.status(Response.Status.CREATED).entity(of(read, done));
        return done.replayed() ? answer.header(REPLAYED, "true") : answer;
    }
}
