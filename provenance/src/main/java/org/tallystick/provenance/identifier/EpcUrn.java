package org.tallystick.provenance.identifier;

import org.jspecify.annotations.Nullable;

/**
 * Reads the GS1 key out of an EPC URN (GS1 EPC Tag Data Standard, section 6): {@code urn:epc:id:…} of one thing,
 * {@code urn:epc:class:lgtin:…} of a lot, {@code urn:epc:idpat:…} whose last component is {@code *}, a class.
 *
 * <p>Schemes with no GS1 key behind them (bic, imovn, usdod, adi, gid) and wider patterns stay URIs.
 */
final class EpcUrn {
    private final String uri;
    private final String rest;
    private final boolean pattern;

    private EpcUrn(String uri, String rest, boolean pattern) {
        this.uri = uri;
        this.rest = rest;
        this.pattern = pattern;
    }

    static @Nullable Gs1Identifier find(String uri) {
        int kindEnd = uri.indexOf(':', 8);
        int schemeEnd = kindEnd < 0 ? -1 : uri.indexOf(':', kindEnd + 1);
        if (schemeEnd < 0) {
            return null;
        }
        String kind = uri.substring(8, kindEnd);
        String scheme = uri.substring(kindEnd + 1, schemeEnd);
        String rest = uri.substring(schemeEnd + 1);
        return switch (kind) {
            case "id" -> new EpcUrn(uri, rest, false).ofId(scheme);
            case "idpat" ->
                rest.endsWith(".*") && rest.indexOf('*') == rest.length() - 1 && rest.indexOf('[') < 0
                        ? new EpcUrn(uri, rest, true).ofPattern(scheme)
                        : null;
            case "class" -> scheme.equals("lgtin") ? new EpcUrn(uri, rest, false).gtin(Qualifier.LOT) : null;
            default -> null;
        };
    }

    private @Nullable Gs1Identifier ofId(String scheme) {
        return switch (scheme) {
            case "sgtin" -> gtin(Qualifier.SERIAL);
            case "upui" -> gtin(Qualifier.TPX);
            case "itip" -> itip();
            case "sscc" -> Gs1Identifier.of(Gs1Key.SSCC, indicatorFirst(parts(2), 17));
            case "sgln" -> sgln();
            case "pgln" -> Gs1Identifier.of(Gs1Key.PARTY_GLN, checked(parts(2), 12));
            case "grai" -> serialised(Gs1Key.GRAI, "0");
            case "gdti" -> serialised(Gs1Key.GDTI, "");
            case "sgcn" -> serialised(Gs1Key.GCN, "");
            case "giai" -> Gs1Identifier.of(Gs1Key.GIAI, joined());
            case "ginc" -> Gs1Identifier.of(Gs1Key.GINC, joined());
            case "gsrn" -> Gs1Identifier.of(Gs1Key.GSRN, checked(parts(2), 17));
            case "gsrnp" -> Gs1Identifier.of(Gs1Key.GSRNP, checked(parts(2), 17));
            case "gsin" -> Gs1Identifier.of(Gs1Key.GSIN, checked(parts(2), 16));
            case "cpi" -> cpi();
            default -> null;
        };
    }

    private @Nullable Gs1Identifier ofPattern(String scheme) {
        return switch (scheme) {
            case "sgtin", "upui" -> gtin(Qualifier.SERIAL);
            case "itip" -> itip();
            case "grai" -> serialised(Gs1Key.GRAI, "0");
            case "gdti" -> serialised(Gs1Key.GDTI, "");
            case "sgcn" -> serialised(Gs1Key.GCN, "");
            case "cpi" -> cpi();
            default -> null;
        };
    }

    /** {@code 4012345.011111.9876}: the item reference's first digit, the indicator, goes in front of the prefix. */
    private Gs1Identifier gtin(Qualifier qualifier) {
        String[] parts = parts(3);
        Gs1Identifier gtin = Gs1Identifier.of(Gs1Key.GTIN, indicatorFirst(parts, 13));
        return pattern ? gtin : gtin.with(qualifier, text(parts[2]));
    }

    /** {@code 4012345.011111.01.02.987}: item reference, piece, total, serial. */
    private Gs1Identifier itip() {
        String[] parts = parts(5);
        Gs1Identifier piece = Gs1Identifier.of(Gs1Key.ITIP, indicatorFirst(parts, 13) + parts[2] + parts[3]);
        return pattern ? piece : piece.with(Qualifier.SERIAL, text(parts[4]));
    }

    /** {@code 4012345.00011.987}; the extension 0 means the place itself. */
    private Gs1Identifier sgln() {
        String[] parts = parts(3);
        Gs1Identifier place = Gs1Identifier.of(Gs1Key.GLN, checked(parts, 12));
        return parts[2].equals("0") ? place : place.with(Qualifier.GLN_EXTENSION, text(parts[2]));
    }

    private Gs1Identifier serialised(Gs1Key key, String lead) {
        String[] parts = parts(3);
        if (!pattern && parts[2].isEmpty()) {
            throw malformed("it has no serial");
        }
        return Gs1Identifier.of(key, lead + checked(parts, 12) + (pattern ? "" : text(parts[2])));
    }

    private Gs1Identifier cpi() {
        String[] parts = parts(3);
        companyPrefix(parts[0]);
        Gs1Identifier part = Gs1Identifier.of(Gs1Key.CPID, parts[0] + text(parts[1]));
        return pattern ? part : part.with(Qualifier.CPID_SERIAL, parts[2]);
    }

    private String joined() {
        String[] parts = parts(2);
        companyPrefix(parts[0]);
        if (parts[1].isEmpty()) {
            throw malformed("it has no reference after its company prefix");
        }
        return parts[0] + text(parts[1]);
    }

    /** Exactly {@code count} components; the last may hold dots of its own. */
    private String[] parts(int count) {
        String[] parts = rest.split("\\.", count);
        if (parts.length != count) {
            throw malformed("it has %d of %d components".formatted(parts.length, count));
        }
        return parts;
    }

    private void companyPrefix(String prefix) {
        if (prefix.length() < 6 || prefix.length() > 12 || !Characters.areDigits(prefix, 0, prefix.length())) {
            throw malformed("its company prefix '" + prefix + "' has not 6 to 12 digits");
        }
    }

    /** Prefix and reference, {@code size} digits together, and the check digit after them. */
    private String checked(String[] parts, int size) {
        return withCheckDigit(parts, parts[0] + parts[1], size);
    }

    private String indicatorFirst(String[] parts, int size) {
        String reference = parts[1];
        return withCheckDigit(
                parts, reference.isEmpty() ? "" : reference.charAt(0) + parts[0] + reference.substring(1), size);
    }

    private String withCheckDigit(String[] parts, String digits, int size) {
        companyPrefix(parts[0]);
        if (digits.length() != size || !Characters.areDigits(digits, 0, size)) {
            throw malformed("company prefix and reference have not %d digits together".formatted(size));
        }
        return digits + CheckDigit.of(digits);
    }

    /** Undoes the escapes; refuses what should have been escaped and is not. */
    private String text(String escaped) {
        for (int i = 0; i < escaped.length(); i++) {
            if ("\"#&/<>?".indexOf(escaped.charAt(i)) >= 0) {
                throw malformed("'" + escaped.charAt(i) + "' must be written as an escape, %XX");
            }
        }
        return Characters.unescape(escaped);
    }

    private MalformedIdentifierException malformed(String why) {
        return new MalformedIdentifierException("'" + uri + "' is no EPC: " + why);
    }
}
