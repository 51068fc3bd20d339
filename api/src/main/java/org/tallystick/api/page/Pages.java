package org.tallystick.api.page;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * What a caller says about pages, and what the answer says about the next.
 *
 * @param size how many at most
 */
public record Pages(int size, Optional<Cursor> after) {
    public static final int DEFAULT_SIZE = 100;
    /** An answer of some megabytes at most; whoever wants all asks again. */
    public static final int MAX_SIZE = 1_000;

    /**
     * @param size as the query says; null: {@link #DEFAULT_SIZE}
     * @param cursor as the query says; null: from the beginning
     */
    public static Pages parse(@Nullable String size, @Nullable String cursor, String kind) {
        return new Pages(size(size), cursor(cursor, kind));
    }

    private static int size(@Nullable String text) {
        if (text == null) {
            return DEFAULT_SIZE;
        }
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MAX_SIZE) {
            throw Problem.at(ProblemType.QUERY_PARAMETER, "?limit", "is a number from 1 to " + MAX_SIZE)
                    .exception();
        }
        return Integer.parseInt(text);
    }

    private static Optional<Cursor> cursor(@Nullable String text, String kind) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Cursor> cursor = Cursor.parse(text, kind);
        if (cursor.isEmpty()) {
            throw Problem.at(ProblemType.QUERY_PARAMETER, "?cursor", "is not a cursor of this list")
                    .exception();
        }
        return cursor;
    }

    /** A number of the cursor. */
    public long number(int part, long otherwise) {
        return after.map(cursor -> read(cursor, part, Long::parseLong)).orElse(otherwise);
    }

    private static <T> T read(Cursor cursor, int part, Function<String, T> parse) {
        try {
            return parse.apply(cursor.parts().get(part));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw Problem.at(ProblemType.QUERY_PARAMETER, "?cursor", "is not a cursor of this list")
                    .exception();
        }
    }

    /**
     * The value of {@code Link: <…>; rel="next"}.
     *
     * @param list the list's path, with the query that chose its rows, if any
     */
    public String next(String list, Cursor last) {
        String separator = list.indexOf('?') < 0 ? "?" : "&";
        return "<" + list + separator + "limit=" + size + "&cursor=" + last + ">; rel=\"next\"";
    }
}
