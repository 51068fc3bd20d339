package org.tallystick.ledger.statement;

import org.jspecify.annotations.Nullable;

/**
 * What a payload is: a media type of RFC 6838 without parameters, in lower case, so that one type has one spelling.
 *
 * <pre>application/vnd.tallystick.capture+cbor</pre>
 */
public record ContentType(String mediaType) {
    /** RFC 6838 §4.2 allows 127 for each half. */
    private static final int HALF_LENGTH_MAX = 127;

    /** Event records of one captured document: {@link CapturePayload}. */
    public static final ContentType CAPTURE = new ContentType("application/vnd.tallystick.capture+cbor");

    /** One line of a did:webvh log, or its whole history. */
    public static final ContentType DID_LOG = new ContentType("application/vnd.tallystick.did+jsonl");

    /** What the ledger decides about itself: {@link GovernancePayload}. */
    public static final ContentType GOVERNANCE = new ContentType("application/vnd.tallystick.governance+cbor");

    public ContentType {
        String problem = problem(mediaType);
        if (problem != null) {
            throw new IllegalArgumentException("content type: " + problem);
        }
    }

    public static ContentType parse(String text) throws MalformedStatementException {
        try {
            return new ContentType(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e);
        }
    }

    @Override
    public String toString() {
        return mediaType;
    }

    private static @Nullable String problem(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return "no /";
        }
        if (!isRestrictedName(text.substring(0, slash)) || !isRestrictedName(text.substring(slash + 1))) {
            return "not two names of RFC 6838 in lower case, at most " + HALF_LENGTH_MAX + " characters each";
        }
        return null;
    }

    /** RFC 6838 §4.2 {@code restricted-name}, its letters in lower case. */
    private static boolean isRestrictedName(String name) {
        if (name.isEmpty() || name.length() > HALF_LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean first = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!first && (i == 0 || "!#$&-^_.+".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }
}
