package org.tallystick.provenance.xml;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code @context} of one event: a prefix for each namespace that it uses, in the order of use.
 *
 * <p>A prefix is the sender's where it can be. It cannot where GS1's context has it (those terms are protected, JSON-LD 1.1
 * section 4.1.11), where the event used it for another namespace before, or where there is none (a default namespace): then
 * it is {@code ns1}, {@code ns2} and so on. Namespaces that GS1's context knows keep GS1's prefix.
 */
final class Namespaces {
    static final String CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    /** GS1's prefixes, by the spellings of their namespaces that XML documents have. */
    private static final Map<String, String> STANDARD = Map.of(
            "urn:epcglobal:cbv:mda", "cbvmda",
            "urn:epcglobal:cbv:mda:", "cbvmda",
            "https://ref.gs1.org/epcis/", "epcis",
            "https://ref.gs1.org/cbv/", "cbv",
            "https://gs1.org/voc/", "gs1",
            "https://www.gs1.org/voc/", "gs1",
            "https://ref.gs1.org/voc/", "gs1",
            "http://www.w3.org/2001/XMLSchema#", "xsd",
            "http://purl.org/dc/terms/", "dcterms",
            "http://www.w3.org/2000/01/rdf-schema#", "rdfs");

    private static final String CBVMDA_OF_JSON = "urn:epcglobal:cbv:mda:";

    private static final Set<String> RESERVED =
            Set.of("epcis", "cbv", "cbvmda", "gs1", "rdfs", "owl", "xsd", "dcterms", "urn", "http", "https", "ni");

    private final Map<String, String> prefixes = new HashMap<>();
    private final Map<String, String> terms = new LinkedHashMap<>();
    private int numbered;

    /** EPCIS's own, of any version, for documents, queries and master data. */
    static boolean isEpcis(String namespace) {
        return namespace.startsWith("urn:epcglobal:epcis") && namespace.contains(":xsd:");
    }

    /** {@code example:myField}; without a namespace, the bare name. */
    String compact(String namespace, String prefix, String name) {
        return namespace.isEmpty() ? name : prefix(namespace, prefix) + ':' + name;
    }

    /** A vocabulary value as it came, but for a prefix that this context must spell otherwise. */
    String compactUri(String value, Map<String, String> scope) {
        int colon = value.indexOf(':');
        if (colon <= 0 || value.startsWith("//", colon + 1)) {
            return value;
        }
        String prefix = value.substring(0, colon);
        @Nullable String namespace = scope.get(prefix);
        return namespace == null ? value : prefix(namespace, prefix) + value.substring(colon);
    }

    private String prefix(String namespace, String wanted) {
        String standard = STANDARD.get(namespace);
        if (standard != null) {
            if (namespace.equals(CBVMDA_OF_JSON)) {
                // Its other spelling is the usual one in XML; which one it was is part of the event hash.
                terms.putIfAbsent(standard, namespace);
            }
            return standard;
        }
        String known = prefixes.get(namespace);
        if (known != null) {
            return known;
        }
        String prefix = wanted;
        while (!isFree(prefix)) {
            // Never from 1 again: an event may have namespaces by the ten thousand.
            prefix = "ns" + ++numbered;
        }
        prefixes.put(namespace, prefix);
        terms.put(prefix, namespace);
        return prefix;
    }

    private boolean isFree(String prefix) {
        // A scheme of RFC 3986: letters, digits, and what the schema's uri format then takes; XML's names allow more.
        return prefix.matches("[A-Za-z][A-Za-z0-9.-]*") && !RESERVED.contains(prefix) && !terms.containsKey(prefix);
    }

    ArrayNode context() {
        ArrayNode context = JsonText.FACTORY.arrayNode().add(CONTEXT);
        if (!terms.isEmpty()) {
            ObjectNode own = context.addObject();
            terms.forEach((prefix, namespace) -> {
                if (":/?#[]@".indexOf(namespace.charAt(namespace.length() - 1)) >= 0) {
                    own.put(prefix, namespace);
                } else {
                    // Without it such a term is no prefix (JSON-LD 1.1, section 4.4).
                    own.putObject(prefix).put("@id", namespace).put("@prefix", true);
                }
            });
        }
        return context;
    }
}
