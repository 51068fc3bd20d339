package org.tallystick.api.proof;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;
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
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.Hash;

/** Proofs for those who do not read tiles themselves. */
@Path("/proofs")
@Tag(name = "Log")
@RunOnVirtualThread
public final class ProofResource {
    private final Checkpoints checkpoints;
    private final Proofs proofs;

    ProofResource(Checkpoints checkpoints, Proofs proofs) {
        this.checkpoints = checkpoints;
        this.proofs = proofs;
    }

    @GET
    @Path("/{index}.tlog-proof")
    @Requires(Action.READ_LOG)
    @Operation(
            operationId = "getLogProof",
            summary = "The proof that an entry is in the log",
            description =
                    "One file with the entry's index, the path to the root, and the signed checkpoint"
                            + " (c2sp.org/tlog-proof@v1): the checkpoint of the entry's own block, unless another is asked for.")
    @APIResponse(
            responseCode = "200",
            description = "The proof",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = SchemaType.STRING),
                            examples = @ExampleObject(name = "entry 2 of 3", value = """
                                                    c2sp.org/tlog-proof@v1
                                                    index 2
                                                    5nB+G7cbGhf2U0sRd0dcyZUTxW3N3H7bDgHyrVFOJbI=

                                                    tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6
                                                    3
                                                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

                                                    — tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6 XWtqkA5…
                                                    """)))
    @APIResponse(
            responseCode = "404",
            description = "No such entry, or no checkpoint of this size",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response inclusion(
            @Parameter(description = "Of the entry, from 0", example = "2") @PathParam("index") String indexText,
            @Parameter(description = "In the checkpoint of this size", example = "3") @QueryParam("size") @Nullable
                    String sizeText,
            @Parameter(description = "`newest`: in the newest checkpoint", example = "newest")
                    @QueryParam("at")
                    @Nullable
                    String at,
            @Context Request request)
            throws IOException, SQLException {
        long index = number(indexText).orElseThrow(() -> noEntry(indexText));
        Checkpoints.Published published = chosen(index, sizeText, at);
        if (index >= published.checkpoint().size()) {
            checkpoints.ofEntry(index); // says so where its checkpoint is only not cosigned yet
            throw noEntry(indexText);
        }
        // Consortium members may still add their signatures to the same checkpoint.
        return Representation.of(
                        proofs.inclusion(index, published).bytes(), Representation.TEXT, Caching.ASKED_EACH_TIME)
                .answer(request)
                .build();
    }

    private Checkpoints.Published chosen(long index, @Nullable String sizeText, @Nullable String at)
            throws SQLException {
        if (at != null) {
            if (!at.equals("newest") || sizeText != null) {
                throw wrong("?at", "is newest, and goes without size");
            }
            return checkpoints.newest();
        }
        if (sizeText == null) {
            return checkpoints.ofEntry(index).orElseThrow(() -> noEntry(Long.toString(index)));
        }
        return published("?size", sizeText);
    }

    @GET
    @Path("/consistency")
    @Requires(Action.READ_LOG)
    @Operation(
            operationId = "getConsistencyProof",
            summary = "The proof that the log of one size begins with the log of another",
            description = "The hashes of RFC 9162 section 2.1.4, each in base64 on a line of its own, as witnesses take"
                    + " them (c2sp.org/tlog-witness). None, if `from` is 0 or equals `to`.")
    @APIResponse(
            responseCode = "200",
            description = "The hashes",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = SchemaType.STRING),
                            examples =
                                    @ExampleObject(
                                            name = "from 2 to 3",
                                            value = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")))
    @APIResponse(
            responseCode = "400",
            description = "`from` or `to` is no number, or `from` is larger",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "404",
            description = "There is no checkpoint of size `to`",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response consistency(
            @Parameter(description = "The smaller size", required = true, example = "2") @QueryParam("from") @Nullable
                    String fromText,
            @Parameter(description = "The larger size, one of a checkpoint", required = true, example = "3")
                    @QueryParam("to")
                    @Nullable
                    String toText,
            @Context Request request)
            throws IOException, SQLException {
        long from = required("?from", fromText);
        Checkpoints.Published to = published("?to", toText);
        if (from > to.checkpoint().size()) {
            throw wrong("?from", "is larger than to");
        }
        ConsistencyProof proof = proofs.consistency(from, to);
        StringBuilder lines = new StringBuilder();
        for (Hash hash : proof.path()) {
            lines.append(hash.toBase64()).append('\n');
        }
        return Representation.ofText(lines.toString(), Caching.ASKED_EACH_TIME)
                .answer(request)
                .build();
    }

    private Checkpoints.Published published(String parameter, @Nullable String text) throws SQLException {
        long size = required(parameter, text);
        return checkpoints.ofSize(size).orElseThrow(() -> noCheckpoint(size));
    }

    private ProblemException noCheckpoint(long size) {
        return Problem.of(
                        ProblemType.NOT_FOUND,
                        "No checkpoint of size " + size + " was published; the newest has size "
                                + checkpoints.newest().checkpoint().size() + ".")
                .exception();
    }

    private ProblemException noEntry(String index) {
        return Problem.of(
                        ProblemType.NOT_FOUND,
                        "There is no entry " + index + " below size "
                                + checkpoints.newest().checkpoint().size() + ".")
                .exception();
    }

    private static long required(String parameter, @Nullable String text) {
        return (text == null ? OptionalLong.empty() : number(text))
                .orElseThrow(() -> wrong(parameter, "is a number from 0, without leading zeros"));
    }

    private static ProblemException wrong(String parameter, String detail) {
        return Problem.at(ProblemType.QUERY_PARAMETER, parameter, detail).exception();
    }

    /** An index or a size, in its one decimal form; empty for another. */
    public static OptionalLong number(String text) {
        if (!text.matches("0|[1-9][0-9]{0,18}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // 2^63 or more
        }
    }
}
