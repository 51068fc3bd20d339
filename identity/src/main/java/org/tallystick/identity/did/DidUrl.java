package org.tallystick.identity.did;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.statement.DidSyntax;

/**
 * A DID URL by the ABNF of DID 1.0 §3.2, its parts still percent-encoded: {@code did path ?query #fragment}.
 *
 * <p>As it looks: {@code did:webvh:Qm…:example.com?versionId=3-Qm…#key-3}.
 */
public record DidUrl(
        Did did,
        String path,
        @Nullable String query,
        @Nullable String fragment) {
    /** The DID's own limit, and as much again for path, query and fragment. */
    private static final int MAX_CHARS = 2 * DidSyntax.LENGTH_MAX;

    /** What RFC 3986 adds to idchar in pchar. */
    private static final String PCHAR = "~!$&'()*+,;=:@";

    public DidUrl {
        if (!path.isEmpty() && path.charAt(0) != '/') {
            throw new MalformedDidException("the path of a DID URL begins with /");
        }
        Chars.require(path, 0, path.length(), PCHAR + "/", "a DID URL's path");
        if (query != null) {
            Chars.require(query, 0, query.length(), PCHAR + "/?", "a DID URL's query");
        }
        if (fragment != null) {
            Chars.require(fragment, 0, fragment.length(), PCHAR + "/?", "a DID URL's fragment");
        }
    }

    public static DidUrl parse(String text) {
        if (text.length() > MAX_CHARS) {
            throw new MalformedDidException("a DID URL of " + text.length() + " characters, at most " + MAX_CHARS);
        }
        String rest = text;
        String fragment = null;
        int hash = rest.indexOf('#');
        if (hash >= 0) {
            fragment = rest.substring(hash + 1);
            rest = rest.substring(0, hash);
        }
        String query = null;
        int question = rest.indexOf('?');
        if (question >= 0) {
            query = rest.substring(question + 1);
            rest = rest.substring(0, question);
        }
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash);
        return new DidUrl(Did.parse(slash < 0 ? rest : rest.substring(0, slash)), path, query, fragment);
    }

    /**
     * The query's parameters, decoded, in their order.
     *
     * @throws MalformedDidException when a name stands there twice, or a part is no {@code name=value}
     */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null && !query.isEmpty()) {
            for (String part : query.split("&", -1)) {
                int equals = part.indexOf('=');
                if (equals <= 0) {
                    throw new MalformedDidException("a DID URL's query has name=value parts, not \"" + part + "\"");
                }
                String name = Chars.percentDecode(part.substring(0, equals));
                if (parameters.put(name, Chars.percentDecode(part.substring(equals + 1))) != null) {
                    throw new MalformedDidException("the parameter " + name + " stands twice in a DID URL");
                }
            }
        }
        return parameters;
    }

    @Override
    public String toString() {
        return did + path + (query == null ? "" : "?" + query) + (fragment == null ? "" : "#" + fragment);
    }
}
