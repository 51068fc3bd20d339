package org.tallystick.api.shipment;

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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.provenance.shipment.Receiving;
import org.tallystick.provenance.shipment.Shipment;

/** Goods that leave and goods that arrive, in flat JSON. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ShipmentsResource {
    private final FormCapture forms;

    ShipmentsResource(FormCapture forms) {
        this.forms = forms;
    }

    @POST
    @Path("/shipments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.CAPTURE)
    @Operation(operationId = "captureShipment", summary = "Log a shipment")
    public Response ship(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http) {
        return forms.capture(body, dryRun, http, form -> Shipment.parse(form).toEpcis());
    }

    @POST
    @Path("/receivings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.CAPTURE)
    @Operation(operationId = "captureReceiving", summary = "Log what was received")
    public Response receive(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http) {
        return forms.capture(body, dryRun, http, form -> Receiving.parse(form).toEpcis());
    }
}
