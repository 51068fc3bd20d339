package org.tallystick.api.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page ended, for the next to go on after.
 *
 * <p>Base64url of {@code kind:part,part}; callers must not look inside, and each list takes only its own kind. It names
 * a place among rows, never a row number, so rows that arrive meanwhile neither repeat nor hide others.
 *
 * @param kind whose list it belongs to
 * @param parts the key of the last row of the page
 */
public record Cursor(String kind, List<String> parts) {
    /** Two numbers or an id; more is not ours. */
    private static final int MAX_CHARS = 400;

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9._:-]+");

    public Cursor {
        parts = List.copyOf(parts);
        if (!kind.matches("[a-z]+")
                || !parts.stream().allMatch(part -> PART.matcher(part).matches())) {
            throw new IllegalArgumentException(kind + ":" + parts);
        }
    }

    /** Empty for what {@link #toString} would not print, and for another list's. */
    public static Optional<Cursor> parse(String text, String kind) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        String inside;
        try {
            inside = new String(Base64.getUrlDecoder().decode(text), UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (!inside.startsWith(kind + ":")) {
            return Optional.empty();
        }
        List<String> parts = List.of(inside.substring(kind.length() + 1).split(",", -1));
        if (!parts.stream().allMatch(part -> PART.matcher(part).matches())) {
            return Optional.empty();
        }
        Cursor cursor = new Cursor(kind, parts);
        return cursor.toString().equals(text) ? Optional.of(cursor) : Optional.empty();
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((kind + ":" + String.join(",", parts)).getBytes(UTF_8));
    }
}
