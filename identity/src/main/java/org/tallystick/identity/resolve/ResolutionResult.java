package org.tallystick.identity.resolve;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonNull;
import org.tallystick.identity.json.JsonObject;

/**
 * A DID resolution result (DID Resolution 1.0 §4): what {@code application/did-resolution} carries.
 *
 * @param error null when the resolution succeeded, which the answer "deactivated" is too
 * @param didDocument null on error, and for a deactivated DID
 */
public record ResolutionResult(
        @Nullable ResolutionError error,
        JsonObject didResolutionMetadata,
        @Nullable JsonObject didDocument,
        JsonObject didDocumentMetadata) {
    /** The media type of a whole result. */
    public static final String MEDIA_TYPE = "application/did-resolution";

    /** The media type of a document by itself. */
    public static final String DOCUMENT_MEDIA_TYPE = "application/did";

    static ResolutionResult of(Optional<JsonObject> document, JsonObject documentMetadata) {
        JsonObject metadata =
                document.isPresent() ? JsonObject.EMPTY.with("contentType", DOCUMENT_MEDIA_TYPE) : JsonObject.EMPTY;
        return new ResolutionResult(null, metadata, document.orElse(null), documentMetadata);
    }

    static ResolutionResult error(ResolutionError error, String detail) {
        JsonObject problem = JsonObject.EMPTY
                .with("type", error.type())
                .with("title", error.title())
                .with("detail", detail);
        return new ResolutionResult(error, JsonObject.EMPTY.with("error", problem), null, JsonObject.EMPTY);
    }

    /** §11.1: by the error; 410 for a deactivated DID, its older versions included; else 200. */
    public int httpStatus() {
        if (error != null) {
            return error.httpStatus();
        }
        return JsonBoolean.TRUE.equals(didDocumentMetadata.get("deactivated")) ? 410 : 200;
    }

    public JsonObject toJson() {
        return JsonObject.EMPTY
                .with("didResolutionMetadata", didResolutionMetadata)
                .with("didDocument", didDocument == null ? JsonNull.NULL : didDocument)
                .with("didDocumentMetadata", didDocumentMetadata);
    }
}
