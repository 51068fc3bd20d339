package org.tallystick.api.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Optional;

/**
 * A password as it is compared: in NFKC, so that what one keyboard composes and another does not is the same (NIST SP
 * 800-63B, section 3.1.1.2). Any printable characters, spaces too; no rule on what is mixed with what, which makes people choose worse.
 */
final class Password {
    /** Where the password is all that is asked for, NIST wants 15; with the throttle of {@link Attempts} 12 are not guessed. */
    static final int MIN_CHARS = 12;

    /** NIST wants 64 at least; a longer one is a pasted document. */
    static final int MAX_CHARS = 128;

    private final String text;

    private Password(String text) {
        this.text = text;
    }

    /** One to compare with; empty for what no password here can be. */
    static Optional<Password> typed(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
        int chars = normal.codePointCount(0, normal.length());
        boolean printable = normal.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.SURROGATE
                        || Character.getType(c) == Character.UNASSIGNED);
        return chars >= MIN_CHARS && chars <= MAX_CHARS && printable
                ? Optional.of(new Password(normal))
                : Optional.empty();
    }

    /** Why nobody should choose it; empty where it may be chosen. */
    Optional<String> weakness(Login login, String name) {
        if (text.equalsIgnoreCase(login.text()) || text.equalsIgnoreCase(name)) {
            return Optional.of("is the name that it is for; choose another");
        }
        if (text.codePoints().distinct().count() < 4) {
            return Optional.of("is the same few characters again and again; choose another");
        }
        return Optional.empty();
    }

    static String rule() {
        return "is " + MIN_CHARS + " to " + MAX_CHARS + " printable characters";
    }

    byte[] bytes() {
        return text.getBytes(UTF_8);
    }

    /** What may stand in a log. */
    @Override
    public String toString() {
        return "password";
    }
}
