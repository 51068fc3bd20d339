package org.tallystick.api.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.epcis.EpcisHeaders;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.CaptureReader;

/** EPCIS events, captured one at a time; {@code query} finds them again. */
@Path("/epcis/events")
@Produces({MediaType.APPLICATION_JSON, "application/ld+json"})
@Tag(name = "Capture")
@RunOnVirtualThread
public final class EventsResource {
    private final Captures captures;
    private final CaptureReader reader;

    EventsResource(Captures captures, CaptureReader reader) {
        this.captures = captures;
        this.reader = reader;
    }

    @OPTIONS
    @Requires(Action.READ_CAPABILITIES)
    @Operation(operationId = "eventsOptions", summary = "Versions")
    @APIResponse(responseCode = "204", ref = "Options")
    public Response options() {
        return EpcisHeaders.options("GET, HEAD, OPTIONS, POST").build();
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/ld+json", MediaType.APPLICATION_XML, MediaType.TEXT_XML})
    @Requires(Action.CAPTURE)
    @Operation(operationId = "captureEvent", summary = "Capture one EPCIS event")
    @RequestBody(ref = "EpcisEvent")
    @APIResponse(
            responseCode = "200",
            description = "A dry run: what would be captured",
            content = @Content(schema = @Schema(implementation = DryRun.class)))
    @APIResponse(
            responseCode = "201",
            description = "It is in the log and can be found",
            content = @Content(schema = @Schema(implementation = Captured.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Response capture(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http) {
        EpcisHeaders.check(http.request());
        Call call = Call.of(http);
        SentDocument sent =
                SentDocument.of(http.request(), body, reader.limits().eventBytes());
        Captures.Read read = captures.readEvent(sent);
        if (dryRun) {
            return EpcisHeaders.answer(Response.ok(DryRun.of(read))).build();
        }
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", sent.bytes());
        Captures.Done done = captures.complete(read, Submission.NameRule.UNIQUE, call, idempotent);
        String eventID = read.events().getFirst().facts().eventID();
        return EpcisHeaders.answer(Captured.response(read, done))
                .header(
                        "Location",
                        "/epcis/events/" + URLEncoder.encode(eventID, UTF_8).replace("+", "%20"))
                .build();
    }
}
