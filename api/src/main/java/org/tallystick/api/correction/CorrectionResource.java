package org.tallystick.api.correction;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.capture.Captured;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.form.FormDryRun;
import org.tallystick.api.form.Forms;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.correction.Correction;

/** The correction of a record by its address. */
@Path("/api/v1/records/{index}/{position}/correction")
@Consumes({MediaType.APPLICATION_JSON, "application/ld+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simple")
@RunOnVirtualThread
public final class CorrectionResource {
    private final Corrections corrections;
    private final Captures captures;

    CorrectionResource(Corrections corrections, Captures captures) {
        this.corrections = corrections;
        this.captures = captures;
    }

    @POST
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "correctRecord",
            summary = "Declare a record wrong, and say what is right instead",
            description = "Registers an EPCIS error declaration, which is the event again with `errorDeclaration`, and"
                    + " the corrective events in one capture: all of it or nothing. Only the organisation that made the"
                    + " record can correct it. No trace goes through the wrong event from then on; the record stays.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/Correction")))
    @APIResponse(
            responseCode = "201",
            description = "In the log, and found by the next query",
            headers = @Header(name = "Location", description = "The record of the declaration"),
            content = @Content(schema = @Schema(implementation = CorrectionLogged.class)))
    @APIResponse(responseCode = "200", ref = "FormDryRun")
    @APIResponse(responseCode = "403", description = "Another organisation made the record")
    @APIResponse(responseCode = "404", description = "There is no such record, or its bytes are not here")
    @APIResponse(
            responseCode = "409",
            description = "The record was declared wrong before, otherwise than now, or is an error declaration itself")
    public Response correct(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @QueryParam("dryRun") boolean dryRun,
            @Context RoutingContext http)
            throws SQLException {
        Call call = Call.of(http);
        if (dryRun) {
            FormDryRun.requireReader(call, "the record");
        }
        RecordAddress address = Address.parse(index, position);
        Correction form = Forms.read(() -> Correction.parse(body));
        Corrections.Ready ready = corrections.of(address, form);
        if (dryRun) {
            return Response.ok(FormDryRun.of(ready.read(), ready.document())).build();
        }
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Captures.Done done = captures.complete(ready.read(), Submission.NameRule.SHARED, call, idempotent);
        return done.created(CorrectionLogged.of(Captured.of(ready.read(), done)))
                .header("Location", Address.path(done.records().getFirst()))
                .build();
    }
}
