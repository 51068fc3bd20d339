package org.tallystick.api.capture;

import static org.tallystick.api.idempotency.IdempotentRequest.REPLAYED;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import org.tallystick.api.epcis.EpcisHeaders;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.submit.Acceptance;
import org.tallystick.ledger.submit.Job;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureReader;

/** EPCIS documents: captured whole, by jobs that can be asked for. */
@Path("/epcis/capture")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Capture")
@RunOnVirtualThread
public final class CaptureResource {
    private static final String CURSOR = "capture";

    private final Captures captures;
    private final CaptureJobs jobs;
    private final CaptureReader reader;

    CaptureResource(Captures captures, CaptureJobs jobs, CaptureReader reader) {
        this.captures = captures;
        this.jobs = jobs;
        this.reader = reader;
    }

    @OPTIONS
    @Requires(Action.READ_CAPABILITIES)
    @Operation(operationId = "captureOptions", summary = "Versions and limits of capture")
    @APIResponse(responseCode = "204", ref = "Options")
    public Response options() {
        return EpcisHeaders.captureOptions(reader.limits());
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/ld+json", MediaType.APPLICATION_XML, MediaType.TEXT_XML})
    @Requires(Action.CAPTURE)
    @Operation(operationId = "captureDocument", summary = "Capture an EPCIS document")
    @Parameter(ref = "CaptureErrorBehaviour")
    @RequestBody(ref = "EpcisDocument")
    @APIResponse(
            responseCode = "200",
            description = "A dry run: what would be captured",
            content = @Content(schema = @Schema(implementation = DryRun.class)))
    @APIResponse(responseCode = "202", ref = "CaptureAccepted")
    public Response capture(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http) {
        EpcisHeaders.check(http.request());
        Call call = Call.of(http);
        CaptureErrorBehaviour behaviour = EpcisHeaders.errorBehaviour(http.request());
        SentDocument sent =
                SentDocument.of(http.request(), body, reader.limits().documentBytes());
        Captures.Read read = captures.readDocument(sent, behaviour);
        if (dryRun) {
            return EpcisHeaders.answer(Response.ok(DryRun.of(read))).build();
        }
        Optional<IdempotentRequest> idempotent =
                IdempotentRequest.of(http.request(), behaviour.toString(), sent.bytes());
        Submission submission = captures.submission(read, Submission.NameRule.SHARED, call, idempotent);
        Acceptance.Accepted accepted = captures.accept(submission, call);
        Response.ResponseBuilder answer = EpcisHeaders.answer(Response.accepted())
                .header("Location", "/epcis/capture/" + accepted.job())
                .header("GS1-Capture-Error-Behaviour", behaviour.toString());
        if (accepted.replayed()) {
            answer.header(REPLAYED, "true");
        }
        return answer.build();
    }

    @GET
    @Requires(Action.READ_JOBS)
    @Operation(operationId = "listCaptureJobs", summary = "List capture jobs, newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page of jobs",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = CaptureJobView.class)))
    public Response list(
            @QueryParam("perPage") @Nullable String perPage,
            @QueryParam("nextPageToken") @Nullable String nextPageToken,
            @Context RoutingContext http)
            throws SQLException {
        EpcisHeaders.check(http.request());
        Pages pages = Pages.parse(Pages.Names.EPCIS, perPage, nextPageToken, CURSOR);
        Optional<Job.Place> after = pages.after().map(cursor -> place(cursor, pages));
        List<CaptureJobView> found = jobs.page(after, pages.size() + 1);
        Response.ResponseBuilder answer = EpcisHeaders.answer(Response.ok(pages.shown(found)));
        pages.next("/epcis/capture", found, CaptureResource::cursor).ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    private static Cursor cursor(CaptureJobView last) {
        return new Cursor(CURSOR, List.of(last.createdAt().toString(), last.captureID()));
    }

    private static Job.Place place(Cursor cursor, Pages pages) {
        try {
            return new Job.Place(
                    Instant.parse(cursor.parts().getFirst()),
                    Cti.parse(cursor.parts().getLast()));
        } catch (DateTimeException | MalformedStatementException e) {
            throw pages.noCursor();
        }
    }

    @OPTIONS
    @Path("/{captureID}")
    @Requires(Action.READ_CAPABILITIES)
    @Operation(operationId = "captureJobOptions", summary = "Versions")
    @APIResponse(responseCode = "204", ref = "Options")
    public Response jobOptions(@PathParam("captureID") String captureID) {
        return EpcisHeaders.options("GET, HEAD, OPTIONS").build();
    }

    @GET
    @Path("/{captureID}")
    @Requires(Action.READ_JOBS)
    @Operation(operationId = "getCaptureJob", summary = "Ask for a capture job")
    @APIResponse(
            responseCode = "200",
            description = "The job",
            content = @Content(schema = @Schema(implementation = CaptureJobView.class)))
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response job(@PathParam("captureID") String captureID, @Context RoutingContext http) throws SQLException {
        EpcisHeaders.check(http.request());
        Cti id;
        try {
            id = Cti.parse(captureID);
        } catch (MalformedStatementException e) {
            throw noJob(captureID);
        }
        CaptureJobView job = jobs.find(id).orElseThrow(() -> noJob(captureID));
        return EpcisHeaders.answer(Response.ok(job))
                .header("Cache-Control", "no-store")
                .build();
    }

    private static ProblemException noJob(String captureID) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no capture job " + captureID + ".")
                .exception();
    }
}
