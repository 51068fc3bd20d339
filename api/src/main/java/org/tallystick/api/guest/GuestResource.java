package org.tallystick.api.guest;

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
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.attachment.Attachments;
import org.tallystick.api.capture.Captured;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.despatch.DespatchResource;
import org.tallystick.api.despatch.DespatchView;
import org.tallystick.api.despatch.Differences;
import org.tallystick.api.despatch.LatestFirst;
import org.tallystick.api.form.Forms;
import org.tallystick.api.goods.GoodsLog;
import org.tallystick.api.goods.OnceReceived;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.representation.Representation;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.despatch.Case;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.despatch.Despatches;
import org.tallystick.provenance.goods.AttachmentName;
import org.tallystick.provenance.goods.DifferenceAnswer;
import org.tallystick.provenance.goods.DifferenceOutcome;
import org.tallystick.provenance.identifier.Gs1Identifier;

/** The shipments of a guest, and what he says of them. */
@Path("/api/v1/guest")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Guests")
@RunOnVirtualThread
public final class GuestResource {
    private final Despatches despatches;
    private final Differences differences;
    private final GuestNames names;
    private final Captures captures;
    private final GoodsLog goods;
    private final OnceReceived once;
    private final Attachments attachments;

    GuestResource(
            DataSource dataSource,
            Differences differences,
            Captures captures,
            GoodsLog goods,
            OnceReceived once,
            Attachments attachments) {
        this.despatches = new Despatches(dataSource);
        this.differences = differences;
        this.names = new GuestNames(dataSource);
        this.captures = captures;
        this.goods = goods;
        this.once = once;
        this.attachments = attachments;
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

    /**
     * @param shipment with what is in its packages, and what was said to be different
     * @param attachments photos and papers of what left, of what arrived and of what was different, by their names
     * @param sentByGuest he sent it, so an outcome of a difference is his to say
     */
    @Schema(name = "GuestShipment")
    record One(
            DespatchView shipment,
            List<String> attachments,
            boolean sentByGuest,
            List<GuestNames.Place> places,
            List<GuestNames.Product> products) {
        One {
            attachments = List.copyOf(attachments);
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
    @Path("/shipments")
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
        List<Despatch> found = despatches.latestOf(guest.glns(), LatestFirst.after(pages), pages.size() + 1);
        List<Despatch> shown = pages.shown(found);
        GuestNames.Found named = names.of(shown);
        Response.ResponseBuilder answer = Response.ok(new Page(
                shown.stream().map(each -> DespatchView.of(each, null)).toList(), named.places(), named.products()));
        pages.next("/api/v1/guest/shipments", found, DespatchResource::cursor)
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    @GET
    @Path("/shipments/{index}/{position}")
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
        Person guest = Call.of(http).person();
        Despatch found = own(guest, index, position);
        GuestNames.Found named = names.of(List.of(found));
        return new One(
                DespatchView.of(found, differences.of(found)),
                differences.attachments(found),
                despatches.comesFrom(guest.glns(), found),
                named.places(),
                named.products());
    }

    @POST
    @Path("/shipments/{index}/{position}/receivings")
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
    @APIResponse(responseCode = "409", description = "unlessReceived was asked for, and something of it was")
    public Response receive(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @Parameter(
                            description =
                                    "true: nothing is logged when something in it was received before under the same"
                                            + " despatch advice, by another form; for two people at one dock")
                    @QueryParam("unlessReceived")
                    boolean unlessReceived,
            @Context RoutingContext http)
            throws SQLException {
        Person guest = Call.of(http).person();
        Despatch despatch = own(guest, index, position);
        if (!despatches.goesTo(guest.glns(), despatch)) {
            // Or whoever sent it could end the wait of those it goes to.
            throw Problem.of(ProblemType.FORBIDDEN, "This shipment does not go to you.")
                    .exception();
        }
        GoodsLog.Ready ready = goods.ready(GuestForms.receiving(guest, despatch, body));
        return unlessReceived
                ? once.unlessReceived(ready.first().facts(), () -> log(ready, body, http))
                : log(ready, body, http);
    }

    @POST
    @Path("/shipments/{index}/{position}/differences")
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
        return log(goods.ready(GuestForms.difference(guest, own(guest, index, position), body)), body, http);
    }

    @POST
    @Path("/differences/{index}/{position}/answers")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.RECEIVE_AS_GUEST)
    @Operation(
            operationId = "answerGuestDifference",
            summary = "Say something to a difference of one of the guest's shipments",
            description = "Comes to one event, which both sides see with the difference. Sent again, the same form logs"
                    + " nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/DifferenceAnswer")))
    @APIResponse(
            responseCode = "201",
            description = "In the log, and found by the next query",
            content = @Content(schema = @Schema(implementation = Logged.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response answer(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @Context RoutingContext http)
            throws SQLException {
        Person guest = Call.of(http).person();
        Case opened = differences.at(Address.parse(index, position));
        Despatch despatch = own(guest, opened);
        DifferenceAnswer form = Forms.read(() -> DifferenceAnswer.parse(body));
        Gs1Identifier speaker = GuestForms.speaker(guest, despatch, differences.confirmedBy(opened));
        byte[] document = form.toEpcis(differences.facts(opened), Optional.of(speaker));
        return log(goods.ready(new GoodsLog.Form(document, List.of())), body, http);
    }

    @POST
    @Path("/differences/{index}/{position}/outcome")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.RECEIVE_AS_GUEST)
    @Operation(
            operationId = "closeGuestDifference",
            summary = "Say what became of a difference of one of the guest's shipments, which closes it",
            description = "Whoever sent the goods says accepted, resent, credited or refused; whoever opened the"
                    + " difference says found. Comes to one event. Sent again, the same form logs nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/DifferenceOutcome")))
    @APIResponse(
            responseCode = "201",
            description = "In the log, and found by the next query",
            content = @Content(schema = @Schema(implementation = Logged.class)))
    @APIResponse(responseCode = "403", description = "This outcome is the other side's to say")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "409", description = "It has another outcome")
    public Response close(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @Context RoutingContext http)
            throws SQLException {
        Person guest = Call.of(http).person();
        Case opened = differences.at(Address.parse(index, position));
        Despatch despatch = own(guest, opened);
        DifferenceOutcome form = Forms.read(() -> DifferenceOutcome.parse(body));
        Optional<String> confirmedBy = differences.confirmedBy(opened);
        Gs1Identifier speaker = GuestForms.speaker(guest, despatch, confirmedBy);
        boolean his = form.outcome() == DifferenceOutcome.Outcome.FOUND
                ? confirmedBy.isPresent() && confirmedBy.get().equals(speaker.uri())
                : despatches.comesFrom(guest.glns(), despatch);
        if (!his) {
            // Or whoever missed a pallet could be told by himself that it was credited.
            throw Problem.of(
                            ProblemType.FORBIDDEN,
                            "Whoever sent the goods says accepted, resent, credited or refused; whoever opened the"
                                    + " difference says found.")
                    .exception();
        }
        byte[] document = form.toEpcis(differences.facts(opened), Optional.of(speaker));
        GoodsLog.Ready ready = goods.ready(new GoodsLog.Form(document, List.of()));
        differences.requireOpenFor(opened, ready.first());
        return log(ready, body, http);
    }

    @POST
    @Path("/shipments/{index}/{position}/attachments")
    @Consumes(MediaType.WILDCARD)
    @Requires(Action.RECEIVE_AS_GUEST)
    @Operation(
            operationId = "addGuestAttachment",
            summary = "Add a photo or a paper, to be named by a receipt or a difference of this guest",
            description = "As `addAttachment`. At most 40 that no form of his names yet.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = Representation.OCTETS,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "201",
            description = "It is kept",
            content = @Content(schema = @Schema(implementation = Attachments.Added.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Response attach(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] content,
            @Parameter(description = "Of the file, as people see it") @QueryParam("name") @Nullable String name,
            @Context RoutingContext http)
            throws SQLException {
        Call call = Call.of(http);
        own(call.person(), index, position);
        return attachments.add(content, name, call, true);
    }

    @GET
    @Path("/shipments/{index}/{position}/attachments/{digest}")
    @Requires(Action.READ_OWN_SHIPMENTS)
    @Operation(
            operationId = "getGuestAttachment",
            summary = "A photo or a paper of one of the guest's shipments",
            description =
                    "Of what left, of what arrived under its advice, or of what was different; as `getAttachment`.")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = Representation.OCTETS,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(
            responseCode = "410",
            description = "It was erased",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response attachment(
            @PathParam("index") String index,
            @PathParam("position") String position,
            @PathParam("digest") String digest,
            @Context Request request,
            @Context RoutingContext http)
            throws SQLException {
        Despatch despatch = own(Call.of(http).person(), index, position);
        AttachmentName name = Attachments.name(digest);
        if (!differences.attachments(despatch).contains(name.toString())) {
            throw Attachments.none(name);
        }
        return attachments.file(name, request);
    }

    private Despatch own(Person guest, String index, String position) throws SQLException {
        RecordAddress address = Address.parse(index, position);
        return despatches.atOf(guest.glns(), address).orElseThrow(() -> DespatchResource.none(address));
    }

    /** The shipment of a difference, if it is one of his; else there is no such difference. */
    private Despatch own(Person guest, Case opened) throws SQLException {
        Despatch announcing = despatches.announcing(List.of(opened)).get(opened);
        if (announcing == null) {
            throw Differences.none(opened.address());
        }
        return despatches
                .atOf(guest.glns(), announcing.address())
                .orElseThrow(() -> Differences.none(opened.address()));
    }

    private Response log(GoodsLog.Ready ready, byte[] body, RoutingContext http) {
        Call call = Call.of(http);
        GoodsLog.requireAll(
                attachments.useOwn(ready.form().attachments(), call.caller()), "is none that you added here");
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        // In the trail it is a capture as any other, of this person: what a kill takes is completed from its job.
        call.doing(Action.CAPTURE);
        Captures.Done done = captures.complete(ready.read(), Submission.NameRule.SHARED, call, idempotent);
        return done.created(new Logged(Captured.of(ready.read(), done).events()))
                .build();
    }
}
