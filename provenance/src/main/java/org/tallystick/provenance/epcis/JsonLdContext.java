package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an event's {@code @context} says about prefixes: {@code example:myField} is
 * {@code http://ns.example.com/epcis/myField}.
 *
 * <p>Contexts named by address are never fetched: a document must not make a server call where it wants, and a record must
 * mean the same when that address is gone. The standard's own context is known; of others only the address is kept.
 */
final class JsonLdContext {
    /** The prefixes that the EPCIS 2.0 context binds. */
    private static final Map<String, String> STANDARD = Map.of(
            "epcis", "https://ref.gs1.org/epcis/",
            "cbv", "https://ref.gs1.org/cbv/",
            "cbvmda", "urn:epcglobal:cbv:mda:",
            "gs1", "https://ref.gs1.org/voc/",
            "rdfs", "http://www.w3.org/2000/01/rdf-schema#",
            "owl", "http://www.w3.org/2002/07/owl#",
            "xsd", "http://www.w3.org/2001/XMLSchema#",
            "dcterms", "http://purl.org/dc/terms/");

    private final Map<String, String> terms = new HashMap<>();
    private final Set<String> addresses = new HashSet<>();

    /** Reads the value whose first token is the parser's current one; what is no context at all, the schema refuses. */
    static JsonLdContext read(JsonParser parser) throws IOException {
        JsonLdContext context = new JsonLdContext();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                context.add(parser);
            }
        } else {
            context.add(parser);
        }
        return context;
    }

    private void add(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> addresses.add(parser.getText());
            case START_OBJECT -> {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String term = parser.currentName();
                    if (parser.nextToken() == JsonToken.VALUE_STRING) {
                        terms.put(term, expand(parser.getText()));
                    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
                        addExpandedDefinition(term, parser);
                    } else {
                        StrictJson.skip(parser);
                    }
                }
            }
            default -> StrictJson.skip(parser);
        }
    }

    /** {@code "example": {"@id": "http://ns.example.com/", "@prefix": true}}. */
    private void addExpandedDefinition(String term, JsonParser parser) throws IOException {
        terms.put(term, "");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String keyword = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING && keyword.equals("@id")) {
                terms.put(term, expand(parser.getText()));
            } else {
                StrictJson.skip(parser);
            }
        }
    }

    /** Whether this context gives every name at least the meaning that the other one gives it, or a new one of its own. */
    boolean coversNamesOf(JsonLdContext other) {
        return addresses.containsAll(other.addresses) && terms.keySet().containsAll(other.terms.keySet());
    }

    /** The full URI of a compact one; whatever is no compact URI under this context comes back as it is. */
    String expand(String uri) {
        int colon = uri.indexOf(':');
        if (colon <= 0 || uri.startsWith("//", colon + 1) || uri.startsWith("urn:")) {
            return uri;
        }
        String prefix = uri.substring(0, colon);
        String bound = terms.get(prefix);
        if (bound == null) {
            bound = STANDARD.get(prefix);
        }
        return bound == null || bound.isEmpty() ? uri : bound + uri.substring(colon + 1);
    }
}
