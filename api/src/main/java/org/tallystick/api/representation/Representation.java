package org.tallystick.api.representation;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.tallystick.ledger.log.Hash;

/**
 * Bytes that are answered as they are. Their ETag is their own hash, so it is right whatever made them, after a restart
 * and on another node too.
 */
public final class Representation {
    public static final String TEXT = "text/plain; charset=utf-8";
    public static final String OCTETS = "application/octet-stream";

    /** Half a SHA-256: a tag tells two versions of one resource apart, and nobody gains by making two alike. */
    private static final int TAG_CHARS = 32;

    private final byte[] bytes;
    private final String mediaType;
    private final Caching caching;

    private Representation(byte[] bytes, String mediaType, Caching caching) {
        this.bytes = bytes;
        this.mediaType = mediaType;
        this.caching = caching;
    }

    /** Takes over the array. */
    public static Representation of(byte[] bytes, String mediaType, Caching caching) {
        return new Representation(bytes, mediaType, caching);
    }

    public static Representation ofText(String text, Caching caching) {
        return new Representation(text.getBytes(UTF_8), TEXT, caching);
    }

    /** 200, or 304 where the caller has these bytes. */
    public Response.ResponseBuilder answer(Request request) {
        EntityTag tag = new EntityTag(Hash.sha256(bytes).toString().substring(0, TAG_CHARS));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer = unchanged != null
                ? unchanged
                : Response.ok(bytes).header("Content-Type", mediaType).header("Content-Length", bytes.length);
        return answer.tag(tag).header("Cache-Control", caching.header());
    }
}
