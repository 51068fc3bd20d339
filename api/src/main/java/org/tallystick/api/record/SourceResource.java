package org.tallystick.api.record;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.address.Address;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.commit.SourceDocuments;
import org.tallystick.ledger.commit.SourceDocuments.SourceDocument;

/**
 * The document that a capture was made of, where its records are not its own bytes.
 *
 * <p>It tells of all its events at once, so it is given while every one of them may be read here, and not after one was
 * erased or withheld. It is in no evidence file: that has its digest, in the statement.
 */
@Path("/api/v1/sources/{index}")
@Tag(name = "Records")
@RunOnVirtualThread
public final class SourceResource {
    /** As for attachments. */
    private static final String SALT = "Tallystick-Salt";

    private final PresentLog log;
    private final SourceDocuments sources;

    SourceResource(PresentLog log, DataSource dataSource) {
        this.log = log;
        this.sources = new SourceDocuments(dataSource);
    }

    @GET
    @Requires(Action.READ_RECORD)
    @Operation(
            operationId = "getSource",
            summary = "The document that a capture came in",
            description =
                    "Octet for octet as it was sent, where it was not JSON. The statement of the entry has its salted"
                            + " digest: SHA-256 over a zero byte, the salt in the header " + SALT
                            + ", and these bytes.")
    @APIResponse(
            responseCode = "200",
            description = "The document, of the media type that it was sent with",
            headers = @Header(name = SALT, schema = @Schema(type = SchemaType.STRING)),
            content = {
                @Content(mediaType = "application/xml", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "text/xml", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(
            responseCode = "404",
            description = "No capture has this index, or its records are the bytes that came",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "410",
            description = "A record of the capture is withheld or erased",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response document(
            @Parameter(description = "Of the entry, from 0", example = "7") @PathParam("index") String index,
            @Context Request request)
            throws SQLException {
        SourceDocument source = find(index);
        return Representation.of(source.bytes(), source.mediaType(), Caching.ASKED_EACH_TIME)
                .answer(request)
                .header(SALT, HexFormat.of().formatHex(source.salt().bytes()))
                // Somebody else's XML is no page of ours.
                .header("Content-Disposition", "attachment; filename=\"source-" + index + ".xml\"")
                .build();
    }

    private SourceDocument find(String text) throws SQLException {
        long index = Address.parse(text, "0").index();
        JournalEntry entry = log.journal().entry(index).orElseThrow(() -> none(index));
        for (JournalRecord record : entry.records()) {
            if (record instanceof JournalRecord.Absent absent) {
                throw RecordResource.absent(index, absent);
            }
        }
        return sources.find(index).orElseThrow(() -> none(index));
    }

    private static ProblemException none(long index) {
        return Problem.of(ProblemType.NOT_FOUND, "No document is kept of entry " + index + ".")
                .exception();
    }
}
