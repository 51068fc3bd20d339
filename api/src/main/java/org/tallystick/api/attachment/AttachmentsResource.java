package org.tallystick.api.attachment;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Requires;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.representation.Representation;
import org.tallystick.provenance.goods.AttachmentName;

/** Photos and papers of events. */
@Path("/api/v1/attachments")
@Tag(name = "Simple")
@RunOnVirtualThread
public final class AttachmentsResource {
    private static final String SALT = "Tallystick-Salt";

    private final Attachments attachments;

    AttachmentsResource(Attachments attachments) {
        this.attachments = attachments;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Action.CAPTURE)
    @Operation(
            operationId = "addAttachment",
            summary = "Add a photo or a paper, to be named by a shipment or a receiving",
            description = "The body is the file: JPEG, PNG, WebP or PDF, known by its content. It stays beside the log."
                    + " What no form names within a day is removed.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = Representation.OCTETS,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "201",
            description = "It is kept",
            content = @Content(schema = @Schema(implementation = Attachments.Added.class)))
    @APIResponse(
            responseCode = "415",
            description = "It is none of these",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response add(
            byte[] content,
            @Parameter(description = "Of the file, as people see it") @QueryParam("name") @Nullable String name,
            @Context RoutingContext http) {
        return attachments.add(content, name, Call.of(http), false);
    }

    @GET
    @Path("/{digest}")
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "getAttachment",
            summary = "A photo or a paper",
            description = "Its digest is SHA-256 over a zero byte, the salt in the header " + SALT
                    + ", and the file: who has all three proves that it is the one that the event names.")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            headers = @Header(name = SALT, schema = @Schema(type = SchemaType.STRING)),
            content =
                    @Content(
                            mediaType = Representation.OCTETS,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "404",
            description = "There is none of this digest",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "410",
            description = "It was erased",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response attachment(@PathParam("digest") String digest, @Context Request request) {
        return attachments.file(Attachments.name(digest), request);
    }

    @DELETE
    @Path("/{digest}")
    @Requires(Action.ERASE)
    @Operation(
            operationId = "eraseAttachment",
            summary = "Erase a photo or a paper; again is no error",
            description = "The event keeps its digest, which without the salt says nothing about it, and every proof"
                    + " holds. Backups made before have it still.")
    @APIResponse(responseCode = "204", description = "It is erased")
    @APIResponse(
            responseCode = "404",
            description = "There is none of this digest",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public void erase(@PathParam("digest") String digest) {
        AttachmentName name = Attachments.name(digest);
        if (!attachments.erase(name)) {
            throw Attachments.none(name);
        }
    }
}
