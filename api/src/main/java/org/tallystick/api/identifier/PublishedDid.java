package org.tallystick.api.identifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.WebvhDid;

/**
 * The organisation's DID where its method looks for it: {@code /.well-known/did.jsonl}, or below the path in the DID.
 *
 * <p>A DID that moved keeps its log at the paths of its earlier names, whose holders find the move in it. There is no
 * {@code did-witness.json}: a ledger registers no DID that has did:webvh witnesses, since its own order is what they
 * would vouch for.
 */
@Path("/")
@Tag(name = "Identifiers")
@RunOnVirtualThread
public final class PublishedDid {
    /** As did:webvh 1.0 calls it. */
    private static final String JSON_LINES = "text/jsonl";

    private static final String DID_JSON_LD = "application/did+ld+json";

    private final Node node;

    PublishedDid(Node node) {
        this.node = node;
    }

    @GET
    @Path("{path:.+}/did.jsonl")
    @Requires(Action.READ_PUBLISHED)
    @Operation(
            operationId = "getDidLog",
            summary = "The organisation's DID log (did:webvh 1.0)",
            description = "Verifiable by itself: every entry is signed, and the DID is the hash of the first.")
    @APIResponse(
            responseCode = "200",
            description = "The log, an entry a line",
            content =
                    @Content(
                            mediaType = JSON_LINES,
                            schema = @Schema(type = SchemaType.STRING),
                            examples =
                                    @ExampleObject(
                                            name = "its first entry, shortened",
                                            value =
                                                    "{\"parameters\":{\"method\":\"did:webvh:1.0\"},\"proof\":[],\"state\":{},"
                                                            + "\"versionId\":\"1-QmXy…\",\"versionTime\":\"2026-11-24T08:00:00Z\"}\n")))
    @APIResponse(
            responseCode = "404",
            description = "No DID of this node is published here",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response log(
            @Parameter(description = "`.well-known`, or the path in the DID", example = ".well-known")
                    @Encoded
                    @PathParam("path")
                    String path,
            @Context Request request)
            throws IOException, SQLException {
        DidLog log = node.organisation().log();
        boolean here = log.versions().stream().anyMatch(version -> isAt(version.did(), path, "did.jsonl"));
        if (!here) {
            throw nothing(path, "did.jsonl");
        }
        return Representation.of(log.toJsonl(), JSON_LINES, Caching.A_SECOND)
                .answer(request)
                .build();
    }

    @GET
    @Path("{path:.+}/did.json")
    @Requires(Action.READ_PUBLISHED)
    @Operation(
            operationId = "getDidDocument",
            summary = "The organisation's DID document for did:web",
            description =
                    "The parallel did:web of its did:webvh. There is one once the organisation has a domain that the"
                            + " world can look up.")
    @APIResponse(
            responseCode = "200",
            description = "The document",
            content =
                    @Content(
                            mediaType = DID_JSON_LD,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = @ExampleObject(name = "shortened", value = """
                                                    {"@context": ["https://www.w3.org/ns/did/v1"], "id": "did:web:acme.example",
                                                     "alsoKnownAs": ["did:webvh:QmfG…:acme.example"]}
                                                    """)))
    @APIResponse(
            responseCode = "404",
            description = "No did:web of this node is published here",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response webDocument(
            @Parameter(description = "`.well-known`, or the path in the DID", example = ".well-known")
                    @Encoded
                    @PathParam("path")
                    String path,
            @Context Request request)
            throws IOException, SQLException {
        DidVersion latest = node.organisation().log().latest();
        if (!latest.did().isPublic() || !isAt(latest.did(), path, "did.json")) {
            throw nothing(path, "did.json");
        }
        return Representation.of(
                        latest.document().parallelWeb().toString().getBytes(UTF_8), DID_JSON_LD, Caching.A_SECOND)
                .answer(request)
                .build();
    }

    private static boolean isAt(WebvhDid did, String path, String file) {
        return URI.create(did.logUrl(file)).getRawPath().equals("/" + path + "/" + file);
    }

    private static ProblemException nothing(String path, String file) {
        return Problem.of(ProblemType.NOT_FOUND, "There is nothing at /" + path + "/" + file + ".")
                .exception();
    }
}
