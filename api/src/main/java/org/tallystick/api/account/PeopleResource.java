package org.tallystick.api.account;

import static org.tallystick.api.idempotency.IdempotentRequest.REPLAYED;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;

/** People and guests, for administrators. */
@Path("/api/v1/people")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People")
@RunOnVirtualThread
public final class PeopleResource {
    private static final String CURSOR = "people";

    private final Accounts accounts;
    private final Clock clock;

    PeopleResource(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    @GET
    @Requires(Action.MANAGE_PEOPLE)
    @Operation(operationId = "listPeople", summary = "List people, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page of people; erased ones are on none",
            content = @Content(schema = @Schema(implementation = PersonView.Page.class)))
    public Response list(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, CURSOR);
        String after = pages.after().map(last -> last.parts().getFirst()).orElse(null);
        List<Person> found = accounts.page(after, pages.size() + 1);
        List<Person> shown = pages.shown(found);
        Instant now = clock.instant();
        Response.ResponseBuilder answer = Response.ok(new PersonView.Page(
                shown.stream().map(person -> PersonView.of(person, now)).toList()));
        pages.next("/api/v1/people", found, last -> new Cursor(CURSOR, List.of(last.id())))
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    @GET
    @Path("/{id}")
    @Requires(Action.MANAGE_PEOPLE)
    @Operation(operationId = "getPerson", summary = "Show one person")
    @APIResponse(
            responseCode = "200",
            description = "The person",
            content = @Content(schema = @Schema(implementation = PersonView.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    public PersonView get(@PathParam("id") String id) throws SQLException {
        return PersonView.of(accounts.find(id), clock.instant());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_PEOPLE)
    @Operation(
            operationId = "invitePerson",
            summary = "Invite a person, or a guest of another company",
            description = "Makes an account that nobody can enter yet: make a one-time link for it, and hand that over."
                    + " A guest sees the shipments that name one of their GLNs as a source, a destination or a place,"
                    + " and nothing else.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/PersonRequest")))
    @APIResponse(
            responseCode = "201",
            description = "The person",
            content = @Content(schema = @Schema(implementation = PersonView.class)))
    public Response invite(byte[] body, @Context RoutingContext http) throws SQLException {
        PersonRequest request = PersonRequest.parseNew(body, clock.instant());
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Accounts.Invited invited = accounts.invite(request, Call.of(http), idempotent.orElse(null));
        Response.ResponseBuilder answer = Response.status(Response.Status.CREATED)
                .header("Location", "/api/v1/people/" + invited.person().id())
                .entity(PersonView.of(invited.person(), clock.instant()));
        return invited.replayed() ? answer.header(REPLAYED, "true").build() : answer.build();
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_PEOPLE)
    @Operation(
            operationId = "changePerson",
            summary = "Say anew what a person is called and may; suspend them, or let them in again",
            description = "What is left out is taken away. Counts at once, in sessions that are open too; whoever is"
                    + " suspended is signed out everywhere.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/PersonChange")))
    @APIResponse(
            responseCode = "200",
            description = "The person as they are now",
            content = @Content(schema = @Schema(implementation = PersonView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public PersonView change(@PathParam("id") String id, byte[] body, @Context RoutingContext http)
            throws SQLException {
        return PersonView.of(accounts.change(id, PersonRequest.parseKnown(body), Call.of(http)), clock.instant());
    }

    @DELETE
    @Path("/{id}")
    @Requires(Action.MANAGE_PEOPLE)
    @Operation(
            operationId = "erasePerson",
            summary = "Forget who a person was, and end their account; again is no error",
            description = "Name, login, password and GLNs are gone. The audit trail keeps their id, which says nothing"
                    + " about anybody.")
    @APIResponse(responseCode = "204", description = "They are forgotten")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public void erase(@PathParam("id") String id, @Context RoutingContext http) throws SQLException {
        accounts.erase(id, Call.of(http));
    }

    @POST
    @Path("/{id}/link")
    @Requires(Action.MANAGE_PEOPLE)
    @Operation(
            operationId = "makeOneTimeLink",
            summary = "Make a one-time link; the answer alone has it",
            description =
                    "Whoever opens it chooses a password: a new person within 7 days, one who forgot theirs within"
                            + " one. It takes the place of the link before it, so of several the last one works. Not idempotent.")
    @APIResponse(
            responseCode = "201",
            description = "The link",
            content = @Content(schema = @Schema(implementation = PersonView.Link.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Response makeLink(@PathParam("id") String id, @Context RoutingContext http) throws SQLException {
        Accounts.Link link = accounts.makeLink(id, Call.of(http));
        return Response.status(Response.Status.CREATED)
                // Holds a secret.
                .header("Cache-Control", "no-store")
                .entity(new PersonView.Link(link.path(), link.expiresAt()))
                .build();
    }

    @DELETE
    @Path("/{id}/link")
    @Requires(Action.MANAGE_PEOPLE)
    @Operation(operationId = "takeBackOneTimeLink", summary = "Take a one-time link back; again is no error")
    @APIResponse(responseCode = "204", description = "They have no link")
    public void takeBackLink(@PathParam("id") String id, @Context RoutingContext http) throws SQLException {
        accounts.takeBackLink(id, Call.of(http));
    }
}
