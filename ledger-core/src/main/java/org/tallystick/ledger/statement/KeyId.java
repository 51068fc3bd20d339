package org.tallystick.ledger.statement;

import java.util.Optional;

/**
 * The COSE {@code kid} of a statement: the DID URL of the key that signed it, pinned to a version of the DID's document.
 * Only the three parts can be told apart here; whether such a version and key exist is for the {@code KeyDirectory}.
 *
 * <pre>did:webvh:QmfG…:tallystick.localhost:acme?versionId=2-QmXL…#z6Mk…</pre>
 *
 * The version may be absent (a did:key has none), the fragment never. No other query and no path: one spelling of one
 * key. (What C2SP calls a key ID, four bytes, is a key hash here.)
 */
public record KeyId(String did, Optional<String> versionId, String fragment) {
    /** A webvh version is a number, a dash and a 46 character hash. */
    public static final int VERSION_LENGTH_MAX = 96;

    /** A Multikey of an Ed25519 key has 48 characters, one of P-256 49. */
    public static final int FRAGMENT_LENGTH_MAX = 128;

    private static final String VERSION = "?versionId=";

    public KeyId {
        String problem = DidSyntax.problem(did);
        if (problem != null) {
            throw new IllegalArgumentException("kid: " + problem);
        }
        if (versionId.isPresent()) {
            part("versionId", versionId.get(), VERSION_LENGTH_MAX);
        }
        part("fragment", fragment, FRAGMENT_LENGTH_MAX);
    }

    public static KeyId parse(String text) throws MalformedStatementException {
        int hash = text.indexOf('#');
        if (hash < 0) {
            throw new MalformedStatementException("kid: no fragment that names a key");
        }
        int query = text.indexOf('?');
        boolean hasQuery = query >= 0 && query < hash;
        if (hasQuery && !text.startsWith(VERSION, query)) {
            throw new MalformedStatementException("kid: a query other than versionId");
        }
        try {
            return new KeyId(
                    text.substring(0, hasQuery ? query : hash),
                    hasQuery ? Optional.of(text.substring(query + VERSION.length(), hash)) : Optional.empty(),
                    text.substring(hash + 1));
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e);
        }
    }

    /** Whether the key is one of this issuer's own. */
    public boolean belongsTo(Issuer issuer) {
        return did.equals(issuer.did());
    }

    @Override
    public String toString() {
        return did + versionId.map(version -> VERSION + version).orElse("") + "#" + fragment;
    }

    private static void part(String name, String value, int lengthMax) {
        if (!DidSyntax.isUnreserved(value)) {
            throw new IllegalArgumentException(
                    "kid: " + name + " is empty or holds more than letters, digits and . - _ ~");
        }
        if (value.length() > lengthMax) {
            throw new IllegalArgumentException(
                    "kid: " + name + " of " + value.length() + " characters, at most " + lengthMax);
        }
    }
}
