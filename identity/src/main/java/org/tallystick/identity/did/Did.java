package org.tallystick.identity.did;

/**
 * A decentralised identifier of any method, by the ABNF of DID 1.0 §3.1. Compared byte for byte, never normalised.
 *
 * <p>As it looks: {@code did:webvh:QmUbTyW8…:example.com}.
 */
public record Did(String text) {
    /** A browser or proxy cuts longer URLs than about this; the field's DIDs have some 100 characters. */
    static final int MAX_CHARS = 1024;

    public Did {
        if (text.length() > MAX_CHARS) {
            throw new MalformedDidException("a DID of " + text.length() + " characters, at most " + MAX_CHARS);
        }
        if (!text.startsWith("did:")) {
            throw new MalformedDidException("a DID begins with did:");
        }
        int colon = text.indexOf(':', 4);
        if (colon <= 4) {
            throw new MalformedDidException("a DID has a method name and a method-specific id");
        }
        for (int i = 4; i < colon; i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
                throw new MalformedDidException("not a character of a DID method name at " + i);
            }
        }
        if (colon == text.length() - 1 || text.endsWith(":")) {
            throw new MalformedDidException("the method-specific id ends in an empty part");
        }
        Chars.require(text, colon + 1, text.length(), ":", "a DID");
    }

    public static Did parse(String text) {
        return new Did(text);
    }

    public String method() {
        return text.substring(4, text.indexOf(':', 4));
    }

    public String methodSpecificId() {
        return text.substring(text.indexOf(':', 4) + 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
