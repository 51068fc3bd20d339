package org.tallystick.provenance.identifier;

/** The character sets of the GS1 General Specifications (section 7.11) and their spelling inside URIs. */
final class Characters {
    /** For each ASCII character: bit 0 = AI encodable set 82, bit 1 = set 39, bit 2 = written as %XX in a URI. */
    private static final byte[] CLASSES = new byte[128];

    private static final byte SET_82 = 1;
    private static final byte SET_39 = 2;
    private static final byte ESCAPED = 4;

    static {
        for (char c = '0'; c <= '9'; c++) {
            CLASSES[c] = SET_82 | SET_39;
        }
        for (char c = 'A'; c <= 'Z'; c++) {
            CLASSES[c] = SET_82 | SET_39;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            CLASSES[c] = SET_82;
        }
        for (char c : "!\"%&'()*+,-./_:;<=>?".toCharArray()) {
            CLASSES[c] |= SET_82;
        }
        for (char c : "#-/".toCharArray()) {
            CLASSES[c] |= SET_39;
        }
        // EPC Tag Data Standard, table A-1 (and its note on '#' for CPI): these and only these are escaped in an EPC
        // URI,
        // and the canonical Digital Link of the event hash keeps the same spelling.
        for (char c : "\"#%&/<>?".toCharArray()) {
            CLASSES[c] |= ESCAPED;
        }
    }

    private Characters() {}

    static boolean areDigits(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return from < to;
    }

    static boolean areSet82(CharSequence text, int from, int to) {
        return areAll(text, from, to, SET_82);
    }

    static boolean areSet39(CharSequence text, int from, int to) {
        return areAll(text, from, to, SET_39);
    }

    private static boolean areAll(CharSequence text, int from, int to, byte set) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 128 || (CLASSES[c] & set) == 0) {
                return false;
            }
        }
        return from < to;
    }

    /** The one spelling inside a URI: {@code A/B} is {@code A%2FB}, {@code (1)} stays {@code (1)}. */
    static String escape(String value) {
        int i = 0;
        while (i < value.length() && (CLASSES[value.charAt(i)] & ESCAPED) == 0) {
            i++;
        }
        if (i == value.length()) {
            return value;
        }
        StringBuilder escaped = new StringBuilder(value.length() + 8).append(value, 0, i);
        for (; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((CLASSES[c] & ESCAPED) == 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(hex(c >> 4)).append(hex(c & 15));
            }
        }
        return escaped.toString();
    }

    /** Undoes every {@code %XX}, needed or not; a lone % or a byte above 7F is malformed. */
    static String unescape(String text) {
        int i = text.indexOf('%');
        if (i < 0) {
            return text;
        }
        StringBuilder value = new StringBuilder(text.length()).append(text, 0, i);
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '%') {
                value.append(c);
                i++;
                continue;
            }
            int high = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0 || high > 7) {
                throw new MalformedIdentifierException(
                        "'" + text + "' holds a % that is no escape of an ASCII character");
            }
            value.append((char) (high << 4 | low));
            i += 3;
        }
        return value.toString();
    }

    private static char hex(int nibble) {
        return "0123456789ABCDEF".charAt(nibble);
    }
}
