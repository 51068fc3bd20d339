package org.tallystick.api.organisation;

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
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.Settings;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.form.Forms;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.organisation.Organisation;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;

/** Changes of the organisation's DID; each becomes one of its log's entries, and the answer tells which version. */
@Path("/api/v1/organisation")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Access")
public final class OrganisationResource {
    /** A change waits for its block; past this the node does not write at all. */
    private static final long RETRY_SECONDS = 10;

    /** A domain has 253 characters at most; the rest is a path. */
    private static final int MAX_BYTES = 4 << 10;

    private final Node node;
    private final AuditTrail trail;
    private final Duration wait;

    OrganisationResource(Node node, AuditTrail trail, Settings settings) {
        this.node = node;
        this.trail = trail;
        this.wait = settings.limits().decisionWait();
    }

    /**
     * @param did as the version names it
     * @param versionId of the entry that made the change
     */
    public record Changed(String did, String versionId) {}

    private interface Change {
        Organisation.Change make() throws IOException, SQLException, InterruptedException, TimeoutException;
    }

    @POST
    @Path("/rotations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_KEYS)
    @Operation(
            operationId = "rotateOrganisationKeys",
            summary = "Replace the organisation's signing key and update key",
            description =
                    "The body is {} or {\"emergency\": true}. An ordinary rotation lets what is signed with the old"
                            + " key be registered first; an emergency does not wait, and what was signed with the old key is"
                            + " signed again. Not idempotent: sent twice, it rotates twice.")
    public Response rotate(byte[] body, @Context RoutingContext http) throws IOException, SQLException {
        Organisation.Haste haste = Forms.read(() -> haste(form(body)));
        return change(http, "rotated", () -> node.organisation().rotate(haste));
    }

    private static Organisation.Haste haste(Form form) {
        JsonNode emergency = form.optional("emergency");
        if (emergency != null && !emergency.isBoolean()) {
            form.fault("emergency", "type", "is true or false");
        }
        form.throwIfWrong();
        return emergency != null && emergency.booleanValue()
                ? Organisation.Haste.EMERGENCY
                : Organisation.Haste.ORDINARY;
    }

    @POST
    @Path("/moves")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_KEYS)
    @Operation(
            operationId = "moveOrganisation",
            summary = "Give the organisation's DID another home",
            description = "The body is {\"domain\": \"acme.example\"}: the domain, and after colons a path, at which"
                    + " did.jsonl will be found. The history moves with it, the signing key stays. Not idempotent.")
    public Response move(byte[] body, @Context RoutingContext http) throws IOException, SQLException {
        String domain = Forms.read(() -> domain(form(body)));
        try {
            return change(http, "moved", () -> node.organisation().move(domain));
        } catch (MalformedDidException e) {
            throw Problem.at(ProblemType.VALIDATION, "/domain", String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private static String domain(Form form) {
        String domain = form.text("domain", "the domain, such as acme.example");
        form.throwIfWrong();
        return Objects.requireNonNull(domain, "its absence is a fault");
    }

    private static Form form(byte[] body) {
        return Form.of(StrictJson.readTree(body, MAX_BYTES));
    }

    /**
     * Who changed the organisation's keys is on disk before the answer leaves. The change itself is an entry of the log
     * by then: a kill in between takes who asked for it, never that it was made.
     */
    private void tell(RoutingContext http, String what) throws InterruptedException {
        Call call = Call.of(http);
        AuditLine line = AuditLine.of(call, Action.MANAGE_KEYS, what, Response.Status.CREATED.getStatusCode());
        if (!trail.addDurably(line, wait)) {
            throw Problem.of(
                            ProblemType.UNAVAILABLE,
                            "It is done (" + what + "): do not ask for it again. Its line of the audit trail waits for"
                                    + " the database.")
                    .exception();
        }
        call.trailWritten();
    }

    private Response change(RoutingContext http, String verb, Change change) throws IOException, SQLException {
        try {
            return switch (change.make()) {
                case Organisation.Change.Made(DidVersion version) -> {
                    tell(http, verb + " " + version.versionId());
                    yield Response.status(Response.Status.CREATED)
                            .header("Location", "/1.0/identifiers/" + version.did())
                            .entity(new Changed(
                                    version.did().toString(),
                                    version.versionId().toString()))
                            .build();
                }
                case Organisation.Change.Refused(var refusal) ->
                    throw Problem.of(ProblemType.REFUSED, refusal.toString()).exception();
            };
        } catch (TimeoutException e) {
            throw Problem.of(ProblemType.UNAVAILABLE, "The change is handed in and not decided yet.")
                    .retryAfter(RETRY_SECONDS)
                    .exception();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemType.UNAVAILABLE, "The node is stopping.").exception();
        }
    }
}
