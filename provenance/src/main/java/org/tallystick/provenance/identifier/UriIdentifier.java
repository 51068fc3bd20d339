package org.tallystick.provenance.identifier;

/** An identifier that is no GS1 key: compared as text, byte for byte, as it stands in the event. */
public record UriIdentifier(String uri) implements Identifier {
    /** A PostgreSQL index row holds at most 2,704 octets; with the columns beside it, a key must stay well below. */
    public static final int MAX_LENGTH = 2_000;

    public UriIdentifier {
        if (uri.length() > MAX_LENGTH) {
            throw new MalformedIdentifierException(
                    "a URI of %,d characters; at most %,d can be indexed".formatted(uri.length(), MAX_LENGTH));
        }
        int colon = uri.indexOf(':');
        if (colon < 1 || colon == uri.length() - 1 || !isScheme(uri, colon)) {
            throw new MalformedIdentifierException("'" + uri + "' is no absolute URI");
        }
        for (int i = colon + 1; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw new MalformedIdentifierException(
                        "'" + uri + "' is no URI: character %d must be percent-encoded (RFC 3986)".formatted(i));
            }
        }
    }

    static UriIdentifier parse(String uri) {
        return new UriIdentifier(uri);
    }

    private static boolean isScheme(String uri, int colon) {
        for (int i = 0; i < colon; i++) {
            char c = uri.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean later = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' || c == '_';
            if (!letter && (i == 0 || !later)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String key() {
        return uri;
    }

    @Override
    public String toString() {
        return uri;
    }
}
