package org.tallystick.ledger.log;

/** Numbers in C2SP texts: ASCII decimal without sign and leading zeros. */
final class Decimal {

    private Decimal() {}

    static long parse(String text, String what) throws MalformedLogException {
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedLogException(what + " is no number from 0 to 2^63-1");
        }
        if (value < 0 || !Long.toString(value).equals(text)) {
            throw new MalformedLogException(what + " is not in its one decimal form");
        }
        return value;
    }
}
