package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** What a key may be called, {@code c2sp.org/signed-note}: neither spaces nor a plus, and here no more than 255 bytes. */
public final class KeyName {

    /** The longest name that a {@code subtree/v1} cosignature can carry; a name is one line of a file, not a text. */
    public static final int MAX_BYTES = 255;

    private KeyName() {}

    /** What is wrong with the name, or null. */
    public static @Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "key name is empty";
        }
        if (!isEncodable(name)) {
            return "key name is no Unicode text";
        }
        if (name.getBytes(UTF_8).length > MAX_BYTES) {
            return "key name is longer than " + MAX_BYTES + " bytes";
        }
        boolean forbidden = hasSpace(name) || name.chars().anyMatch(c -> c == '+' || c < 0x20);
        return forbidden ? "key name has a space, a plus or a control character" : null;
    }

    /** Whether every surrogate has its other half, so that the text has a UTF-8 form. */
    static boolean isEncodable(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    /** Whether some character is a space to some reader of lines and fields. */
    public static boolean hasSpace(String text) {
        return text.chars().anyMatch(KeyName::isSpace);
    }

    /** Unicode's White_Space, written out: which character is a space must not depend on the JDK's Unicode version. */
    private static boolean isSpace(int c) {
        return (c >= 0x09 && c <= 0x0d)
                || c == 0x20
                || c == 0x85
                || c == 0xa0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200a)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }
}
