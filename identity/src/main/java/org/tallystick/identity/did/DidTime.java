package org.tallystick.identity.did;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times in DID logs and resolution options, as XML Schema dateTimeStamp has them: a date and time with an explicit zone, of the years 0000 to 9999. */
public final class DidTime {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]{1,9}))?"
                    + "(Z|[+-][0-9]{2}:[0-9]{2})");

    private DidTime() {}

    /** Any zone. */
    public static Instant parse(String text) {
        Matcher fields = FORM.matcher(text);
        if (!fields.matches()) {
            throw new MalformedDidException("not a date and time with a zone: " + text);
        }
        String fraction = fields.group(7);
        int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
        try {
            return LocalDateTime.of(
                            field(fields, 1),
                            field(fields, 2),
                            field(fields, 3),
                            field(fields, 4),
                            field(fields, 5),
                            field(fields, 6),
                            nanos)
                    .toInstant(ZoneOffset.of(fields.group(8)));
        } catch (DateTimeException noSuchTime) {
            throw new MalformedDidException("no such time: " + text);
        }
    }

    /** UTC, said as {@code Z} or {@code +00:00}: what did:webvh demands of versionTime. */
    static Instant parseUtc(String text) {
        if (!text.endsWith("Z") && !text.endsWith("+00:00")) {
            throw new MalformedDidException("not in UTC: " + text);
        }
        return parse(text);
    }

    private static int field(Matcher fields, int group) {
        return Integer.parseInt(fields.group(group));
    }
}
