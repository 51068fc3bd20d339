package org.tallystick.api.goods;

import static org.tallystick.api.idempotency.IdempotentRequest.REPLAYED;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.attachment.Attachments;
import org.tallystick.api.capture.Captured;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.form.FormDryRun;
import org.tallystick.api.form.Forms;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.goods.AttachmentName;
import org.tallystick.provenance.goods.Receiving;
import org.tallystick.provenance.goods.Shipment;

/**
 * Shipments and receivings. A form is written as EPCIS and captured whole: what {@code POST /epcis/capture} would do with
 * the document, but the answer waits until the events are in the log and can be found.
 */
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simple")
@RunOnVirtualThread
public final class GoodsResource {
    private final Captures captures;
    private final Attachments attachments;

    GoodsResource(Captures captures, Attachments attachments) {
        this.captures = captures;
        this.attachments = attachments;
    }

    /** What a form comes to, and which photos and papers it names. */
    private record Form(byte[] document, List<AttachmentName> attachments) {}

    @POST
    @Path("/shipments")
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "logShipment",
            summary = "Log goods that left",
            description = "Comes to a packing event for each package whose contents are said, innermost first, and one"
                    + " shipping event of what stood at the dock. Sent again, the same form gives the same events and"
                    + " logs nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/Shipment")))
    @APIResponse(responseCode = "201", ref = "GoodsLogged")
    @APIResponse(responseCode = "200", ref = "FormDryRun")
    public Response ship(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http) {
        // The shipping event is written last, after what was packed for it.
        return log(
                () -> {
                    Shipment shipment = Shipment.parse(body);
                    return new Form(shipment.toEpcis(), shipment.attachments());
                },
                body,
                dryRun,
                http,
                false);
    }

    @POST
    @Path("/receivings")
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "logReceiving",
            summary = "Log goods that arrived",
            description = "Comes to one receiving event, and an unpacking event for each package whose contents are"
                    + " said, outermost first. Sent again, the same form gives the same events and logs nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/Receiving")))
    @APIResponse(responseCode = "201", ref = "GoodsLogged")
    @APIResponse(responseCode = "200", ref = "FormDryRun")
    public Response receive(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http) {
        return log(
                () -> {
                    Receiving receiving = Receiving.parse(body);
                    return new Form(receiving.toEpcis(), receiving.attachments());
                },
                body,
                dryRun,
                http,
                true);
    }

    /** @param mainFirst whether the event that the form is named after comes first in the document, or last */
    private Response log(Supplier<Form> reading, byte[] body, boolean dryRun, RoutingContext http, boolean mainFirst) {
        Form form = Forms.read(reading);
        Captures.Read read = readOwn(form.document());
        if (dryRun) {
            return Response.ok(FormDryRun.of(read, form.document())).build();
        }
        use(form.attachments());
        Call call = Call.of(http);
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Submission submission = captures.submission(read, Submission.NameRule.SHARED, call, idempotent);
        Captures.Done done = captures.complete(submission, call);
        GoodsLogged logged = new GoodsLogged(Captured.of(read, done).events());
        Captured.Event main =
                mainFirst ? logged.events().getFirst() : logged.events().getLast();
        Response.ResponseBuilder answer = Response.status(Response.Status.CREATED)
                .header("Location", Address.path(new RecordAddress(main.index(), main.position())))
                .entity(logged);
        return done.replayed() ? answer.header(REPLAYED, "true").build() : answer.build();
    }

    private void use(List<AttachmentName> names) {
        List<Integer> missing = attachments.use(names);
        if (!missing.isEmpty()) {
            throw Forms.invalidAt(missing.stream()
                    .map(i -> new Problem.Fault(
                            "/attachments/" + i, "is not here: it was erased, removed or never added"))
                    .toList());
        }
    }

    /** A document of our own writing is too large at worst. */
    private Captures.Read readOwn(byte[] document) {
        try {
            return captures.readDocument(document, CaptureErrorBehaviour.ROLLBACK);
        } catch (ProblemException e) {
            if (e.problem().type() == ProblemType.CAPTURE_LIMIT_EXCEEDED) {
                throw e;
            }
            throw new IllegalStateException(
                    "a form came to an EPCIS document with faults: "
                            + e.problem().errors(),
                    e);
        }
    }
}
