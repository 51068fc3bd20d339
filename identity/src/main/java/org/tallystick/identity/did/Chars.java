package org.tallystick.identity.did;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The character classes of RFC 3986 that the parts of a DID URL have after the DID. */
final class Chars {
    private Chars() {}

    /** {@code idchar = ALPHA / DIGIT / "." / "-" / "_" / pct-encoded}, and those of {@code also}. */
    static void require(String text, int from, int to, String also, String what) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= to || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    throw new MalformedDidException("percent-encoding broken at " + i + " of " + what);
                }
                i += 2;
            } else if (!isAlphaOrDigit(c) && c != '.' && c != '-' && c != '_' && also.indexOf(c) < 0) {
                throw new MalformedDidException("not a character of " + what + " at " + i);
            }
        }
    }

    /** Decodes once; the result must be UTF-8. */
    static String percentDecode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.put((byte) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedDidException("percent-encoded bytes that are not UTF-8");
        }
    }

    static boolean isAlphaOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
