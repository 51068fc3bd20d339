package org.tallystick.ledger.statement;

import org.jspecify.annotations.Nullable;

/**
 * The one grammar of DIDs, for headers of statements and for all that may come to stand in one: W3C DID Core §3.1, in one
 * spelling (percent-encoding in upper case alone, as RFC 3986 §2.1 has producers write it) and with a limit.
 */
public final class DidSyntax {
    /** A domain of 253, a 46 character SCID and a path fit; a header stays far below a statement's size. */
    public static final int LENGTH_MAX = 512;

    private DidSyntax() {}

    /**
     * {@code did:<method>:<method-specific-id>}: the method in lower-case letters and digits, the id of letters, digits,
     * {@code . - _ :} and {@code %HH}, not ending in a colon.
     *
     * @return what is wrong, or null
     */
    public static @Nullable String problem(String did) {
        if (did.length() > LENGTH_MAX) {
            return "not a DID: " + did.length() + " characters, at most " + LENGTH_MAX;
        }
        if (!did.startsWith("did:")) {
            return "not a DID: does not begin with did:";
        }
        int colon = did.indexOf(':', 4);
        if (colon <= 4) {
            return "not a DID: no method";
        }
        for (int i = 4; i < colon; i++) {
            char c = did.charAt(i);
            if (!isDigit(c) && !(c >= 'a' && c <= 'z')) {
                return "not a DID: a method of other than a-z and 0-9";
            }
        }
        if (colon == did.length() - 1 || did.charAt(did.length() - 1) == ':') {
            return "not a DID: ends in a colon";
        }
        for (int i = colon + 1; i < did.length(); i++) {
            char c = did.charAt(i);
            if (c == '%') {
                // Upper-case hexadecimal alone: one spelling of one DID.
                if (i + 2 >= did.length() || !isUpperHex(did.charAt(i + 1)) || !isUpperHex(did.charAt(i + 2))) {
                    return "not a DID: % without two upper-case hexadecimal digits, at character " + i;
                }
                i += 2;
            } else if (!isLetter(c) && !isDigit(c) && c != '.' && c != '-' && c != '_' && c != ':') {
                return "not a DID: a character that a DID cannot hold, at character " + i;
            }
        }
        return null;
    }

    /** The characters of RFC 3986 {@code unreserved}: what a version or a fragment of ours is made of. */
    static boolean isUnreserved(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '.' && c != '-' && c != '_' && c != '~') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isUpperHex(char c) {
        return isDigit(c) || c >= 'A' && c <= 'F';
    }
}
