package org.tallystick.api.account;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.time.Instant;
import java.util.List;
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
import org.tallystick.api.access.Role;
import org.tallystick.api.form.Forms;
import org.tallystick.api.session.SessionView;
import org.tallystick.api.session.Sessions;
import org.tallystick.provenance.form.Form;

/** Choosing a name and password by a one-time link: open to everybody, and shut to whoever has no link. */
@Path("/api/v1/link")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People")
@RunOnVirtualThread
public final class LinkResource {
    private final SignIn signIn;
    private final Sessions sessions;

    LinkResource(SignIn signIn, Sessions sessions) {
        this.signIn = signIn;
        this.sessions = sessions;
    }

    @Schema(name = "LinkToken")
    record Token(String token) {}

    /** @param login of one who has none yet */
    @Schema(name = "LinkPassword")
    record LinkPassword(String token, @Nullable String login, String password) {}

    /**
     * What a link is for.
     *
     * @param name what whoever made the link calls them
     * @param login what they sign in with; absent: they choose it now
     */
    @Schema(name = "LinkOwner")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LinkOwner(
            String name,
            @Nullable String login,
            List<String> roles,
            List<String> glns,
            @Nullable Instant expiresAt) {
        LinkOwner {
            roles = List.copyOf(roles);
            glns = List.copyOf(glns);
        }
    }

    @POST
    @Requires(Action.USE_LINK)
    @Operation(
            operationId = "readOneTimeLink",
            summary = "Ask what a one-time link is for",
            description =
                    "Changes nothing and uses nothing up, so it needs no Idempotency-Key. The token is what follows the `#`.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Token.class)))
    @APIResponse(
            responseCode = "200",
            description = "Whose it is",
            content = @Content(schema = @Schema(implementation = LinkOwner.class)))
    @APIResponse(responseCode = "410", description = "It was used, replaced or taken back, or its time is over")
    public Response look(byte[] body, @Context RoutingContext http) throws SQLException {
        Token typed = Forms.read(() -> {
            Form form = Form.of(PasswordResource.read(body));
            Token read = new Token(PasswordResource.text(form, "token"));
            form.throwIfWrong();
            return read;
        });
        Person person = signIn.ofLink(typed.token(), Call.of(http));
        return Response.ok(new LinkOwner(
                        person.name(),
                        person.login(),
                        person.roles().stream().map(Role::id).toList(),
                        person.glns(),
                        person.expiresAt()))
                .header("Cache-Control", "no-store")
                .build();
    }

    @POST
    @Path("/password")
    @Requires(Action.USE_LINK)
    @Operation(
            operationId = "chooseByOneTimeLink",
            summary = "Choose a name and password by a one-time link, and be signed in",
            description = "Who has a name already, and forgot the password, keeps the name. Uses the link up. Not"
                    + " idempotent.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LinkPassword.class)))
    @APIResponse(
            responseCode = "201",
            description = "Signed in",
            content = @Content(schema = @Schema(implementation = SessionView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "410", description = "It was used, replaced or taken back, or its time is over")
    public Response choose(byte[] body, @Context RoutingContext http) throws SQLException {
        Call call = Call.of(http);
        PasswordResource.requireNobody(call);
        LinkPassword typed = Forms.read(() -> {
            Form form = Form.of(PasswordResource.read(body));
            LinkPassword read = new LinkPassword(
                    PasswordResource.text(form, "token"),
                    form.optionalText("login"),
                    PasswordResource.text(form, "password"));
            form.throwIfWrong();
            return read;
        });
        return PasswordResource.begun(
                signIn.byLink(typed.token(), typed.login(), typed.password(), call), sessions, http);
    }
}
