package org.tallystick.api.session;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Principal;
import org.tallystick.api.access.Requires;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/** Signing in and out at a browser. */
@Path("/api/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
@RunOnVirtualThread
public final class SessionResource {
    private final Sessions sessions;

    SessionResource(Sessions sessions) {
        this.sessions = sessions;
    }

    @GET
    @Requires(Action.READ_PUBLISHED)
    @Operation(operationId = "getSession", summary = "Who is signed in at this browser, if anybody")
    @APIResponse(
            responseCode = "200",
            description = "The session of the cookie",
            content = @Content(schema = @Schema(implementation = SessionView.class)))
    @APIResponse(responseCode = "204", description = "Nobody is signed in")
    public Response get(@Context RoutingContext http) {
        Optional<Session> session = session(http);
        if (session.isEmpty()) {
            return Response.noContent().header("Cache-Control", "no-store").build();
        }
        return answer(Response.Status.OK, session.get());
    }

    @POST
    @Requires(Action.SIGN_IN)
    @Operation(
            operationId = "beginSession",
            summary = "Sign in with an API key",
            description =
                    "The key is in the Authorization header, as always. The answer sets a cookie that stands for"
                            + " it from then on: not readable by scripts, sent by pages of this node only. Writes with the"
                            + " cookie need the answer's `csrf` as `X-CSRF-Token`. Not idempotent: each begins another session.")
    @APIResponse(
            responseCode = "201",
            description = "Signed in",
            content = @Content(schema = @Schema(implementation = SessionView.class)))
    public Response begin(@Context RoutingContext http) throws SQLException {
        Call call = Call.of(http);
        Principal key = call.principal()
                .filter(shown -> session(http).isEmpty())
                .orElseThrow(() -> Problem.of(
                                ProblemType.CONFLICT, "Somebody is signed in at this browser; sign out before.")
                        .exception());
        Session session = sessions.begin(key);
        SessionCookie.set(http.request(), call, session.token(), sessions.life());
        return answer(Response.Status.CREATED, session);
    }

    @DELETE
    @Requires(Action.SIGN_IN)
    @Operation(operationId = "endSession", summary = "Sign out")
    @APIResponse(responseCode = "204", description = "Nobody is signed in now")
    public void end(@Context RoutingContext http) throws SQLException {
        Optional<Session> session = session(http);
        if (session.isPresent()) {
            sessions.end(session.get().token());
        }
        SessionCookie.clear(http.request(), Call.of(http));
    }

    /** Of the request's own credential: a key in the header comes before a cookie. */
    private Optional<Session> session(RoutingContext http) {
        if (http.request().getHeader("Authorization") != null) {
            return Optional.empty();
        }
        return SessionCookie.read(http.request(), Call.of(http))
                .flatMap(sessions::find)
                .filter(session -> session.who().mayComeFrom(Call.of(http).address()));
    }

    public static Response answer(Response.Status status, Session session) {
        return Response.status(status)
                // Holds a secret.
                .header("Cache-Control", "no-store")
                .entity(SessionView.of(session))
                .build();
    }
}
