package org.tallystick.api.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.epcis.EpcisHeaders;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.query.EventPage;
import org.tallystick.provenance.query.EventQueries;
import org.tallystick.provenance.query.EventQuery;
import org.tallystick.provenance.query.FoundEvent;

/** EPCIS events, found by the query language. */
@Path("/epcis/events")
@Produces({MediaType.APPLICATION_JSON, "application/ld+json", MediaType.APPLICATION_XML, MediaType.TEXT_XML})
@Tag(name = "Query")
@RunOnVirtualThread
public final class EventQueryResource {
    private static final String EVENT_ID = "EQ_eventID";

    private final EventQueries queries;
    private final Clock clock;

    EventQueryResource(EventQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    @GET
    @Requires(Action.READ_EVENTS)
    @Operation(operationId = "queryEvents", summary = "Find events")
    @APIResponse(responseCode = "200", ref = "Events")
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "414", ref = "Invalid")
    public Response query(@Context RoutingContext http, @Context HttpHeaders headers) throws SQLException {
        EpcisHeaders.check(http.request());
        EventForm form = EventForm.of(headers.getAcceptableMediaTypes(), http.request());
        Map<String, List<String>> parameters = new TreeMap<>();
        http.queryParams()
                .forEach((name, value) -> parameters
                        .computeIfAbsent(name, first -> new java.util.ArrayList<>())
                        .add(value));
        EventPage page = queries.find(EventQuery.parse(parameters));
        Response.ResponseBuilder answer = document(page.events(), form);
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
    public Response event(
            @PathParam("eventID") String eventID, @Context RoutingContext http, @Context HttpHeaders headers)
            throws SQLException {
        EpcisHeaders.check(http.request());
        EventForm form = EventForm.of(headers.getAcceptableMediaTypes(), http.request());
        EventPage page = queries.find(EventQuery.parse(Map.of(EVENT_ID, List.of(eventID), "perPage", List.of("1000"))));
        if (page.events().isEmpty()) {
            throw Problem.of(ProblemType.NOT_FOUND, "There is no event " + eventID + ".")
                    .exception();
        }
        return document(page.events(), form).build();
    }

    private Response.ResponseBuilder document(List<FoundEvent> events, EventForm form) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Response.ResponseBuilder answer = EpcisHeaders.answer(Response.ok(form.document(events, now)))
                .header("Content-Type", form.mediaType())
                // To JSON or XML at one address.
                .header("Vary", "Accept");
        form.spelling().ifPresent(spelling -> answer.header("GS1-CBV-XML-Format", spelling.toString()));
        return answer;
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
