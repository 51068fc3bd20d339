package org.tallystick.api.account;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person signs in with: 2 to 64 of {@code a-z 0-9 . _ @ + -}, the first a letter or digit. An e-mail address is
 * one; no two of them look alike to a person, which Unicode does not promise.
 */
record Login(String text) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._@+-]{1,63}");

    static final String RULE = "is 2 to 64 of a-z 0-9 . _ @ + -, the first a letter or digit";

    Login {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /** Empty for everything that {@link #text()} would not give back. */
    static Optional<Login> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Login(text)) : Optional.empty();
    }

    /** As a person types it: a telephone writes the first letter large and a space after the last. */
    static Optional<Login> typed(String text) {
        return parse(text.strip().toLowerCase(Locale.ROOT));
    }
}
