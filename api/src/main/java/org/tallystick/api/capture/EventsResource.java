package org.tallystick.api.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.query.EventPage;
import org.tallystick.provenance.query.EventQueries;
import org.tallystick.provenance.query.EventQuery;
import org.tallystick.provenance.query.FoundEvent;
import org.tallystick.provenance.query.QueryDocument;

/** EPCIS events: one captured at a time, and found again by the query language. */
@Path("/epcis/events")
@Produces({MediaType.APPLICATION_JSON, "application/ld+json"})
@Tag(name = "Query")
@RunOnVirtualThread
public final class EventsResource {
    private static final String EVENT_ID = "EQ_eventID";

    private final Captures captures;
    private final EventQueries queries;
    private final Clock clock;

    EventsResource(Captures captures, EventQueries queries, Clock clock) {
        this.captures = captures;
        this.queries = queries;
        this.clock = clock;
    }

    @OPTIONS
    @Requires(Action.READ_CAPABILITIES)
    @Operation(operationId = "eventsOptions", summary = "Versions")
    @APIResponse(responseCode = "204", ref = "Options")
    public Response options() {
        return EpcisHeaders.options("GET, HEAD, OPTIONS, POST").build();
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/ld+json"})
    @Requires(Action.CAPTURE)
    @Operation(operationId = "captureEvent", summary = "Capture one EPCIS event")
    @RequestBody(ref = "EpcisEvent")
    @APIResponse(
            responseCode = "200",
            description = "A dry run: what would be captured",
            content = @Content(schema = @Schema(implementation = DryRun.class)))
    @APIResponse(
            responseCode = "201",
            description = "It is in the log and can be found",
            content = @Content(schema = @Schema(implementation = Captured.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Response capture(byte[] body, @QueryParam("dryRun") boolean dryRun, @Context RoutingContext http) {
        EpcisHeaders.check(http.request());
        Call call = Call.of(http);
        Captures.Read read = captures.readEvent(body);
        if (dryRun) {
            return EpcisHeaders.answer(Response.ok(DryRun.of(read))).build();
        }
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Submission submission = captures.submission(read, Submission.NameRule.UNIQUE, call, idempotent);
        Captures.Done done = captures.complete(submission, call);
        String eventID = read.events().getFirst().facts().eventID();
        return EpcisHeaders.answer(Captured.response(read, done))
                .header("Location", "/epcis/events/" + encoded(eventID))
                .build();
    }

    @GET
    @Requires(Action.READ_EVENTS)
    @Operation(operationId = "queryEvents", summary = "Find events")
    @APIResponse(responseCode = "200", ref = "Events")
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "414", ref = "Invalid")
    public Response query(@Context RoutingContext http) throws SQLException {
        EpcisHeaders.check(http.request());
        Map<String, List<String>> parameters = new TreeMap<>();
        http.queryParams()
                .forEach((name, value) -> parameters
                        .computeIfAbsent(name, first -> new java.util.ArrayList<>())
                        .add(value));
        EventPage page = queries.find(EventQuery.parse(parameters));
        Response.ResponseBuilder answer = document(page.events());
        page.nextPageToken().ifPresent(token -> {
            parameters.put("nextPageToken", List.of(token));
            answer.header("Link", "<" + address(parameters) + ">; rel=\"next\"");
        });
        return answer.build();
    }

    @OPTIONS
    @Path("/{eventID}")
    @Requires(Action.READ_CAPABILITIES)
    @Operation(operationId = "eventOptions", summary = "Versions")
    @APIResponse(responseCode = "204", ref = "Options")
    public Response eventOptions(@PathParam("eventID") String eventID) {
        return EpcisHeaders.options("GET, HEAD, OPTIONS").build();
    }

    @GET
    @Path("/{eventID}")
    @Requires(Action.READ_EVENTS)
    @Operation(operationId = "getEvent", summary = "The events of an eventID, error declarations among them")
    @APIResponse(responseCode = "200", ref = "Events")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response event(@PathParam("eventID") String eventID, @Context RoutingContext http) throws SQLException {
        EpcisHeaders.check(http.request());
        EventPage page = queries.find(EventQuery.parse(Map.of(EVENT_ID, List.of(eventID), "perPage", List.of("1000"))));
        if (page.events().isEmpty()) {
            throw Problem.of(ProblemType.NOT_FOUND, "There is no event " + eventID + ".")
                    .exception();
        }
        return document(page.events()).build();
    }

    private Response.ResponseBuilder document(List<FoundEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        try {
            QueryDocument.write(
                    out,
                    QueryDocument.SIMPLE_EVENT_QUERY,
                    Optional.empty(),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    events);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return EpcisHeaders.answer(Response.ok(out.toByteArray(), MediaType.APPLICATION_JSON_TYPE));
    }

    private static String address(Map<String, List<String>> parameters) {
        StringJoiner query = new StringJoiner("&", "/epcis/events?", "");
        parameters.forEach((name, values) -> values.forEach(value -> query.add(encoded(name) + "=" + encoded(value))));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
