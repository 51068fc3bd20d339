package org.tallystick.identity.resolve;

/** The errors of DID Resolution 1.0 §10 that this resolver has, with their HTTP status. */
public enum ResolutionError {
    INVALID_DID(400, "Not a DID"),
    INVALID_OPTIONS(400, "Resolution options that cannot be"),
    NOT_FOUND(404, "No such DID or version"),
    REPRESENTATION_NOT_SUPPORTED(406, "No such representation"),
    METHOD_NOT_SUPPORTED(501, "A DID method that is not resolved here"),
    FEATURE_NOT_SUPPORTED(501, "A resolution option that is not supported");

    private final int httpStatus;
    private final String title;

    ResolutionError(int httpStatus, String title) {
        this.httpStatus = httpStatus;
        this.title = title;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public String title() {
        return title;
    }

    /** The problem type, as RFC 9457 and DID Resolution name it. */
    public String type() {
        return "https://www.w3.org/ns/did#" + name();
    }
}
