package org.tallystick.provenance.identifier;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The GS1 identification keys that name things in events: their application identifier (AI), the form of their value and
 * the key qualifiers that may follow (GS1 General Specifications, section 3; GS1 Digital Link URI Syntax, section 4.9).
 */
public enum Gs1Key {
    /** Serial Shipping Container Code: one logistic unit. */
    SSCC("00", "sscc", 18, 18, Tail.NONE, 0, List.of()),
    /** Global Trade Item Number; alone a class, with lot a batch, with serial (or TPX, 235) one item. */
    GTIN("01", "gtin", 14, 14, Tail.NONE, 0, List.of(Qualifier.CPV, Qualifier.LOT, Qualifier.SERIAL, Qualifier.TPX)),
    /** Global Document Type Identifier. */
    GDTI("253", "gdti", 13, 13, Tail.SET_82, 17, List.of()),
    /** Global Coupon Number. */
    GCN("255", "gcn", 13, 13, Tail.DIGITS, 12, List.of()),
    /** Global Identification Number for Consignment. */
    GINC("401", "ginc", 0, 0, Tail.SET_82, 30, List.of()),
    /** Global Shipment Identification Number. */
    GSIN("402", "gsin", 17, 17, Tail.NONE, 0, List.of()),
    /** Global Location Number of a place, with the extension (254) of a spot inside it. */
    GLN("414", "gln", 13, 13, Tail.NONE, 0, List.of(Qualifier.GLN_EXTENSION)),
    /** Global Location Number of a party. */
    PARTY_GLN("417", "party", 13, 13, Tail.NONE, 0, List.of()),
    /** Global Returnable Asset Identifier: a zero, type and check digit, then the serial of one asset. */
    GRAI("8003", "grai", 14, 14, Tail.SET_82, 16, List.of()),
    /** Global Individual Asset Identifier. */
    GIAI("8004", "giai", 0, 0, Tail.SET_82, 30, List.of()),
    /** Individual Trade Item Piece: GTIN, piece, total. */
    ITIP("8006", "itip", 18, 14, Tail.NONE, 0, List.of(Qualifier.CPV, Qualifier.LOT, Qualifier.SERIAL)),
    /** Component/Part Identifier. */
    CPID("8010", "cpid", 0, 0, Tail.SET_39, 30, List.of(Qualifier.CPID_SERIAL)),
    /** Global Service Relation Number of a provider. */
    GSRNP("8017", "gsrnp", 18, 18, Tail.NONE, 0, List.of(Qualifier.SERVICE_INSTANCE)),
    /** Global Service Relation Number of a recipient. */
    GSRN("8018", "gsrn", 18, 18, Tail.NONE, 0, List.of(Qualifier.SERVICE_INSTANCE));

    private static final Map<String, Gs1Key> BY_SEGMENT = Stream.of(values())
            .flatMap(key -> Stream.of(Map.entry(key.ai, key), Map.entry(key.shortName, key)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** What may follow the digits of fixed number. */
    private enum Tail {
        NONE,
        DIGITS,
        SET_82,
        SET_39
    }

    /**
     * A company prefix has at least 4 digits, and keys without a check digit begin with one. It is all that tells a GIAI in
     * a web address from the path of somebody's shop.
     */
    private static final int MIN_COMPANY_PREFIX_SIZE = 4;

    private final String ai;
    private final String shortName;
    private final int digitsSize;
    private final int checkedSize;
    private final Tail tail;
    private final int tailMaxSize;
    private final List<Qualifier> qualifiers;

    Gs1Key(
            String ai,
            String shortName,
            int digitsSize,
            int checkedSize,
            Tail tail,
            int tailMaxSize,
            List<Qualifier> qualifiers) {
        this.ai = ai;
        this.shortName = shortName;
        this.digitsSize = digitsSize;
        this.checkedSize = checkedSize;
        this.tail = tail;
        this.tailMaxSize = tailMaxSize;
        this.qualifiers = qualifiers;
    }

    /** The application identifier: {@code 01}. */
    public String ai() {
        return ai;
    }

    List<Qualifier> qualifiers() {
        return qualifiers;
    }

    /** The key that a path segment of a Digital Link names, by its AI or by the short name of Digital Link 1.1. */
    static @Nullable Gs1Key ofSegment(String segment) {
        return BY_SEGMENT.get(segment);
    }

    /** Refuses every value that the GS1 General Specifications do not allow for this key. */
    void check(String value) {
        int size = value.length();
        if (digitsSize > 0) {
            boolean wrongSize =
                    tail == Tail.NONE ? size != digitsSize : size < digitsSize || size > digitsSize + tailMaxSize;
            if (wrongSize || !Characters.areDigits(value, 0, digitsSize)) {
                throw new MalformedIdentifierException("'%s' is no %s: %s%d digits%s"
                        .formatted(
                                value,
                                this,
                                tail == Tail.NONE ? "it has " : "it begins with ",
                                digitsSize,
                                tail == Tail.NONE ? "" : ", then a serial of at most " + tailMaxSize + " characters"));
            }
            CheckDigit.check(name(), value, checkedSize);
        } else if (size > tailMaxSize
                || size <= MIN_COMPANY_PREFIX_SIZE
                || !Characters.areDigits(value, 0, MIN_COMPANY_PREFIX_SIZE)) {
            throw new MalformedIdentifierException(
                    "'%s' is no %s: a company prefix (digits) and a reference, at most %d characters"
                            .formatted(value, this, tailMaxSize));
        }
        checkTail(value);
        switch (this) {
            case GRAI -> {
                if (value.charAt(0) != '0') {
                    throw new MalformedIdentifierException("'" + value + "' is no GRAI: it begins with a zero");
                }
            }
            case ITIP -> {
                String piece = value.substring(14, 16);
                String total = value.substring(16);
                if (piece.equals("00") || piece.compareTo(total) > 0) {
                    throw new MalformedIdentifierException("piece " + piece + " of " + total + " in ITIP " + value);
                }
            }
            default -> {}
        }
    }

    private void checkTail(String value) {
        boolean good = value.length() == digitsSize
                || switch (tail) {
                    case NONE -> false;
                    case DIGITS -> Characters.areDigits(value, digitsSize, value.length());
                    case SET_82 -> Characters.areSet82(value, digitsSize, value.length());
                    case SET_39 -> Characters.areSet39(value, digitsSize, value.length());
                };
        if (!good) {
            throw new MalformedIdentifierException("'" + value + "' holds a character that a " + this + " cannot have");
        }
    }
}
