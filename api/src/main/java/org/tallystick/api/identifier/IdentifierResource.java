package org.tallystick.api.identifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
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
import org.tallystick.api.node.Node;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.resolve.DidResolver;
import org.tallystick.identity.resolve.ResolutionError;
import org.tallystick.identity.resolve.ResolutionResult;

/**
 * DID Resolution 1.0, HTTP(S) binding: {@code GET /1.0/identifiers/DID?option=value}.
 *
 * <p>Without a word of the caller, and on every error, the answer is a whole result; a caller that accepts a document's
 * media type gets the document by itself.
 */
@Path("/1.0/identifiers")
@Tag(name = "Identifiers")
@RunOnVirtualThread
public final class IdentifierResource {
    private final DidResolver resolver;

    IdentifierResource(Node node) {
        this.resolver = new DidResolver(node.dids());
    }

    @GET
    // Of any form, none included, so that what is no DID is told so by the resolver.
    @Path("/{did:.*}")
    @Requires(Action.READ_PUBLISHED)
    @Operation(
            operationId = "resolveDid",
            summary = "Resolve a DID of this ledger",
            description = "DID Resolution 1.0 for did:webvh. A DID that moved is found by each name it has had.")
    @Parameter(
            name = "versionId",
            in = ParameterIn.QUERY,
            description = "This version, instead of the newest",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "versionTime",
            in = ParameterIn.QUERY,
            description = "The version of this time",
            example = "2026-11-24T08:15:00Z",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @Parameter(
            name = "versionNumber",
            in = ParameterIn.QUERY,
            description = "The version of this number, from 1",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "The DID's document",
            content = {
                @Content(
                        mediaType = ResolutionResult.MEDIA_TYPE,
                        schema = @Schema(type = SchemaType.OBJECT),
                        examples = @ExampleObject(name = "result", value = """
                                                {"didDocument": {"@context": ["https://www.w3.org/ns/did/v1"], "id": "did:webvh:QmfG…:acme.example"},
                                                 "didDocumentMetadata": {"versionId": "1-QmXy…", "created": "2026-11-24T08:00:00Z"},
                                                 "didResolutionMetadata": {"contentType": "application/did"}}
                                                """)),
                @Content(mediaType = ResolutionResult.DOCUMENT_MEDIA_TYPE, schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponse(responseCode = "400", description = "Not a DID, or options that cannot be")
    @APIResponse(responseCode = "404", description = "No such DID or version")
    @APIResponse(responseCode = "406", description = "None of the media types in Accept can be given")
    @APIResponse(responseCode = "410", description = "The DID is deactivated")
    @APIResponse(responseCode = "501", description = "A DID method, or an option, that is not supported here")
    public Response resolve(
            @Parameter(
                            description = "The DID, percent-encoded",
                            example = "did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:acme.example")
                    @PathParam("did")
                    String did,
            @HeaderParam("Accept") @Parameter(hidden = true) @Nullable String acceptHeader,
            @Context UriInfo uri,
            @Context Request request)
            throws SQLException {
        Map<String, String> options = new HashMap<>();
        for (Map.Entry<String, List<String>> option : uri.getQueryParameters().entrySet()) {
            if (option.getValue().size() > 1) {
                return failure(ResolutionError.INVALID_OPTIONS, option.getKey() + " is given more than once");
            }
            options.put(option.getKey(), option.getValue().getFirst());
        }
        String accept = options.remove("accept");
        if (accept != null && !accept.matches("[\\x20-\\x7e]+")) {
            return failure(ResolutionError.INVALID_OPTIONS, "accept is no media type");
        }
        Optional<Form.Named> form = Form.wanted(accept != null ? accept : acceptHeader);
        if (form.isEmpty()) {
            return failure(
                    ResolutionError.REPRESENTATION_NOT_SUPPORTED,
                    "given are " + ResolutionResult.MEDIA_TYPE + " and " + ResolutionResult.DOCUMENT_MEDIA_TYPE);
        }
        ResolutionResult result = resolver.resolve(did, options);
        JsonObject document = result.didDocument();
        if (document == null) {
            return withoutDocument(result);
        }
        JsonObject body = form.get().form() == Form.DOCUMENT ? document : result.toJson();
        byte[] bytes = body.toString().getBytes(UTF_8);
        if (result.httpStatus() != Response.Status.OK.getStatusCode()) {
            return other(result.httpStatus(), form.get().mediaType(), bytes);
        }
        return Representation.of(bytes, form.get().mediaType(), Caching.A_SECOND)
                .answer(request)
                .header("Vary", "Accept")
                .build();
    }

    /** Faults of the binding; the resolver has its own. */
    private static Response failure(ResolutionError error, String detail) {
        JsonObject problem = JsonObject.EMPTY
                .with("type", error.type())
                .with("title", error.title())
                .with("detail", detail);
        return withoutDocument(
                new ResolutionResult(error, JsonObject.EMPTY.with("error", problem), null, JsonObject.EMPTY));
    }

    /** An error, or a DID that is deactivated: only a whole result can say so. */
    private static Response withoutDocument(ResolutionResult result) {
        return other(
                result.httpStatus(),
                ResolutionResult.MEDIA_TYPE,
                result.toJson().toString().getBytes(UTF_8));
    }

    private static Response other(int status, String mediaType, byte[] body) {
        return Response.status(status)
                .header("Content-Type", mediaType)
                .header("Cache-Control", "no-store")
                .header("Vary", "Accept")
                .entity(body)
                .build();
    }
}
