package org.tallystick.api.correction;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.capture.Captured;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.capture.DryRun;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Submission;

/** The correction of a record by its address. */
@Path("/api/v1/records/{index}/{position}/correction")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class CorrectionResource {
    private final Corrections corrections;
    private final Captures captures;

    CorrectionResource(Corrections corrections, Captures captures) {
        this.corrections = corrections;
        this.captures = captures;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/ld+json"})
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "correctRecord",
            summary = "Declare a record wrong, with the events that are right instead")
    public Response correct(
            @PathParam("index") String index,
            @PathParam("position") String position,
            byte[] body,
            @QueryParam("dryRun") boolean dryRun,
            @Context RoutingContext http)
            throws SQLException {
        Captures.Read read = corrections.read(address(index, position), CorrectionForm.parse(body));
        if (dryRun) {
            return Response.ok(DryRun.of(read)).build();
        }
        Call call = Call.of(http);
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Submission submission = captures.submission(read, Submission.NameRule.UNIQUE, call, idempotent);
        Captures.Done done = captures.complete(submission, call);
        return Captured.response(read, done)
                .header("Location", "/epcis/capture/" + done.job())
                .build();
    }

    private static RecordAddress address(String index, String position) {
        if (!index.matches("0|[1-9][0-9]{0,17}") || !position.matches("0|[1-9][0-9]{0,8}")) {
            throw noRecord(index + "/" + position);
        }
        return new RecordAddress(Long.parseLong(index), Integer.parseInt(position));
    }

    static ProblemException noRecord(String address) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no record " + address + ".")
                .exception();
    }
}
