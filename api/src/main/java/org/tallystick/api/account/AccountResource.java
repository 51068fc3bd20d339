package org.tallystick.api.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
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
import org.tallystick.api.session.Sessions;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;

/** A person's own account. A key has none, whatever its roles. */
@Path("/api/v1/account")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People")
@RunOnVirtualThread
public final class AccountResource {
    private static final int MAX_BYTES = 4 << 10;

    private final SignIn signIn;
    private final Sessions sessions;

    AccountResource(SignIn signIn, Sessions sessions) {
        this.signIn = signIn;
        this.sessions = sessions;
    }

    /** @param sessions the latest used first */
    @Schema(name = "Account")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Account(
            String id,
            String name,
            @Nullable String login,
            List<String> roles,
            List<String> glns,
            @Nullable Instant passwordSetAt,
            @Nullable Instant expiresAt,
            List<OpenSession> sessions) {
        Account {
            roles = List.copyOf(roles);
            glns = List.copyOf(glns);
            sessions = List.copyOf(sessions);
        }
    }

    /** @param own the one that this was asked in */
    @Schema(name = "OpenSession")
    record OpenSession(Instant createdAt, Instant lastSeenAt, Instant expiresAt, boolean own) {
        static OpenSession of(Sessions.Open open) {
            return new OpenSession(open.createdAt(), open.lastSeenAt(), open.expiresAt(), open.own());
        }
    }

    @Schema(name = "PasswordChange")
    record PasswordChange(String old, @Schema(name = "new") String wanted) {}

    @GET
    @Requires(Action.OWN_ACCOUNT)
    @Operation(operationId = "getAccount", summary = "One's own account, and where one is signed in")
    @APIResponse(
            responseCode = "200",
            description = "The account of whoever asks",
            content = @Content(schema = @Schema(implementation = Account.class)))
    public Account get(@Context RoutingContext http) {
        Call call = Call.of(http);
        Person person = call.person();
        return new Account(
                person.id(),
                person.name(),
                person.login(),
                person.roles().stream().map(Role::id).toList(),
                person.glns(),
                person.passwordSetAt(),
                person.expiresAt(),
                sessions.of(person.id(), SignIn.own(call)).stream()
                        .map(OpenSession::of)
                        .toList());
    }

    @PUT
    @Path("/password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.OWN_ACCOUNT)
    @Operation(
            operationId = "changePassword",
            summary = "Change one's own password",
            description = "Needs the old one, and ends every other session of this person.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "#/components/schemas/PasswordChange")))
    @APIResponse(responseCode = "204", description = "The new one counts")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public void changePassword(byte[] body, @Context RoutingContext http) throws SQLException {
        Call call = Call.of(http);
        call.person();
        PasswordChange change = Forms.read(() -> {
            Form form = Form.of(StrictJson.readTree(body, MAX_BYTES));
            String old = form.text("old", "the password so far");
            String wanted = form.text("new", "the new password");
            form.throwIfWrong();
            return new PasswordChange(old == null ? "" : old, wanted == null ? "" : wanted);
        });
        signIn.changePassword(change.old(), change.wanted(), call);
    }

    @DELETE
    @Path("/sessions")
    @Requires(Action.OWN_ACCOUNT)
    @Operation(operationId = "endOtherSessions", summary = "Sign out everywhere else")
    @APIResponse(responseCode = "204", description = "The session that this came in is the only one")
    public void endOthers(@Context RoutingContext http) throws SQLException {
        Call call = Call.of(http);
        Person person = call.person();
        sessions.endOf(person.id(), SignIn.own(call));
        call.about("ended the other sessions of " + person.id());
    }
}
