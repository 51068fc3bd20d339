package org.tallystick.api.page;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;

/**
 * What a caller says about pages, and what the answer says about the next.
 *
 * @param size how many at most
 */
public record Pages(Names names, int size, Optional<Cursor> after) {
    public static final int DEFAULT_SIZE = 100;
    /** An answer of some megabytes at most; whoever wants all asks again. */
    public static final int MAX_SIZE = 1_000;

    /** What the two query parameters are called. */
    public enum Names {
        OURS("limit", "cursor"),
        EPCIS("perPage", "nextPageToken");

        private final String size;
        private final String cursor;

        Names(String size, String cursor) {
            this.size = size;
            this.cursor = cursor;
        }
    }

    /**
     * @param size as the query says; null: {@link #DEFAULT_SIZE}
     * @param cursor as the query says; null: from the beginning
     */
    public static Pages parse(Names names, @Nullable String size, @Nullable String cursor, String kind) {
        return new Pages(names, size(names, size), cursor(names, cursor, kind));
    }

    private static int size(Names names, @Nullable String text) {
        if (text == null) {
            return DEFAULT_SIZE;
        }
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MAX_SIZE) {
            throw Problem.at(ProblemType.QUERY_PARAMETER, "?" + names.size, "is a number from 1 to " + MAX_SIZE)
                    .exception();
        }
        return Integer.parseInt(text);
    }

    private static Optional<Cursor> cursor(Names names, @Nullable String text, String kind) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Cursor> cursor = Cursor.parse(text, kind);
        if (cursor.isEmpty()) {
            throw noCursor(names);
        }
        return cursor;
    }

    /** A number of the cursor. */
    public long number(int part, long otherwise) {
        if (after.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(after.get().parts().get(part));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw noCursor(names);
        }
    }

    /** The cursor is none of the list that it was given to. */
    public ProblemException noCursor() {
        return noCursor(names);
    }

    private static ProblemException noCursor(Names names) {
        return Problem.at(ProblemType.QUERY_PARAMETER, "?" + names.cursor, "is not a cursor of this list")
                .exception();
    }

    /** What this page shows of the rows found, of which one more than {@link #size} was asked for. */
    public <T> List<T> shown(List<T> found) {
        return found.subList(0, Math.min(found.size(), size));
    }

    /**
     * The value of {@code Link: <…>; rel="next"}; empty when no row was found beyond this page.
     *
     * @param list the list's path, with the query that chose its rows, if any
     * @param cursor of the last row that this page shows
     */
    public <T> Optional<String> next(String list, List<T> found, Function<T, Cursor> cursor) {
        return found.size() > size ? Optional.of(next(list, cursor.apply(found.get(size - 1)))) : Optional.empty();
    }

    private String next(String list, Cursor last) {
        String separator = list.indexOf('?') < 0 ? "?" : "&";
        return "<" + list + separator + names.size + "=" + size + "&" + names.cursor + "=" + last + ">; rel=\"next\"";
    }
}
