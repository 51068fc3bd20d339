package org.tallystick.api.keys;

import static org.tallystick.api.idempotency.IdempotentRequest.REPLAYED;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.ApiKey;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/** API keys, for administrators. */
@Path("/api/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
@RunOnVirtualThread
public final class KeysResource {
    private static final String CURSOR = "keys";
    /** The first of the usual warnings: 90, 30 and 7 days before. */
    private static final int DEFAULT_DAYS = 90;

    private static final int MAX_DAYS = 366;

    private final KeyMaker maker;
    private final Clock clock;

    KeysResource(KeyMaker maker, Clock clock) {
        this.maker = maker;
        this.clock = clock;
    }

    @GET
    @Requires(Action.MANAGE_KEYS)
    @Operation(operationId = "listKeys", summary = "List API keys, newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page of keys",
            content = @Content(schema = @Schema(implementation = KeyView.Page.class)))
    public Response list(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, CURSOR);
        String after = pages.after().map(last -> last.parts().getFirst()).orElse(null);
        List<ApiKey> found = maker.page(after, pages.size() + 1);
        List<ApiKey> shown = pages.shown(found);
        Response.ResponseBuilder answer = Response.ok(new KeyView.Page(
                shown.stream().map(key -> KeyView.of(key, null)).toList()));
        pages.next("/api/v1/keys", found, last -> new Cursor(CURSOR, List.of(last.id())))
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    @GET
    @Path("/ending")
    @Requires(Action.MANAGE_KEYS)
    @Operation(
            operationId = "listEndingKeys",
            summary = "API keys that work and will end soon, the first to end first",
            description = "What a dashboard warns of; revoked keys and those without end are not among them.")
    @APIResponse(
            responseCode = "200",
            description = "At most 1000 keys",
            content = @Content(schema = @Schema(implementation = KeyView.Page.class)))
    public KeyView.Page ending(
            @Parameter(description = "Within so many days, 1 to 366; 90 where it is left out", example = "30")
                    @QueryParam("days")
                    @Nullable
                    String days)
            throws SQLException {
        if (days != null && (!days.matches("[1-9][0-9]{0,2}") || Integer.parseInt(days) > MAX_DAYS)) {
            throw Problem.at(ProblemType.QUERY_PARAMETER, "?days", "is a number from 1 to " + MAX_DAYS)
                    .exception();
        }
        Duration within = Duration.ofDays(days == null ? DEFAULT_DAYS : Integer.parseInt(days));
        return new KeyView.Page(maker.ending(clock.instant().plus(within), Pages.MAX_SIZE).stream()
                .map(key -> KeyView.of(key, null))
                .toList());
    }

    @GET
    @Path("/{id}")
    @Requires(Action.MANAGE_KEYS)
    @Operation(operationId = "getKey", summary = "Show one API key")
    @APIResponse(
            responseCode = "200",
            description = "The key",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    public KeyView get(@PathParam("id") String id) throws SQLException {
        return maker.find(id)
                .map(key -> KeyView.of(key, null))
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "There is no key " + id + ".")
                        .exception());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_KEYS)
    @Operation(operationId = "makeKey", summary = "Make an API key; the answer alone has its token")
    @RequestBody(ref = "KeyRequest")
    @APIResponse(
            responseCode = "201",
            description = "The key with its token",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    @APIResponse(responseCode = "204", description = "A dry run: it could be made")
    public Response make(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http)
            throws SQLException {
        Call call = Call.of(http);
        KeyRequest request = KeyRequest.parse(body, clock.instant());
        if (dryRun) {
            return Response.noContent().build();
        }
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        KeyMaker.Made made = maker.make(request, call, idempotent.orElse(null));
        Response.ResponseBuilder answer = Response.status(Response.Status.CREATED)
                .header("Location", "/api/v1/keys/" + made.key().id())
                // Holds a secret.
                .header("Cache-Control", "no-store")
                .entity(KeyView.of(made.key(), made.token()));
        if (made.replayed()) {
            answer.header(REPLAYED, "true");
        }
        return answer.build();
    }

    @DELETE
    @Path("/{id}")
    @Requires(Action.MANAGE_KEYS)
    @Operation(operationId = "revokeKey", summary = "Revoke an API key; again is no error")
    @APIResponse(responseCode = "204", description = "It is revoked")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public void revoke(@PathParam("id") String id, @Context RoutingContext http) throws SQLException {
        maker.revoke(id, Call.of(http));
    }
}
