package org.tallystick.api.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * A write that its caller may send again.
 *
 * @param key as the caller sent it
 * @param digest of all that makes the request what it is: method, path, query, the header that changes what a capture
 *     does, body. The same key with another digest is an error of the caller, not a retry.
 */
public record IdempotentRequest(String key, byte[] digest) {
    public static final String HEADER = "Idempotency-Key";
    /** On an answer that an earlier request earned. */
    public static final String REPLAYED = "Idempotent-Replayed";

    /** Visible ASCII; UUIDs, document numbers, {@code tryton-db-model-7-done}. The length is the outbox's limit. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /**
     * Empty when the request has no such header.
     *
     * @param variant what else decides its meaning, such as the error behaviour; empty where nothing does
     */
    public static Optional<IdempotentRequest> of(HttpServerRequest request, String variant, byte[] body) {
        String key = request.getHeader(HEADER);
        if (key == null) {
            return Optional.empty();
        }
        if (!KEY.matcher(key).matches()) {
            throw Problem.of(
                            ProblemType.BAD_REQUEST,
                            "An " + HEADER + " is 1 to 255 visible ASCII characters without spaces.")
                    .exception();
        }
        MessageDigest sha256 = sha256();
        // Lengths keep the parts apart: no two requests give the same bytes.
        for (String part : new String[] {request.method().name(), request.uri(), variant}) {
            byte[] bytes = part.getBytes(UTF_8);
            update(sha256, bytes.length);
            sha256.update(bytes);
        }
        sha256.update(body);
        return Optional.of(new IdempotentRequest(key, sha256.digest()));
    }

    private static void update(MessageDigest digest, int number) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (number >>> shift));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
