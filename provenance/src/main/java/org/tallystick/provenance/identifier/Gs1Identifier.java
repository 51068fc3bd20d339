package org.tallystick.provenance.identifier;

import org.jspecify.annotations.Nullable;

/**
 * A GS1 key in its canonical form: one value for every spelling of one identifier.
 *
 * <p>The form is that of the CBV event hash: AIs instead of short names, GTIN padded to 14 digits, only the finest
 * qualifier kept, consumer product variant and query string dropped, host {@code id.gs1.org}:
 *
 * <pre>
 * urn:epc:id:sgtin:4012345.011111.9876                       01/04012345111118/21/9876
 * https://example.com/gtin/4012345111118/lot/A/ser/9876?x=1  01/04012345111118/21/9876
 * urn:epc:class:lgtin:4012345.012345.Lot987                  01/04012345123456/10/Lot987
 * urn:epc:idpat:grai:4012345.66666.*                         8003/04012345666663
 * urn:epc:id:sgln:4012345.00011.987                          414/4012345000115/254/987
 * </pre>
 *
 * <p>The way back to an EPC URN needs the length of the company prefix, which a Digital Link does not show. It belongs
 * here, as a method that is given the prefixes known (those of the members), and answers nothing where none fits.
 */
public record Gs1Identifier(
        Gs1Key type, String value, @Nullable Qualification qualification) implements Identifier {
    private static final String CANONICAL_HOST = "https://id.gs1.org/";

    /** A qualifier and its value: AI 21 and {@code 9876}. */
    public record Qualification(Qualifier qualifier, String value) {
        public Qualification {
            qualifier.check(value);
        }
    }

    public Gs1Identifier {
        type.check(value);
        if (qualification != null) {
            Qualifier qualifier = qualification.qualifier();
            if (!type.qualifiers().contains(qualifier) || !qualifier.isKept()) {
                throw new MalformedIdentifierException("AI " + qualifier.ai() + " does not qualify a " + type);
            }
        }
    }

    /**
     * The key that a Digital Link URI or EPC URN names.
     *
     * @throws MalformedIdentifierException if it names none, saying why
     */
    public static Gs1Identifier parse(String uri) {
        Gs1Identifier found = find(uri);
        if (found == null) {
            throw new MalformedIdentifierException(
                    "'" + uri + "' is neither a GS1 Digital Link nor an EPC URN of a GS1 key");
        }
        return found;
    }

    /** Null where the text does not even look like one; throws where it does and is wrong. */
    static @Nullable Gs1Identifier find(String uri) {
        if (uri.startsWith("urn:epc:")) {
            return EpcUrn.find(uri);
        }
        return uri.regionMatches(true, 0, "http", 0, 4) ? DigitalLink.find(uri) : null;
    }

    /** The key whose {@link #key()} this is: {@code 01/04012345111118/21/9876}. */
    static Gs1Identifier ofPath(String path) {
        Gs1Identifier found = DigitalLink.find(CANONICAL_HOST + path);
        if (found == null) {
            throw new MalformedIdentifierException("'" + path + "' is no Digital Link path");
        }
        return found;
    }

    /** A key without qualifier, as it is typed or scanned; a GTIN may have 8, 12, 13 or 14 digits. */
    public static Gs1Identifier of(Gs1Key type, String value) {
        return new Gs1Identifier(type, type == Gs1Key.GTIN ? padded(value) : value, null);
    }

    /** The same key with this qualifier in place of the one it had. */
    public Gs1Identifier with(Qualifier qualifier, String qualifierValue) {
        return new Gs1Identifier(type, value, new Qualification(qualifier, qualifierValue));
    }

    static String padded(String gtin) {
        return switch (gtin.length()) {
            case 8 -> "000000" + gtin;
            case 12 -> "00" + gtin;
            case 13 -> "0" + gtin;
            case 14 -> gtin;
            default ->
                throw new MalformedIdentifierException(
                        "'" + gtin + "' is no GTIN: it has " + gtin.length() + " characters, not 8, 12, 13 or 14");
        };
    }

    /** The value of that qualifier, null where it has another or none. */
    public @Nullable String qualifier(Qualifier wanted) {
        return qualification != null && qualification.qualifier() == wanted ? qualification.value() : null;
    }

    @Override
    public String key() {
        String path = type.ai() + '/' + Characters.escape(value);
        return qualification == null
                ? path
                : path + '/' + qualification.qualifier().ai() + '/' + Characters.escape(qualification.value());
    }

    @Override
    public String uri() {
        return CANONICAL_HOST + key();
    }

    /** The same GLN as the party that it names (417), which is how sources and destinations name companies. */
    public Gs1Identifier asParty() {
        if (type != Gs1Key.GLN && type != Gs1Key.PARTY_GLN) {
            throw new IllegalStateException(this + " is no GLN");
        }
        return new Gs1Identifier(Gs1Key.PARTY_GLN, value, null);
    }

    @Override
    public String toString() {
        return uri();
    }
}
