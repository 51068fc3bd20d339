package org.tallystick.provenance.identifier;

/** The GS1 check digit, modulo 10 with weights 3 and 1 (GS1 General Specifications, section 7.9.1). */
public final class CheckDigit {
    private CheckDigit() {}

    /** The digit that follows {@code digits}: the rightmost of them weighs 3, its neighbour 1, and so on. */
    public static char of(CharSequence digits) {
        return of(digits, digits.length());
    }

    /** Refuses {@code text} unless its first {@code size} characters are digits that end in their right check digit. */
    static void check(String name, String text, int size) {
        char expected = of(text, size - 1);
        char found = text.charAt(size - 1);
        if (found != expected) {
            throw new MalformedIdentifierException(
                    "%s %s ends in the wrong check digit: %s, the digits before it give %s"
                            .formatted(name, text.substring(0, size), found, expected));
        }
    }

    private static char of(CharSequence digits, int size) {
        int sum = 0;
        int weight = 3;
        for (int i = size - 1; i >= 0; i--) {
            sum += weight * (digits.charAt(i) - '0');
            weight = 4 - weight;
        }
        return (char) ('0' + (10 - sum % 10) % 10);
    }
}
