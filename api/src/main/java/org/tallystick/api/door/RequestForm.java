package org.tallystick.api.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/** What the head of a request says of the request itself, before anybody asks what it wants. */
final class RequestForm {
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern JSON =
            Pattern.compile("\\s*application/(json|[^;\\s]+\\+json)\\s*(;|$)", Pattern.CASE_INSENSITIVE);

    private RequestForm() {}

    /** Null when it may be answered. */
    static @Nullable Problem fault(HttpServerRequest request) {
        // RFC 9112, section 3.2. One without Host does not come as far as here.
        if (request.version() == HttpVersion.HTTP_1_1
                && request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            return Problem.of(ProblemType.BAD_REQUEST, "The header Host is there more than once.");
        }
        // An octet of zero is in no name of ours, and no text of PostgreSQL can hold it to look for it.
        if (request.uri().contains("%00")) {
            return Problem.of(ProblemType.BAD_REQUEST, "The address holds %00, a character that no name has.");
        }
        // RFC 9112, section 6.1: who does not know a coding does not know where the body ends.
        String transfer = request.getHeader(HttpHeaders.TRANSFER_ENCODING);
        if (transfer != null
                && (!transfer.equalsIgnoreCase("chunked")
                        || request.headers()
                                        .getAll(HttpHeaders.TRANSFER_ENCODING)
                                        .size()
                                > 1)) {
            return Problem.of(ProblemType.BAD_REQUEST, "The only Transfer-Encoding is chunked.");
        }
        return null;
    }

    /** Whether the body has to be expanded, and says nothing of how large it is then. */
    static boolean isGzip(HttpServerRequest request) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return coding != null && coding.equalsIgnoreCase("gzip");
    }

    /**
     * Null when the body of a write can be read as it says it is.
     *
     * @param takesGzip whether the resource expands it
     */
    static @Nullable Problem bodyFault(HttpServerRequest request, boolean takesGzip) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity") && !(takesGzip && isGzip(request))) {
            // RFC 9110, sections 8.4 and 15.5.16.
            return Problem.of(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE, "The Content-Encoding " + coding + " is not read here.")
                    .withHeader("Accept-Encoding", takesGzip ? "gzip, identity" : "identity");
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        // Of what is not JSON its resource says that it is not read.
        if (type != null && JSON.matcher(type).lookingAt()) {
            Matcher charset = CHARSET.matcher(type);
            while (charset.find()) {
                if (!charset.group(1).equalsIgnoreCase("utf-8")) {
                    // RFC 8259, section 8.1.
                    return Problem.of(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "JSON is UTF-8; the charset " + charset.group(1) + " is not read here.");
                }
            }
        }
        return null;
    }
}
