package org.tallystick.provenance.identifier;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a GS1 barcode says: application identifiers and their values (GS1 General Specifications, section 7.8).
 *
 * <pre>
 * (01)09521234543213(10)LOT7(21)1234        as printed under the symbol
 * ]C1010952123454321310LOT7&lt;GS&gt;211234   as scanners send it: symbology, then elements; &lt;GS&gt; (1D) ends those
 *                                          whose length is not fixed
 * </pre>
 *
 * <p>Values of keys, qualifiers and dates are checked; an AI that this class does not know is taken by its form.
 */
public record ElementString(List<Element> elements) {
    /** One AI and its value, as in {@code (10)LOT7}. */
    public record Element(String ai, String value) {}

    private static final char GROUP_SEPARATOR = 0x1D;

    /** GS1-128, GS1 DataBar and composites, GS1 DataMatrix, GS1 QR, GS1 DotCode: the symbols that carry AIs. */
    private static final Set<String> SYMBOLOGIES = Set.of("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1");

    /** The longest value that any AI has (8200, 4300 and others stay below; General Specifications, section 3.2). */
    private static final int MAX_VALUE_SIZE = 90;

    public ElementString {
        elements = List.copyOf(elements);
        if (elements.isEmpty()) {
            throw new MalformedIdentifierException("an empty barcode");
        }
        Set<String> seen = new HashSet<>();
        for (Element element : elements) {
            check(element);
            if (!seen.add(element.ai())) {
                throw new MalformedIdentifierException("AI (" + element.ai() + ") stands twice");
            }
        }
    }

    /** @throws MalformedIdentifierException if it is neither of the two forms, or a value is wrong */
    public static ElementString parse(String text) {
        return new ElementString(text.startsWith("(") ? printed(text) : scanned(text));
    }

    /** The value of that AI, null where the barcode has none. */
    public @Nullable String value(String ai) {
        for (Element element : elements) {
            if (element.ai().equals(ai)) {
                return element.value();
            }
        }
        return null;
    }

    /** What the barcode identifies, as fine as it says; null where it holds no key, only data. */
    public @Nullable Gs1Identifier identifier() {
        for (Gs1Key key : Gs1Key.values()) {
            String value = value(key.ai());
            if (value != null) {
                Gs1Identifier identifier = Gs1Identifier.of(key, value);
                for (Qualifier qualifier : key.qualifiers()) {
                    String qualifierValue = value(qualifier.ai());
                    if (qualifierValue != null && qualifier.isKept()) {
                        identifier = identifier.with(qualifier, qualifierValue);
                    }
                }
                return identifier;
            }
        }
        return null;
    }

    /**
     * All of it as one GS1 Digital Link (GS1 Digital Link URI Syntax 1.3, section 4.10): the key, its qualifiers in their order,
     * the rest as the query; null where the barcode holds no key.
     *
     * <pre>
     * (01)09521234543213(17)261231(21)1001(10)LOT7
     * https://id.gs1.org/01/09521234543213/10/LOT7/21/1001?17=261231
     * </pre>
     */
    public @Nullable String digitalLink() {
        Gs1Identifier identifier = identifier();
        if (identifier == null) {
            return null;
        }
        Gs1Key key = identifier.type();
        StringBuilder link =
                new StringBuilder(Gs1Identifier.of(key, identifier.value()).uri());
        Set<String> said = new HashSet<>(Set.of(key.ai()));
        for (Qualifier qualifier : key.qualifiers()) {
            String value = value(qualifier.ai());
            if (value != null) {
                link.append('/').append(qualifier.ai()).append('/').append(Characters.escape(value));
                said.add(qualifier.ai());
            }
        }
        char separator = '?';
        for (Element element : elements) {
            if (!said.contains(element.ai())) {
                link.append(separator).append(element.ai()).append('=').append(Characters.escape(element.value()));
                separator = '&';
            }
        }
        return link.toString();
    }

    /** {@code (01)09521234543213(21)1234}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Element element : elements) {
            text.append('(').append(element.ai()).append(')').append(element.value());
        }
        return text.toString();
    }

    /** A value may hold parentheses itself; the next AI begins at one that holds nothing but the digits of an AI. */
    private static List<Element> printed(String text) {
        List<Element> elements = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int close = aiEnd(text, at);
            if (close < 0) {
                throw new MalformedIdentifierException(
                        "'" + text.substring(at) + "' does not begin with an AI, like (01)");
            }
            String ai = text.substring(at + 1, close);
            int fixed = fixedSize(ai);
            int end = close + 1;
            while (end < text.length() && (fixed > 0 ? end < close + 1 + fixed : aiEnd(text, end) < 0)) {
                end++;
            }
            elements.add(new Element(ai, text.substring(close + 1, end)));
            at = end;
        }
        return elements;
    }

    /** Where the parenthesis of an AI that begins here closes; -1 if none begins here. */
    private static int aiEnd(String text, int at) {
        if (text.charAt(at) != '(') {
            return -1;
        }
        int close = text.indexOf(')', at);
        boolean good = close > at + 2
                && close <= at + 5
                && Characters.areDigits(text, at + 1, close)
                && aiSize(text, at + 1) == close - at - 1;
        return good ? close : -1;
    }

    private static List<Element> scanned(String text) {
        int at = 0;
        if (text.startsWith("]")) {
            if (text.length() < 3 || !SYMBOLOGIES.contains(text.substring(0, 3))) {
                throw new MalformedIdentifierException("'" + text + "' comes from a symbol that carries no AIs");
            }
            at = 3;
        }
        List<Element> elements = new ArrayList<>();
        while (at < text.length()) {
            if (text.charAt(at) == GROUP_SEPARATOR) {
                at++;
                continue;
            }
            int aiSize = aiSize(text, at);
            if (aiSize < 0 || at + aiSize > text.length() || !Characters.areDigits(text, at, at + aiSize)) {
                throw new MalformedIdentifierException("no AI at character " + at + " of '" + printable(text) + "'");
            }
            String ai = text.substring(at, at + aiSize);
            at += aiSize;
            int end = text.indexOf(GROUP_SEPARATOR, at);
            end = end < 0 ? text.length() : end;
            int fixed = fixedSize(ai);
            if (fixed > 0) {
                end = Math.min(end, at + fixed);
            }
            elements.add(new Element(ai, text.substring(at, end)));
            at = end;
        }
        return elements;
    }

    private static String printable(String text) {
        return text.replace(GROUP_SEPARATOR, '␝');
    }

    /** How many digits an AI has that begins with these two; -1 if none does. */
    private static int aiSize(String text, int at) {
        if (at + 2 > text.length() || !Characters.areDigits(text, at, at + 2)) {
            return -1;
        }
        return switch (Integer.parseInt(text, at, at + 2, 10)) {
            case 0, 1, 2, 3, 10, 11, 12, 13, 15, 16, 17, 20, 21, 22, 30, 37 -> 2;
            case 90, 91, 92, 93, 94, 95, 96, 97, 98, 99 -> 2;
            case 23, 24, 25, 40, 41, 42, 71 -> 3;
            case 31, 32, 33, 34, 35, 36, 39, 43, 70, 72, 80, 81, 82 -> 4;
            default -> -1;
        };
    }

    /** Figure 7.8.5-2 of the General Specifications: the AIs whose value has a length fixed for ever; -1 for all others. */
    private static int fixedSize(String ai) {
        return switch (Integer.parseInt(ai, 0, 2, 10)) {
            case 0 -> 18;
            case 1, 2, 3 -> 14;
            case 11, 12, 13, 15, 16, 17, 31, 32, 33, 34, 35, 36 -> 6;
            case 20 -> 2;
            case 41 -> 13;
            default -> -1;
        };
    }

    private static void check(Element element) {
        String ai = element.ai();
        String value = element.value();
        int fixed = fixedSize(ai);
        if (value.isEmpty()
                || value.length() > MAX_VALUE_SIZE
                || fixed > 0 && (value.length() != fixed || !Characters.areDigits(value, 0, fixed))) {
            throw new MalformedIdentifierException("(%s)%s: %s"
                    .formatted(
                            ai,
                            value,
                            fixed > 0
                                    ? "has not " + fixed + " digits"
                                    : "has not 1 to " + MAX_VALUE_SIZE + " characters"));
        }
        switch (ai) {
            case "02", "03" -> Gs1Key.GTIN.check(value);
            case "410", "411", "412", "413", "415", "416" -> Gs1Key.GLN.check(value);
            case "11", "12", "13", "15", "16", "17" -> checkDate(element);
            default -> {
                Gs1Key key = Gs1Key.ofSegment(ai);
                if (key != null) {
                    key.check(value);
                } else {
                    checkQualifier(ai, value);
                }
            }
        }
    }

    private static void checkQualifier(String ai, String value) {
        for (Qualifier qualifier : Qualifier.values()) {
            if (qualifier.ai().equals(ai)) {
                qualifier.check(value);
                return;
            }
        }
        if (!Characters.areSet82(value, 0, value.length()) && !Characters.areSet39(value, 0, value.length())) {
            throw new MalformedIdentifierException("(" + ai + ") holds a character that no AI has");
        }
    }

    /** YYMMDD; day 00 is the month's last. */
    private static void checkDate(Element element) {
        int month = Integer.parseInt(element.value(), 2, 4, 10);
        int day = Integer.parseInt(element.value(), 4, 6, 10);
        // 2000, a leap year, allows 29 February in every year: which century YY is, depends on today.
        if (month < 1 || month > 12 || day > YearMonth.of(2000, month).lengthOfMonth()) {
            throw new MalformedIdentifierException("(" + element.ai() + ")" + element.value() + " is no date YYMMDD");
        }
    }
}
