package org.tallystick.api.guest;

import static org.tallystick.api.idempotency.IdempotentRequest.REPLAYED;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.capture.Captured;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.despatch.DespatchResource;
import org.tallystick.api.despatch.DespatchView;
import org.tallystick.api.despatch.Differences;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.despatch.Despatches;

/** The shipments of a guest, and what he says of them. */
@Path("/api/v1/guest/shipments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Guests")
@RunOnVirtualThread
public final class GuestResource {
    private final Despatches despatches;
    private final Differences differences;
    private final GuestNames names;
    private final Captures captures;

    GuestResource(DataSource dataSource, Differences differences, Captures captures) {
        this.despatches = new Despatches(dataSource);
        this.differences = differences;
        this.names = new GuestNames(dataSource);
        this.captures = captures;
    }

    /**
     * @param member the latest first
     * @param places what this node calls the places and companies in it
     * @param products what this node calls the products in it
     */
    @Schema(name = "GuestShipmentPage")
    record Page(List<DespatchView> member, List<GuestNames.Place> places, List<GuestNames.Product> products) {
        Page {
            member = List.copyOf(member);
            places = List.copyOf(places);
            products = List.copyOf(products);
        }
    }

    /** @param shipment with what is in its packages, and what was said to be different */
    @Schema(name = "GuestShipment")
    record One(DespatchView shipment, List<GuestNames.Place> places, List<GuestNames.Product> products) {
        One {
            places = List.copyOf(places);
            products = List.copyOf(products);
        }
    }

    /** @param events that it came to */
    @Schema(name = "GuestLogged")
    record Logged(List<Captured.Event> events) {
        Logged {
            events = List.copyOf(events);
        }
    }

    @GET
    @Requires(Action.READ_OWN_SHIPMENTS)
    @Operation(
            operationId = "listGuestShipments",
            summary = "The shipments that name the guest's GLNs, the latest first",
            description = "As a source, a destination, or the place of the event.")
    @APIResponse(
            responseCode = "200",
            description = "A page of shipments, without what is in their packages",
            content = @Content(schema = @Schema(implementation = Page.class)))
    public Response list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context RoutingContext http)
            throws SQLException {
        Person guest = Call.of(http).person();
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, DespatchResource.CURSOR);
        List<Despatch> found = despatches.latestOf(guest.glns(), DespatchResource.after(pages), pages.size() + 1);
        List<Despatch> shown = found.subList(0, Math.min(found.size(), pages.size()));
        GuestNames.Found named = names.of(shown);
        Response.ResponseBuilder answer = Response.ok(new Page(
                shown.stream().map(each -> DespatchView.of(each, null)).toList(), named.places(), named.products()));
        if (found.size() > shown.size()) {
            answer.header("Link", pages.next("/api/v1/guest/shipments", DespatchResource.cursor(shown.getLast())));
        }
        return answer.build();
    }

    @GET
    @Path("/{index}/{position}")
    @Requires(Action.READ_OWN_SHIPMENTS)
    @Operation(
            operationId = "getGuestShipment",
            summary = "One of the guest's shipments, what is in its packages, and what was said to be different")
    @APIResponse(
            responseCode = "200",
            description = "The shipment",
            content = @Content(schema = @Schema(implementation = One.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    public One get(
            @PathParam("index") String index, @PathParam("position") String position, @Context RoutingContext http)
            throws SQLException {
        Despatch found = own(Call.of(http).person(), index, position);
        GuestNames.Found named = names.of(List.of(found));
        return new One(DespatchView.of(found, differences.of(found)), named.places(), named.products());
    }

    @POST
    @Path("/{index}/{position}/receivings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.RECEIVE_AS_GUEST)
    @Operation(
            operationId = "confirmGuestReceipt",
            summary = "Confirm that goods of a shipment arrived at a place of the guest",
            description =
                    "Comes to the events of `logReceiving`, recorded and signed by this node's company; each says in"
                            + " `tallystick:confirmedBy` whose word it is. Names things of this shipment alone, and no more of them"
                            + " at once than were announced; the shipment goes to a place of the guest's. Sent again, the same form logs nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/GuestReceiving")))
    @APIResponse(
            responseCode = "201",
            description = "In the log, and found by the next query",
            content = @Content(schema = @Schema(implementation = Logged.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response receive(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @Context RoutingContext http)
            throws SQLException {
        Person guest = Call.of(http).person();
        Despatch despatch = own(guest, index, position);
        if (!despatches.goesTo(guest.glns(), despatch)) {
            // Or whoever sent it could end the wait of those it goes to.
            throw Problem.of(ProblemType.FORBIDDEN, "This shipment does not go to you.")
                    .exception();
        }
        return log(GuestForms.receiving(guest, despatch, body), body, http);
    }

    @POST
    @Path("/{index}/{position}/differences")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.RECEIVE_AS_GUEST)
    @Operation(
            operationId = "openGuestDifference",
            summary = "Say that goods of a shipment are not as they were announced",
            description = "Comes to one event, which both sides see with the shipment. Sent again, the same form logs"
                    + " nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/Difference")))
    @APIResponse(
            responseCode = "201",
            description = "In the log, and found by the next query",
            content = @Content(schema = @Schema(implementation = Logged.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response differ(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @Context RoutingContext http)
            throws SQLException {
        Person guest = Call.of(http).person();
        return log(GuestForms.difference(guest, own(guest, index, position), body), body, http);
    }

    private Despatch own(Person guest, String index, String position) throws SQLException {
        RecordAddress address = Address.parse(index, position);
        return despatches.atOf(guest.glns(), address).orElseThrow(() -> DespatchResource.none(address));
    }

    private Response log(byte[] document, byte[] body, RoutingContext http) {
        Captures.Read read = captures.readDocument(document, CaptureErrorBehaviour.ROLLBACK);
        Call call = Call.of(http);
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        // In the trail it is a capture as any other, of this person: what a kill takes is completed from its job.
        call.doing(Action.CAPTURE);
        Submission submission = captures.submission(read, Submission.NameRule.SHARED, call, idempotent);
        Captures.Done done = captures.complete(submission, call);
        Response.ResponseBuilder answer = Response.status(Response.Status.CREATED)
                .entity(new Logged(Captured.of(read, done).events()));
        return done.replayed() ? answer.header(REPLAYED, "true").build() : answer.build();
    }
}
