package org.tallystick.provenance.identifier;

/**
 * What stands in an EPCIS event where the standard wants the URI of a thing, class, place, party or document.
 *
 * <p>{@link #parse} is total over URIs: a GS1 key in any of its spellings becomes a {@link Gs1Identifier}, everything else
 * stays the URI that it is ({@code urn:gdst:…}, {@code http://transaction.acme.com/po/1}, an EPC URN with a digit too few).
 * EPCIS lets every URI stand in an event, so a wrong check digit is no reason to refuse one; whoever wants a GS1 key and
 * nothing else calls {@link Gs1Identifier#parse}, which says what is wrong.
 */
public sealed interface Identifier permits Gs1Identifier, UriIdentifier {
    /** @throws MalformedIdentifierException if the text is no absolute URI, or too long for a database key */
    static Identifier parse(String uri) {
        try {
            Gs1Identifier gs1 = Gs1Identifier.find(uri);
            if (gs1 != null) {
                return gs1;
            }
        } catch (MalformedIdentifierException nearlyGs1) {
            // Falls through: it looked like a GS1 key and is none, so it is kept as it is.
        }
        return UriIdentifier.parse(uri);
    }

    /** The canonical text that is compared and stored: {@code 01/09521234543213/21/1234}, or the URI of what is no GS1 key. */
    String key();

    /** The canonical URI: {@code https://id.gs1.org/01/09521234543213/21/1234}, or the URI of what is no GS1 key. */
    String uri();

    /**
     * The identifier with this {@link #key()}.
     *
     * @throws MalformedIdentifierException if the text is no key that {@link #key()} would print
     */
    static Identifier ofKey(String key) {
        Identifier identifier =
                key.isEmpty() || key.charAt(0) < '0' || key.charAt(0) > '9' ? parse(key) : Gs1Identifier.ofPath(key);
        if (!identifier.key().equals(key)) {
            throw new MalformedIdentifierException("'" + key + "' is not in its canonical form, " + identifier.key());
        }
        return identifier;
    }

    /** The text itself, if it is an absolute URI that a database key can hold: the name of an event, say. */
    static String requireUri(String uri) {
        return UriIdentifier.parse(uri).uri();
    }
}
