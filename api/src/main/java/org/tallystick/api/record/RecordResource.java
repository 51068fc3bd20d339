package org.tallystick.api.record;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
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
import org.tallystick.api.address.Address;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.submit.RecordAddress;

/** One record by its address. */
@Path("/api/v1/records/{index}/{position}")
@Tag(name = "Records")
@RunOnVirtualThread
public final class RecordResource {
    /** A record carries its own context. */
    private static final String JSON_LD = "application/ld+json";

    private final PresentLog log;
    private final EvidenceExport export;

    RecordResource(PresentLog log, EvidenceExport export) {
        this.log = log;
        this.export = export;
    }

    @GET
    @Requires(Action.READ_RECORD)
    @Operation(
            operationId = "getRecord",
            summary = "The exact bytes of a record",
            description = "What was hashed, signed for and kept: not one byte of it is written anew. With its salt and"
                    + " path, which the evidence file has, it leads to the root that its statement signs.")
    @APIResponse(
            responseCode = "200",
            description = "The record",
            content =
                    @Content(
                            mediaType = JSON_LD,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = @ExampleObject(name = "an observation", value = """
                                                    {"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",\
                                                    "eventID":"urn:uuid:6f1d2a3e-0b53-4d37-9a53-6e9f3f6f0a11","type":"ObjectEvent",\
                                                    "eventTime":"2026-11-24T08:15:00Z","eventTimeZoneOffset":"+01:00",\
                                                    "action":"OBSERVE","epcList":["https://id.gs1.org/00/195212340000000010"]}""")))
    @APIResponse(
            responseCode = "404",
            description = "No record has this address, or another member's node holds it; the problem says which",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "410",
            description = "The record is withheld or erased; the problem says which",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response record(
            @Parameter(description = "Of the entry, from 0", example = "7") @PathParam("index") String index,
            @Parameter(description = "In its capture, from 0", example = "0") @PathParam("position") String position,
            @Context Request request)
            throws SQLException {
        return answer(log.journal(), Address.parse(index, position), request);
    }

    /** The bytes of a record of a log. */
    public static Response answer(Journal journal, RecordAddress address, Request request) throws SQLException {
        @Nullable
        JournalRecord found =
                journal.record(address.index(), address.position()).orElse(null);
        if (found == null) {
            throw notHere(journal, address);
        }
        return switch (found) {
            // Asked for each time: what is erased here shall not live on in a cache.
            case JournalRecord.Present present ->
                Representation.of(present.bytes(), JSON_LD, Caching.ASKED_EACH_TIME)
                        .answer(request)
                        .build();
            case JournalRecord.Absent absent -> throw absent(address.index(), absent);
        };
    }

    @GET
    @Path("/evidence")
    @Requires(Action.EXPORT_EVIDENCE)
    @Operation(
            operationId = "getRecordEvidence",
            summary = "The evidence file of a record",
            description = "One closed zip with the record, its salt, its path in the capture, the signed statement, the"
                    + " proof that this is in the log, the signer's DID log, the trust policy, and a page to read. It is"
                    + " verified offline: `./tallystick verify FILE --policy POLICY`. The audit trail tells of it.")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = "application/zip",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "404",
            description = "No record has this address, or another member's node holds it; the problem says which",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "410",
            description = "The record is withheld or erased",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response evidence(
            @Parameter(description = "Of the entry, from 0", example = "7") @PathParam("index") String index,
            @Parameter(description = "In its capture, from 0", example = "0") @PathParam("position") String position,
            @Parameter(description = "`newest`: proven in the newest checkpoint, not in that of its own block")
                    @QueryParam("at")
                    @Nullable
                    String at,
            @Context RoutingContext http)
            throws IOException, SQLException, InterruptedException {
        return export.answer(log, List.of(Address.parse(index, position)), at(at), http);
    }

    public static EvidenceExport.At at(@Nullable String text) {
        if (text == null) {
            return EvidenceExport.At.OWN_BLOCK;
        }
        if (text.equals("newest")) {
            return EvidenceExport.At.NEWEST;
        }
        throw Problem.at(ProblemType.QUERY_PARAMETER, "?at", "is newest, or left out")
                .exception();
    }

    /** Why there is nothing here under that address: no record has it, or another member has the record. */
    private static ProblemException notHere(Journal journal, RecordAddress address) throws SQLException {
        return journal.entry(address.index())
                .filter(entry -> isHeldElsewhere(entry) && address.position() < count(entry))
                .map(entry -> heldElsewhere(entry, address.position()))
                .orElseGet(() -> Address.none(address));
    }

    /** A capture has a record at least; the node of its issuer has them, this one has none. */
    static boolean isHeldElsewhere(JournalEntry entry) {
        return entry.records().isEmpty()
                && entry.statement().header().contentType().equals(ContentType.CAPTURE);
    }

    static ProblemException heldElsewhere(JournalEntry entry, int position) {
        return Problem.of(
                        ProblemType.NOT_FOUND,
                        "Record " + entry.index() + "/" + position + " is held by "
                                + entry.statement().header().issuer() + ", not by this node.")
                .exception();
    }

    private static int count(JournalEntry entry) {
        try {
            return CapturePayload.parse(entry.statement().payload()).count();
        } catch (MalformedStatementException e) {
            throw new IllegalStateException("entry " + entry.index() + " was registered as a capture", e);
        }
    }

    /** Why a record that the log has a digest of is not given. */
    static ProblemException absent(long index, JournalRecord.Absent absent) {
        return Problem.of(
                        ProblemType.GONE,
                        "Record " + index + "/" + absent.position() + " is " + absent.reason() + " here.")
                .exception();
    }
}
