package org.tallystick.provenance.hash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.tallystick.provenance.epcis.ContextTerms;

/** Full names of the members of an event, by the contexts that it stands under. */
final class HashNames {
    static final String GS1 = "https://ref.gs1.org/voc/";

    private static final String CBV = "https://ref.gs1.org/cbv/";
    private static final String RDFS = "http://www.w3.org/2000/01/rdf-schema#";

    /** GS1's context; where a document says it again, its own spelling counts. */
    private final Map<String, String> terms = new HashMap<>(Map.of(
            "cbvmda",
            "urn:epcglobal:cbv:mda",
            "gs1",
            GS1,
            "cbv",
            CBV,
            "rdfs",
            RDFS,
            "epcis",
            "https://ref.gs1.org/epcis/"));

    HashNames(JsonNode... contexts) {
        for (JsonNode context : contexts) {
            ContextTerms.forEach(context, terms::put);
        }
    }

    /** {@code {http://ns.example.com/epcis/}myField}; a name without a namespace stays as it is. */
    String expanded(String name) {
        int colon = name.indexOf(':');
        String namespace = colon <= 0 ? null : terms.get(name.substring(0, colon));
        return namespace == null ? name : '{' + namespace + '}' + name.substring(colon + 1);
    }

    boolean isComment(String name) {
        return name.equals("rdfs:comment") || expanded(name).equals('{' + RDFS + "}comment");
    }

    /** A value with GS1's own prefixes spelt out; those of others stay. */
    String gs1(String value) {
        if (value.startsWith("gs1:")) {
            return GS1 + value.substring(4);
        }
        if (value.startsWith("cbv:")) {
            return CBV + value.substring(4);
        }
        for (String old : new String[] {"https://gs1.org/voc/", "https://www.gs1.org/voc/", "http://gs1.org/voc/"}) {
            if (value.startsWith(old)) {
                return GS1 + value.substring(old.length());
            }
        }
        return value;
    }
}
