package org.tallystick.api.problem;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of problem a caller may meet; clients switch on {@code type}, people read {@code title}.
 *
 * <p>Below {@code /epcis} the type is EPCIS 2.0's name for it ({@code epcisException:ValidationException}), elsewhere
 * {@code urn:tallystick:problem:validation}. What EPCIS has no name for keeps ours in both places.
 */
public enum ProblemType {
    BAD_REQUEST(400, "The request is malformed", "ValidationException"),
    VALIDATION(400, "The document is not valid", "ValidationException"),
    QUERY_PARAMETER(400, "A query parameter is not valid", "QueryParameterException"),
    UNAUTHENTICATED(401, "A valid API key is needed", "SecurityException"),
    FORBIDDEN(403, "The caller may not do that", "SecurityException"),
    NOT_FOUND(404, "There is no such resource", "NoSuchResourceException"),
    METHOD_NOT_ALLOWED(405, "This resource has no such method", null),
    NOT_ACCEPTABLE(406, "The answer has no such form", "NotAcceptableException"),
    ALREADY_EXISTS(409, "It exists already", "ResourceAlreadyExistsException"),
    CONFLICT(409, "The request conflicts with another", null),
    GONE(410, "It is not kept here", null),
    CAPTURE_LIMIT_EXCEEDED(413, "The request is too large", "CaptureLimitExceededException"),
    QUERY_TOO_LARGE(413, "The answer would be too large", "QueryTooLargeException"),
    QUERY_TOO_COMPLEX(413, "The query is too complex", "QueryTooComplexException"),
    URI_TOO_LONG(414, "The address is too long", "URITooLongException"),
    UNSUPPORTED_MEDIA_TYPE(415, "The request has a form that is not read here", "UnsupportedMediaTypeException"),
    RANGE_NOT_SATISFIABLE(416, "The file has no such part", null),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key belongs to another request", null),
    REFUSED(422, "The ledger refused the statement", null),
    TOO_MANY_REQUESTS(429, "Too many requests", null),
    INTERNAL(500, "The server failed", "ImplementationException"),
    UNAVAILABLE(503, "Not available at the moment", null),
    INSUFFICIENT_STORAGE(507, "The disk is full", null);

    private final int status;
    private final String title;
    private final @Nullable String epcisName;

    ProblemType(int status, String title, @Nullable String epcisName) {
        this.status = status;
        this.title = title;
        this.epcisName = epcisName;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String uri(boolean epcis) {
        if (epcis && epcisName != null) {
            return "epcisException:" + epcisName;
        }
        return "urn:tallystick:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The closest kind for a status that a framework chose. */
    public static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 410 -> GONE;
            case 413 -> CAPTURE_LIMIT_EXCEEDED;
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 416 -> RANGE_NOT_SATISFIABLE;
            case 429 -> TOO_MANY_REQUESTS;
            case 503 -> UNAVAILABLE;
            default -> status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL;
        };
    }
}
