package org.tallystick.api.log;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashSet;
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
import org.tallystick.api.Settings;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.proof.Checkpoints;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.prove.TrustPolicy;

/**
 * The published log, {@code c2sp.org/tlog-tiles} with the prefix {@code /log}.
 *
 * <p>A tile is given as wide as any size the log has had: its narrower forms are its beginnings, and stay. Whatever is
 * beyond the newest checkpoint is not there, though it may be stored already: nothing is published that is not signed.
 */
@Path("/log")
@Tag(name = "Log")
@RunOnVirtualThread
public final class LogResource {
    private final Ledger ledger;
    private final Node node;
    private final Checkpoints checkpoints;
    private final Caching ofTiles;

    LogResource(Ledger ledger, Node node, Checkpoints checkpoints, Settings settings) {
        this.ledger = ledger;
        this.node = node;
        this.checkpoints = checkpoints;
        this.ofTiles = settings.log().readableBy() == Settings.LogReaders.ALL
                ? Caching.FOR_EVER
                : Caching.FOR_EVER_BY_ITS_READER;
    }

    @GET
    @Path("/checkpoint")
    @Requires(Action.READ_PUBLISHED)
    @Operation(
            operationId = "getCheckpoint",
            summary = "The newest signed checkpoint",
            description = "A signed note (c2sp.org/signed-note) over origin, size and root (c2sp.org/tlog-checkpoint);"
                    + " in a network, with the cosignatures of a quorum of the members.")
    @APIResponse(
            responseCode = "200",
            description = "The note",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = SchemaType.STRING),
                            examples = @ExampleObject(name = "checkpoint", value = """
                                                    tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6
                                                    7
                                                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

                                                    — tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6 XWtqkA5…
                                                    """)))
    public Response checkpoint(@Context Request request) {
        // In memory: followers of the log cost no query.
        return Representation.ofText(checkpoints.signed().note(), Caching.A_SECOND)
                .answer(request)
                .build();
    }

    @GET
    @Path("/tile/{tile:.+}")
    @Requires(Action.READ_LOG)
    @Operation(
            operationId = "getTile",
            summary = "A tile of hashes, or a bundle of entries",
            description = "c2sp.org/tlog-tiles: LEVEL/INDEX[.p/WIDTH] is up to 256 hashes of 32 bytes,"
                    + " entries/INDEX[.p/WIDTH] up to 256 entries, each after its length in two bytes.")
    @APIResponse(
            responseCode = "200",
            description = "The tile",
            content =
                    @Content(
                            mediaType = Representation.OCTETS,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "404",
            description = "No tile of a checkpoint up to now",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response tile(
            @Parameter(description = "Level or `entries`, and index", example = "0/x001/x234/067.p/8")
                    @Encoded
                    @PathParam("tile")
                    String path,
            @Context Request request)
            throws IOException {
        Tile tile = PublishedTile.of(path, checkpoints.signed().checkpoint().size());
        return Representation.of(ledger.journal().tiles().read(tile), Representation.OCTETS, ofTiles)
                .answer(request)
                .build();
    }

    @GET
    @Path("/policy")
    @Requires(Action.READ_PUBLISHED)
    @Operation(
            operationId = "getPolicy",
            summary = "The trust policy in force",
            description =
                    "c2sp.org/tlog-policy. Whoever wants to verify what this node says gets it from somewhere else:"
                            + " from a member whom he trusts, or from an earlier visit.")
    @APIResponse(
            responseCode = "200",
            description = "The policy",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = SchemaType.STRING),
                            examples = @ExampleObject(name = "of a company alone", value = """
                                                    # sizes 0 -
                                                    log tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6+5d6b2a90+AW8n…
                                                    quorum none
                                                    """)))
    public Response policy(@Context Request request) {
        return answer(node.policies().getLast(), request);
    }

    @GET
    @Path("/policy/{number}")
    @Requires(Action.READ_PUBLISHED)
    @Operation(operationId = "getPolicyByNumber", summary = "A trust policy of this log, counted from 1")
    @APIResponse(
            responseCode = "200",
            description = "The policy",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "404",
            description = "There is no policy of this number",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response policyByNumber(
            @Parameter(example = "1") @PathParam("number") String number, @Context Request request) {
        List<TrustPolicy> policies = node.policies();
        for (int i = 0; i < policies.size(); i++) {
            if (Integer.toString(i + 1).equals(number)) {
                return answer(policies.get(i), request);
            }
        }
        throw noPolicy(number, policies.size());
    }

    private static ProblemException noPolicy(String number, int count) {
        return Problem.of(
                        ProblemType.NOT_FOUND, "There is no policy " + number + "; the newest is policy " + count + ".")
                .exception();
    }

    /** One in force is closed one day; one that is closed stays as it is. */
    private static Response answer(TrustPolicy policy, Request request) {
        TrustPolicy.Sizes sizes = policy.sizes();
        boolean closed = sizes != null && sizes.last().isPresent();
        return Representation.ofText(policy.text(), closed ? Caching.FOR_EVER : Caching.A_SECOND)
                .answer(request)
                .build();
    }

    @GET
    @Path("/vkeys")
    @Requires(Action.READ_PUBLISHED)
    @Operation(
            operationId = "getVerifierKeys",
            summary = "All keys that sign, or ever signed, checkpoints of this log",
            description = "A verifier key (c2sp.org/signed-note) a line, the log's own first, each once.")
    @APIResponse(
            responseCode = "200",
            description = "The keys",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(type = SchemaType.STRING),
                            examples =
                                    @ExampleObject(
                                            name = "of a company alone",
                                            value =
                                                    "tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6+5d6b2a90+AW8n…\n")))
    public Response verifierKeys(@Context Request request) {
        Set<VerifierKey> keys = new LinkedHashSet<>();
        keys.add(node.logVerifierKey());
        for (TrustPolicy policy : node.policies()) {
            keys.addAll(policy.logs());
            policy.witnesses().forEach(witness -> keys.add(witness.key()));
        }
        StringBuilder lines = new StringBuilder();
        keys.forEach(key -> lines.append(key).append('\n'));
        return Representation.ofText(lines.toString(), Caching.A_SECOND)
                .answer(request)
                .build();
    }
}
