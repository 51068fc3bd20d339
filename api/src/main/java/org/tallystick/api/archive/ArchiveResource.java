package org.tallystick.api.archive;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.log.PublishedTile;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.proof.Checkpoints;
import org.tallystick.api.proof.ProofResource;
import org.tallystick.api.record.EvidenceExport;
import org.tallystick.api.record.RecordResource;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;

/**
 * Logs that ended when this node was restored: what each published, its records, and evidence of them, as they were. Each
 * is a {@code c2sp.org/tlog-tiles} log of its own below its number.
 */
@Path("/archive")
@Tag(name = "Archive")
@RunOnVirtualThread
public final class ArchiveResource {
    private final Archives archives;
    private final EvidenceExport export;

    ArchiveResource(Archives archives, EvidenceExport export) {
        this.archives = archives;
        this.export = export;
    }

    /**
     * @param number below which it is found here
     * @param size up to which its entries are here
     * @param lastCheckpoint the newest one that anyone was known to hold: what the genesis of the log after it names
     */
    public record Archived(
            int number, String origin, String verifierKey, long size, Instant archivedAt, String lastCheckpoint) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Action.READ_PUBLISHED)
    @Operation(operationId = "listArchivedLogs", summary = "The logs that this node signed before, oldest first")
    public List<Archived> list() throws SQLException {
        List<Archived> list = new ArrayList<>();
        for (ReadableArchive archive : archives.all()) {
            ArchivedLog log = archive.log();
            list.add(new Archived(
                    log.number(),
                    log.verifierKey().name(),
                    log.verifierKey().toString(),
                    archive.newest().checkpoint().size(),
                    log.archivedAt(),
                    log.checkpoint()));
        }
        return list;
    }

    @GET
    @Path("/{number}/checkpoint")
    @Requires(Action.READ_PUBLISHED)
    @Operation(operationId = "getArchivedCheckpoint", summary = "The last signed checkpoint of an archived log")
    @APIResponse(
            responseCode = "200",
            description = "The note",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)))
    public Response checkpoint(@Parameter(example = "1") @PathParam("number") String number, @Context Request request)
            throws SQLException {
        return Representation.ofText(find(number).newest().note().toString(), Caching.FOR_EVER)
                .answer(request)
                .build();
    }

    @GET
    @Path("/{number}/policy")
    @Requires(Action.READ_PUBLISHED)
    @Operation(operationId = "getArchivedPolicy", summary = "The trust policy of an archived log")
    @APIResponse(
            responseCode = "200",
            description = "The policy",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)))
    public Response policy(@Parameter(example = "1") @PathParam("number") String number, @Context Request request) {
        return Representation.ofText(find(number).policies().getLast().text(), Caching.FOR_EVER)
                .answer(request)
                .build();
    }

    @GET
    @Path("/{number}/vkeys")
    @Requires(Action.READ_PUBLISHED)
    @Operation(operationId = "getArchivedVerifierKeys", summary = "The keys that signed an archived log's checkpoints")
    @APIResponse(
            responseCode = "200",
            description = "The keys, one a line",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)))
    public Response verifierKeys(
            @Parameter(example = "1") @PathParam("number") String number, @Context Request request) {
        return Representation.ofText(find(number).log().verifierKey() + "\n", Caching.FOR_EVER)
                .answer(request)
                .build();
    }

    @GET
    @Path("/{number}/tile/{tile:.+}")
    @Requires(Action.READ_LOG)
    @Operation(operationId = "getArchivedTile", summary = "A tile or bundle of entries of an archived log")
    @APIResponse(
            responseCode = "200",
            description = "The tile",
            content =
                    @Content(
                            mediaType = Representation.OCTETS,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response tile(
            @Parameter(example = "1") @PathParam("number") String number,
            @Parameter(description = "Level or `entries`, and index", example = "0/000.p/8") @Encoded @PathParam("tile")
                    String path,
            @Context Request request)
            throws IOException, SQLException {
        ReadableArchive archive = find(number);
        byte[] tile = archive.journal()
                .tiles()
                .read(PublishedTile.of(path, archive.newest().checkpoint().size()));
        return Representation.of(tile, Representation.OCTETS, Caching.FOR_EVER_BY_ITS_READER)
                .answer(request)
                .build();
    }

    @GET
    @Path("/{number}/proofs/{index}.tlog-proof")
    @Requires(Action.READ_LOG)
    @Operation(operationId = "getArchivedLogProof", summary = "The proof that an entry is in an archived log")
    @APIResponse(
            responseCode = "200",
            description = "The proof, at the checkpoint of the entry's own block (c2sp.org/tlog-proof@v1)",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)))
    public Response proof(
            @Parameter(example = "1") @PathParam("number") String number,
            @Parameter(description = "Of the entry, from 0", example = "2") @PathParam("index") String index,
            @Context Request request)
            throws IOException, SQLException {
        ReadableArchive archive = find(number);
        long entry = ProofResource.number(index).orElseThrow(() -> noEntry(index));
        Checkpoints.Published published = archive.ofEntry(entry).orElseThrow(() -> noEntry(index));
        return Representation.of(
                        archive.inclusion(entry, published).bytes(),
                        Representation.TEXT,
                        Caching.FOR_EVER_BY_ITS_READER)
                .answer(request)
                .build();
    }

    @GET
    @Path("/{number}/records/{index}/{position}")
    @Requires(Action.READ_RECORD)
    @Operation(operationId = "getArchivedRecord", summary = "The exact bytes of a record of an archived log")
    @APIResponse(
            responseCode = "200",
            description = "The record",
            content = @Content(mediaType = "application/ld+json", schema = @Schema(type = SchemaType.OBJECT)))
    public Response record(
            @Parameter(example = "1") @PathParam("number") String number,
            @Parameter(description = "Of the entry, from 0", example = "7") @PathParam("index") String index,
            @Parameter(description = "In its capture, from 0", example = "0") @PathParam("position") String position,
            @Context Request request)
            throws SQLException {
        return RecordResource.answer(find(number).journal(), Address.parse(index, position), request);
    }

    @GET
    @Path("/{number}/records/{index}/{position}/evidence")
    @Requires(Action.EXPORT_EVIDENCE)
    @Operation(
            operationId = "getArchivedRecordEvidence",
            summary = "The evidence file of a record of an archived log",
            description = "As it was before the log ended: the same bytes, under the same policy.")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = "application/zip",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response evidence(
            @Parameter(example = "1") @PathParam("number") String number,
            @Parameter(description = "Of the entry, from 0", example = "7") @PathParam("index") String index,
            @Parameter(description = "In its capture, from 0", example = "0") @PathParam("position") String position,
            @Parameter(description = "`newest`: proven in the last checkpoint, not in that of its own block")
                    @QueryParam("at")
                    @Nullable
                    String at,
            @Context RoutingContext http)
            throws IOException, SQLException, InterruptedException {
        return export.answer(find(number), List.of(Address.parse(index, position)), RecordResource.at(at), http);
    }

    private ReadableArchive find(String number) {
        return archives.find(number)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "There is no archived log " + number + ".")
                        .exception());
    }

    private static ProblemException noEntry(String index) {
        return Problem.of(ProblemType.NOT_FOUND, "The archived log has no entry " + index + ".")
                .exception();
    }
}
