package org.tallystick.provenance.epcis;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The date-time of RFC 3339: {@code 2005-04-03T20:33:31.116-06:00}. Digits beyond nanoseconds are cut. */
final class EpcisTime {
    private static final int[] NANOS = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
    };

    private final String text;
    private int at;

    private EpcisTime(String text) {
        this.text = text;
    }

    static Instant parse(String text) {
        return new EpcisTime(text).read();
    }

    private Instant read() {
        int year = number(4);
        expect('-');
        int month = number(2);
        expect('-');
        int day = number(2);
        expect('T', 't');
        int hour = number(2);
        expect(':');
        int minute = number(2);
        expect(':');
        int second = number(2);
        int nanos = fraction();
        int offsetSeconds = offsetSeconds();
        if (at != text.length()) {
            throw malformed();
        }
        try {
            return LocalDateTime.of(year, month, day, hour, minute, second, nanos)
                    .toInstant(ZoneOffset.UTC)
                    .minusSeconds(offsetSeconds);
        } catch (DateTimeException e) {
            throw new IllegalTimeException("'" + text + "' is no date and time: " + e.getMessage());
        }
    }

    private int fraction() {
        if (peek() != '.') {
            return 0;
        }
        at++;
        int digits = 0;
        int fraction = 0;
        while (peek() >= '0' && peek() <= '9') {
            if (digits < 9) {
                fraction = fraction * 10 + (peek() - '0');
                digits++;
            }
            at++;
        }
        if (digits == 0) {
            throw malformed();
        }
        return fraction * NANOS[digits];
    }

    private int offsetSeconds() {
        char sign = peek();
        at++;
        if (sign == 'Z' || sign == 'z') {
            return 0;
        }
        if (sign != '+' && sign != '-') {
            throw malformed();
        }
        int hours = number(2);
        expect(':');
        int minutes = number(2);
        if (hours > 23 || minutes > 59) {
            throw malformed();
        }
        int seconds = hours * 3600 + minutes * 60;
        return sign == '+' ? seconds : -seconds;
    }

    private int number(int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            char c = peek();
            if (c < '0' || c > '9') {
                throw malformed();
            }
            number = number * 10 + (c - '0');
            at++;
        }
        return number;
    }

    private void expect(char... any) {
        for (char c : any) {
            if (peek() == c) {
                at++;
                return;
            }
        }
        throw malformed();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private IllegalTimeException malformed() {
        return new IllegalTimeException(
                "'" + text + "' is no date and time of RFC 3339, like 2026-11-24T08:30:00+01:00");
    }

    /** Not a date-time; carries no place, whoever reads the event knows it. */
    static final class IllegalTimeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        IllegalTimeException(String message) {
            super(message, null, false, false);
        }
    }
}
