package org.tallystick.api.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.prove.EvidenceFile;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.query.Standing;
import org.tallystick.provenance.query.Standings;

/** The records of an eventID, which may be several: an error declaration repeats the name of what it takes back. */
@Path("/api/v1/events/{eventID}")
@Tag(name = "Records")
@RunOnVirtualThread
public final class EventResource {
    private static final String CURSOR = "standings";

    private final Standings standings;
    private final PresentLog log;
    private final EvidenceExport export;

    EventResource(Standings standings, PresentLog log, EvidenceExport export) {
        this.standings = standings;
        this.log = log;
        this.export = export;
    }

    @GET
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "getEventRecords",
            summary = "The records of an eventID and where they stand",
            description =
                    "Each with its address in the log, its issuer, the key that signed and its time, whether its own issuer declared it"
                            + " wrong, by what, and what is right instead. A declaration by anybody else is shown as a dispute.")
    @APIResponse(
            responseCode = "200",
            description = "A page of records in the order of the log; `Link: rel=\"next\"` leads to the next",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EventView.class),
                            examples = @ExampleObject(name = "taken back", value = """
                                                    {"eventID": "urn:uuid:6f1d2a3e-0b53-4d37-9a53-6e9f3f6f0a11",
                                                     "member": [
                                                      {"index": 7, "position": 0,
                                                       "record": "/api/v1/records/7/0",
                                                       "evidence": "/api/v1/records/7/0/evidence",
                                                       "proof": "/proofs/7.tlog-proof",
                                                       "issuer": "did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:acme.example",
                                                       "keyId": "did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:acme.example?versionId=1-QmXyDDYCEFbDBbrSBCCBeBpKWgQHjgCkNcZkE5bXWBCnTr#key-1",
                                                       "type": "ObjectEvent",
                                                       "eventTime": "2026-11-24T08:15:00Z",
                                                       "recordTime": "2026-11-24T08:15:02.113Z",
                                                       "standing": "declaredWrong",
                                                       "declaredWrongBy": [
                                                        {"record": "/api/v1/records/9/0",
                                                         "issuer": "did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:acme.example",
                                                         "declarationTime": "2026-11-24T09:00:00Z",
                                                         "reason": "incorrect_data",
                                                         "correctiveEventIDs": ["urn:uuid:0e4ac9d6-5d1f-4c06-8f43-5a6d1d6f9c22"]}],
                                                       "disputedBy": []}]}
                                                    """)))
    @APIResponse(
            responseCode = "404",
            description = "No record has this eventID",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response records(
            @Parameter(
                            description = "As the event has it, percent-encoded",
                            example = "urn:uuid:6f1d2a3e-0b53-4d37-9a53-6e9f3f6f0a11")
                    @PathParam("eventID")
                    String eventID,
            @Parameter(description = "How many at most, 1 to 1000", example = "100") @QueryParam("limit") @Nullable
                    String limit,
            @Parameter(description = "From the Link of the page before") @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, CURSOR);
        RecordAddress after = pages.after().isEmpty()
                ? Standings.START
                : new RecordAddress(pages.number(0, 0), position(pages.number(1, 0)));
        List<Standing> found = standings.find(eventID, after, pages.size() + 1);
        if (found.isEmpty() && pages.after().isEmpty()) {
            throw noEvent(eventID);
        }
        List<Standing> declarations = standings.declarations(eventID, EventView.MAX_DECLARATIONS);
        Response.ResponseBuilder answer = Response.ok(new EventView(
                        eventID,
                        pages.shown(found).stream()
                                .map(standing -> EventView.member(standing, declarations))
                                .toList()))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "private, no-cache");
        pages.next("/api/v1/events/" + URLEncoder.encode(eventID, UTF_8), found, EventResource::cursor)
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    private static Cursor cursor(Standing last) {
        RecordAddress address = last.address();
        return new Cursor(CURSOR, List.of(Long.toString(address.index()), Integer.toString(address.position())));
    }

    private static int position(long number) {
        return (int) Math.clamp(number, 0L, Integer.MAX_VALUE);
    }

    @GET
    @Path("/evidence")
    @Requires(Action.EXPORT_EVIDENCE)
    @Operation(
            operationId = "getEventEvidence",
            summary = "The evidence file of all that was recorded about an event",
            description = "Every record of the eventID, declarations that take them back included, and in turn every"
                    + " record of the events that these name as right instead; in one closed zip.")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = "application/zip",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "404",
            description = "No record has this eventID",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "410",
            description = "One of the records is withheld or erased; others are to be had by their addresses",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "413",
            description = "More records than a file may have",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response evidence(
            @Parameter(
                            description = "As the event has it, percent-encoded",
                            example = "urn:uuid:6f1d2a3e-0b53-4d37-9a53-6e9f3f6f0a11")
                    @PathParam("eventID")
                    String eventID,
            @Parameter(description = "`newest`: proven in the newest checkpoint, not in those of their own blocks")
                    @QueryParam("at")
                    @Nullable
                    String at,
            @Context RoutingContext http)
            throws IOException, SQLException, InterruptedException {
        EvidenceExport.At proven = RecordResource.at(at);
        List<RecordAddress> records = withCorrections(eventID);
        if (records.isEmpty()) {
            throw noEvent(eventID);
        }
        return export.answer(log, records, proven, http);
    }

    /** All records of the name, and of those that its issuers name as right instead, and so on. */
    private List<RecordAddress> withCorrections(String eventID) throws SQLException {
        List<RecordAddress> records = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(eventID));
        ArrayDeque<String> names = new ArrayDeque<>(seen);
        while (!names.isEmpty() && records.size() <= EvidenceFile.EVENTS_MAX) {
            // One more than fits tells that they do not.
            int room = EvidenceFile.EVENTS_MAX + 1 - records.size();
            List<Standing> found = standings.find(names.remove(), Standings.START, room);
            for (Standing standing : found) {
                records.add(standing.address());
                if (found.stream().anyMatch(standing::takesBack)) {
                    standing.declaration().orElseThrow().correctiveEventIDs().stream()
                            .filter(seen::add)
                            .forEach(names::add);
                }
            }
        }
        return records;
    }

    private static ProblemException noEvent(String eventID) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no event " + eventID + ".")
                .exception();
    }
}
