package org.tallystick.api.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.form.Forms;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.session.Session;
import org.tallystick.api.session.SessionCookie;
import org.tallystick.api.session.SessionResource;
import org.tallystick.api.session.SessionView;
import org.tallystick.api.session.Sessions;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;

/** Signing in by a name and password: open to everybody, and throttled. */
@Path("/api/v1/session/password")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People")
@RunOnVirtualThread
public final class PasswordResource {
    /** As the door has it. */
    static final int MAX_BYTES = 4 << 10;

    private final SignIn signIn;
    private final Sessions sessions;

    PasswordResource(SignIn signIn, Sessions sessions) {
        this.signIn = signIn;
        this.sessions = sessions;
    }

    @Schema(name = "PasswordSignIn")
    record PasswordSignIn(String login, String password) {}

    @POST
    @Requires(Action.SIGN_IN_BY_PASSWORD)
    @Operation(
            operationId = "beginSessionByPassword",
            summary = "Sign in by name and password",
            description = "Sets the same cookie as signing in with a key does. Wrong ones are counted by name and by"
                    + " where they come from. Not idempotent: each begins another session.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = PasswordSignIn.class)))
    @APIResponse(
            responseCode = "201",
            description = "Signed in",
            content = @Content(schema = @Schema(implementation = SessionView.class)))
    @APIResponse(responseCode = "401", description = "The name or the password is wrong, or the account is not open")
    @APIResponse(responseCode = "429", ref = "TooManyRequests")
    public Response byPassword(byte[] body, @Context RoutingContext http) throws SQLException {
        Call call = Call.of(http);
        requireNobody(call);
        PasswordSignIn typed = Forms.read(() -> {
            Form form = Form.of(read(body));
            PasswordSignIn read = new PasswordSignIn(text(form, "login"), text(form, "password"));
            form.throwIfWrong();
            return read;
        });
        return begun(signIn.byPassword(typed.login(), typed.password(), call), sessions, http);
    }

    static Response begun(Session session, Sessions sessions, RoutingContext http) {
        SessionCookie.set(http.request(), Call.of(http), session.token(), sessions.life());
        return SessionResource.answer(Response.Status.CREATED, session);
    }

    static void requireNobody(Call call) {
        if (call.principal().isPresent()) {
            throw Problem.of(ProblemType.CONFLICT, "Somebody is signed in at this browser; sign out before.")
                    .exception();
        }
    }

    static JsonNode read(byte[] body) {
        return StrictJson.readTree(body, MAX_BYTES);
    }

    static String text(Form form, String member) {
        String text = form.text(member, "a text");
        return text == null ? "" : text;
    }
}
