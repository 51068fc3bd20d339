package org.tallystick.api.despatch;

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
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.form.FormDryRun;
import org.tallystick.api.form.Forms;
import org.tallystick.api.goods.GoodsLog;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.despatch.Case;
import org.tallystick.provenance.despatch.Cases;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.despatch.Despatches;
import org.tallystick.provenance.goods.Difference;
import org.tallystick.provenance.goods.DifferenceAnswer;
import org.tallystick.provenance.goods.DifferenceOutcome;
import org.tallystick.provenance.identifier.Identifier;

/**
 * Differences as this company's people see, answer and settle them; what a guest may is {@code guest}'s. This company may
 * record every outcome: what was agreed by telephone with one who has no account is its word, and the event says no other's.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simple")
@RunOnVirtualThread
public final class DifferenceResource {
    private static final String CURSOR = "differences";

    private final Cases cases;
    private final Despatches despatches;
    private final Differences differences;
    private final GoodsLog log;

    DifferenceResource(DataSource dataSource, Differences differences, GoodsLog log) {
        this.cases = new Cases(dataSource);
        this.despatches = new Despatches(dataSource);
        this.differences = differences;
        this.log = log;
    }

    @GET
    @Path("/differences")
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "listDifferences",
            summary = "Goods that are not as they were announced, the latest first",
            description = "Each with its shipment, what was said to it since, and its outcome once it has one.")
    @APIResponse(
            responseCode = "200",
            description = "A page of differences",
            content = @Content(schema = @Schema(implementation = DifferenceView.Page.class)))
    public Response list(
            @Parameter(
                            description = "Only those that are; without it, all",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"open", "closed"}))
                    @QueryParam("state")
                    @Nullable
                    String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, CURSOR);
        Boolean open = open(state);
        List<Case> found = cases.latest(open, LatestFirst.after(pages), pages.size() + 1);
        Response.ResponseBuilder answer = Response.ok(new DifferenceView.Page(differences.of(pages.shown(found))));
        pages.next(
                        "/api/v1/differences" + (state == null ? "" : "?state=" + state),
                        found,
                        last -> LatestFirst.cursor(CURSOR, last.observedAt(), last.address()))
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    private static @Nullable Boolean open(@Nullable String state) {
        if (state == null) {
            return null;
        }
        return switch (state) {
            case "open" -> true;
            case "closed" -> false;
            default ->
                throw Problem.at(ProblemType.QUERY_PARAMETER, "?state", "is open or closed")
                        .exception();
        };
    }

    @GET
    @Path("/differences/{index}/{position}")
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "getDifference",
            summary = "One difference, its shipment, and what was said to it",
            description = "Named by the address of the record that opened it.")
    @APIResponse(
            responseCode = "200",
            description = "The difference",
            content = @Content(schema = @Schema(implementation = DifferenceView.class)))
    public DifferenceView get(@PathParam("index") String index, @PathParam("position") String position)
            throws SQLException {
        return differences
                .of(List.of(differences.at(Address.parse(index, position))))
                .getFirst();
    }

    @POST
    @Path("/shipments/{index}/{position}/differences")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "openDifference",
            summary = "Say that goods of a shipment are not as they were announced",
            description =
                    "Comes to one event, which opens a case that both sides see with the shipment. Sent again, the"
                            + " same form logs nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/Difference")))
    @APIResponse(responseCode = "201", ref = "GoodsLogged")
    @APIResponse(responseCode = "200", ref = "FormDryRun")
    public Response open(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @QueryParam("dryRun") boolean dryRun,
            @Context RoutingContext http)
            throws SQLException {
        if (dryRun) {
            FormDryRun.requireReader(Call.of(http), "records"); // which shipment, what goods
        }
        RecordAddress address = Address.parse(index, position);
        Despatch despatch = despatches.at(address).orElseThrow(() -> DespatchResource.none(address));
        Difference form = Forms.read(() -> Difference.parse(body));
        byte[] document = form.toEpcis(despatch.eventID(), despatch.paper().map(Identifier::uri), Optional.empty());
        return log.log(new GoodsLog.Form(document, form.attachments()), body, dryRun, http, GoodsLog.Main.FIRST);
    }

    @POST
    @Path("/differences/{index}/{position}/answers")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "answerDifference",
            summary = "Say something to a difference",
            description = "Comes to one event, which both sides see with the difference. Sent again, the same form logs"
                    + " nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/DifferenceAnswer")))
    @APIResponse(responseCode = "201", ref = "GoodsLogged")
    @APIResponse(responseCode = "200", ref = "FormDryRun")
    public Response answer(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @QueryParam("dryRun") boolean dryRun,
            @Context RoutingContext http)
            throws SQLException {
        if (dryRun) {
            FormDryRun.requireReader(Call.of(http), "records"); // which shipment, what goods
        }
        Case opened = differences.at(Address.parse(index, position));
        DifferenceAnswer form = Forms.read(() -> DifferenceAnswer.parse(body));
        byte[] document = form.toEpcis(differences.facts(opened), Optional.empty());
        return log.log(new GoodsLog.Form(document, List.of()), body, dryRun, http, GoodsLog.Main.FIRST);
    }

    @POST
    @Path("/differences/{index}/{position}/outcome")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "closeDifference",
            summary = "Say what became of a difference, which closes it",
            description =
                    "Comes to one event. A difference is closed once; an error declaration of the outcome opens it"
                            + " again. Sent again, the same form logs nothing twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/DifferenceOutcome")))
    @APIResponse(responseCode = "201", ref = "GoodsLogged")
    @APIResponse(responseCode = "200", ref = "FormDryRun")
    @APIResponse(responseCode = "409", description = "It has another outcome")
    public Response close(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @QueryParam("dryRun") boolean dryRun,
            @Context RoutingContext http)
            throws SQLException {
        if (dryRun) {
            FormDryRun.requireReader(Call.of(http), "records"); // which shipment, what goods
        }
        Case opened = differences.at(Address.parse(index, position));
        DifferenceOutcome form = Forms.read(() -> DifferenceOutcome.parse(body));
        byte[] document = form.toEpcis(differences.facts(opened), Optional.empty());
        GoodsLog.Ready ready = log.ready(new GoodsLog.Form(document, List.of()));
        differences.requireOpenFor(opened, ready.first());
        return log.log(ready, body, dryRun, http, GoodsLog.Main.FIRST);
    }
}
