package org.tallystick.api.despatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.despatch.After;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.despatch.Despatches;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/** Shipments as whoever receives them asks for them; logging them is {@code goods}' business. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simple")
@RunOnVirtualThread
public final class DespatchResource {
    public static final String CURSOR = "shipments";

    private final Despatches despatches;
    private final Differences differences;

    DespatchResource(DataSource dataSource, Differences differences) {
        this.despatches = new Despatches(dataSource);
        this.differences = differences;
    }

    @GET
    @Path("/shipments")
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "listShipments",
            summary = "Announced shipments, the latest first",
            description = "All of them, or those of a number, or those that a thing travels in; not both. How much has"
                    + " been received is told by receiving events: of an amount, those that name the shipment's"
                    + " despatch advice.")
    @APIResponse(
            responseCode = "200",
            description = "A page of shipments, without what is in their packages",
            content = @Content(schema = @Schema(implementation = DespatchView.Page.class)))
    public Response list(
            @Parameter(description = "Of the despatch advice", example = "DN-4711") @QueryParam("advice") @Nullable
                    String number,
            @Parameter(
                            description = "An identifier of goods, packed or not",
                            example = "https://id.gs1.org/00/195212340000000171")
                    @QueryParam("thing")
                    @Nullable
                    String thing,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, CURSOR);
        List<Despatch> found = found(number, thing, LatestFirst.after(pages), pages.size() + 1);
        Response.ResponseBuilder answer = Response.ok(new DespatchView.Page(
                pages.shown(found).stream().map(DespatchView::of).toList()));
        pages.next(address(number, thing), found, DespatchResource::cursor)
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    private List<Despatch> found(@Nullable String number, @Nullable String thing, @Nullable After after, int limit)
            throws SQLException {
        if (number != null && thing != null) {
            throw Problem.at(ProblemType.QUERY_PARAMETER, "?thing", "is another question than advice; ask one of them")
                    .exception();
        }
        if (number != null) {
            return despatches.ofNumber(number, after, limit);
        }
        return thing == null ? despatches.latest(after, limit) : despatches.ofThing(identifier(thing), after, limit);
    }

    /** The list with its question. */
    private static String address(@Nullable String number, @Nullable String thing) {
        if (number != null) {
            return "/api/v1/shipments?advice=" + URLEncoder.encode(number, UTF_8);
        }
        return "/api/v1/shipments" + (thing == null ? "" : "?thing=" + URLEncoder.encode(thing, UTF_8));
    }

    @GET
    @Path("/shipments/{index}/{position}")
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "getShipment",
            summary = "A shipment and what is in its packages",
            description = "Named by the address of its shipping event's record.")
    @APIResponse(
            responseCode = "200",
            description = "The shipment",
            content = @Content(schema = @Schema(implementation = DespatchView.class)))
    @APIResponse(
            responseCode = "404",
            description = "No shipping event has this address, or its issuer has declared it wrong",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public DespatchView get(@PathParam("index") String index, @PathParam("position") String position)
            throws SQLException {
        RecordAddress address = Address.parse(index, position);
        Despatch found = despatches.at(address).orElseThrow(() -> none(address));
        return DespatchView.of(found, differences.of(found));
    }

    /** That there is no such shipment, or none that the caller may know of. */
    public static ProblemException none(RecordAddress address) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no shipment " + Address.text(address) + ".")
                .exception();
    }

    /** The cursor that goes on after this one. */
    public static Cursor cursor(Despatch last) {
        return LatestFirst.cursor(CURSOR, last.shippedAt(), last.address());
    }

    private static Identifier identifier(String text) {
        try {
            return Identifier.parse(text);
        } catch (MalformedIdentifierException e) {
            throw Problem.at(ProblemType.QUERY_PARAMETER, "?thing", String.valueOf(e.getMessage()))
                    .exception();
        }
    }
}
