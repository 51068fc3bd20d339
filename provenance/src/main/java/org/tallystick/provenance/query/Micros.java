package org.tallystick.provenance.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * Times as PostgreSQL keeps them: whole microseconds, here since 1970. Finer digits are cut, in events and in queries
 * alike, so that what is equal stays equal.
 */
public final class Micros {
    /** PostgreSQL's {@code infinity}: after every time. */
    public static final long INFINITY = Long.MAX_VALUE;

    /** PostgreSQL's {@code -infinity}: before every time. */
    public static final long MINUS_INFINITY = Long.MIN_VALUE;

    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1_000);
    }

    /** The time of a finite value. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }

    /** For a parameter of type timestamptz. */
    public static OffsetDateTime timestamp(Instant instant) {
        return instant(of(instant)).atOffset(ZoneOffset.UTC);
    }

    /** Reads a timestamptz that is not null. */
    public static long read(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        if (time.equals(OffsetDateTime.MAX)) {
            return INFINITY;
        }
        return time.equals(OffsetDateTime.MIN) ? MINUS_INFINITY : of(time.toInstant());
    }

    /** As PostgreSQL reads a timestamptz, for arrays of them: {@code 2026-11-24 08:30:00.000000+00}, the year 0 as 1 BC. */
    public static String text(long micros) {
        if (micros == INFINITY) {
            return "infinity";
        }
        if (micros == MINUS_INFINITY) {
            return "-infinity";
        }
        OffsetDateTime time = instant(micros).atOffset(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02d %02d:%02d:%02d.%06d+00%s",
                time.get(ChronoField.YEAR_OF_ERA),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getNano() / 1_000,
                time.getYear() > 0 ? "" : " BC");
    }
}
