package org.tallystick.identity.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A number as RFC 8785 has it: an IEEE 754 double, written as ECMAScript writes it. Finite always, and never minus zero,
 * which ECMAScript writes as {@code 0}.
 */
public record JsonNumber(double value) implements JsonValue {
    /** 2^53 - 1: up to here every integer is a double of its own (RFC 7493 §2.2). */
    public static final long MAX_EXACT_INTEGER = 9_007_199_254_740_991L;

    public JsonNumber {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        value = value == 0 ? 0 : value;
    }

    public static JsonNumber of(long integer) {
        if (integer > MAX_EXACT_INTEGER || integer < -MAX_EXACT_INTEGER) {
            throw new IllegalArgumentException(integer + " is no exact JSON number");
        }
        return new JsonNumber(integer);
    }

    /** Whether this is a whole number that every JSON reader holds exactly. */
    public boolean isExactInteger() {
        return value == Math.rint(value) && Math.abs(value) <= MAX_EXACT_INTEGER;
    }

    /** The whole number; ask {@link #isExactInteger()} first. */
    public long toLong() {
        if (!isExactInteger()) {
            throw new IllegalStateException(this + " is no exact integer");
        }
        return (long) value;
    }

    /** ECMA-262 {@code Number::toString}, radix 10. */
    @Override
    public String toString() {
        if (isExactInteger()) {
            return Long.toString((long) value);
        }
        BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int k = digits.length();
        int n = k - shortest.scale(); // the value is 0.DIGITS × 10^n
        var out = new StringBuilder(value < 0 ? "-" : "");
        if (k <= n && n <= 21) {
            out.append(digits).append("0".repeat(n - k));
        } else if (0 < n && n <= 21) {
            out.append(digits, 0, n).append('.').append(digits, n, k);
        } else if (-6 < n && n <= 0) {
            out.append("0.").append("0".repeat(-n)).append(digits);
        } else {
            out.append(digits.charAt(0));
            if (k > 1) {
                out.append('.').append(digits, 1, k);
            }
            out.append('e').append(n - 1 < 0 ? '-' : '+').append(Math.abs(n - 1));
        }
        return out.toString();
    }

    /**
     * The fewest digits that read back as this double. {@link Double#toString(double)} gives them, but never fewer than
     * two: it writes 4.9E-324 where ECMAScript writes 5e-324. So one digit is tried when it gave two.
     */
    private static BigDecimal shortest(double positive) {
        var decimal = new BigDecimal(Double.toString(positive));
        if (decimal.precision() == 2) {
            BigDecimal one = new BigDecimal(positive).round(new MathContext(1, RoundingMode.HALF_EVEN));
            if (one.doubleValue() == positive) {
                return one;
            }
        }
        return decimal;
    }
}
