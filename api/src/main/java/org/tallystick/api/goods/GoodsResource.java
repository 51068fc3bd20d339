package org.tallystick.api.goods;

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
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.form.Forms;
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
    private final GoodsLog log;
    private final OnceReceived once;

    GoodsResource(GoodsLog log, OnceReceived once) {
        this.log = log;
        this.once = once;
    }

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
        Shipment shipment = Forms.read(() -> Shipment.parse(body));
        return log.log(
                new GoodsLog.Form(shipment.toEpcis(), shipment.attachments()), body, dryRun, http, GoodsLog.Main.LAST);
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
    @APIResponse(responseCode = "409", description = "unlessReceived was asked for, and something of it was")
    public Response receive(
            byte[] body,
            @QueryParam("dryRun") boolean dryRun,
            @Parameter(
                            description =
                                    "true: nothing is logged when something in it was received before under the same"
                                            + " despatch advice, by another form; for two people at one dock")
                    @QueryParam("unlessReceived")
                    boolean unlessReceived,
            @Context RoutingContext http)
            throws SQLException {
        Receiving receiving = Forms.read(() -> Receiving.parse(body));
        GoodsLog.Form form = new GoodsLog.Form(receiving.toEpcis(), receiving.attachments());
        if (dryRun || !unlessReceived) {
            return log.log(form, body, dryRun, http, GoodsLog.Main.FIRST);
        }
        GoodsLog.Ready ready = log.ready(form);
        return once.unlessReceived(ready.first().facts(), () -> log.log(ready, body, false, http, GoodsLog.Main.FIRST));
    }
}
