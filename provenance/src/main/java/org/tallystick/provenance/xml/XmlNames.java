package org.tallystick.provenance.xml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.ContextTerms;

/**
 * Qualified names for the members of one piece of JSON-LD, and the namespaces that they need: {@link Namespaces} the other
 * way.
 *
 * <p>A prefix is that of the JSON where it can be. Contexts by address are never fetched: of GS1's own the prefixes are known,
 * and a prefix that nothing binds stands for itself, as JSON-LD has it, so that {@code foo:bar} is the name {@code bar} in the
 * namespace {@code foo:}.
 */
final class XmlNames {
    /** GS1's context. The namespace of cbvmda has no colon at its end in XML (CBV 2.0, section 9), where nobody says so. */
    private static final Map<String, String> STANDARD = Map.of(
            "epcis", "https://ref.gs1.org/epcis/",
            "cbv", "https://ref.gs1.org/cbv/",
            "cbvmda", "urn:epcglobal:cbv:mda",
            "gs1", "https://ref.gs1.org/voc/",
            "rdfs", "http://www.w3.org/2000/01/rdf-schema#",
            "owl", "http://www.w3.org/2002/07/owl#",
            "xsd", "http://www.w3.org/2001/XMLSchema#",
            "dcterms", "http://purl.org/dc/terms/");

    /** Those of the document's own elements. */
    private static final Set<String> TAKEN = Set.of("epcis", "epcisq", "sbdh", "xsi");

    static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    private final Map<String, String> terms = new HashMap<>();
    private final Map<String, String> prefixes = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private int numbered;

    XmlNames(JsonNode... contexts) {
        for (JsonNode context : contexts) {
            ContextTerms.forEach(context, (term, iri) -> terms.put(term, expanded(iri)));
        }
    }

    private String expanded(String iri) {
        int colon = iri.indexOf(':');
        String bound = colon <= 0 || iri.startsWith("//", colon + 1) ? null : bound(iri.substring(0, colon));
        return bound == null ? iri : bound + iri.substring(colon + 1);
    }

    /** What the document says comes first, as it does where facts are told from records. */
    private @Nullable String bound(String prefix) {
        String own = terms.get(prefix);
        return own == null ? STANDARD.get(prefix) : own;
    }

    /** Of a member that must have a namespace. */
    String qualified(String member) {
        String name = name(member);
        if (name.indexOf(':') < 0) {
            throw new NoXmlFormException(
                    "'" + member + "' is not known here; what a company adds has a namespace, which nothing gives it");
        }
        return name;
    }

    /** Of a member inside what a company added, where a bare one has no namespace. */
    String name(String member) {
        int colon = member.indexOf(':');
        if (colon < 0) {
            String iri = terms.get(member);
            if (iri != null) {
                return ofIri(member, iri);
            }
            if (!XmlBuilder.isName(member)) {
                throw noName(member);
            }
            return member;
        }
        String prefix = member.substring(0, colon);
        String local = member.substring(colon + 1);
        String namespace = bound(prefix);
        if (namespace == null) {
            return ofIri(member, member);
        }
        return XmlBuilder.isName(local) ? prefix(namespace, prefix) + ':' + local : ofIri(member, namespace + local);
    }

    /** The part after the last delimiter is the name, what is before it the namespace. */
    private String ofIri(String member, String iri) {
        int at = Math.max(iri.lastIndexOf('/'), Math.max(iri.lastIndexOf('#'), iri.lastIndexOf(':'))) + 1;
        String local = iri.substring(at);
        if (at == 0 || !XmlBuilder.isName(local)) {
            throw noName(member);
        }
        return prefix(iri.substring(0, at), "") + ':' + local;
    }

    private static NoXmlFormException noName(String member) {
        return new NoXmlFormException("'" + member + "' makes no name of an element");
    }

    /** A value that may be a compact URI, under the prefix that its namespace has here. */
    String value(String value) {
        int colon = value.indexOf(':');
        if (colon <= 0 || value.startsWith("//", colon + 1)) {
            return value;
        }
        String prefix = value.substring(0, colon);
        String namespace = bound(prefix);
        return namespace == null ? value : prefix(namespace, prefix) + value.substring(colon);
    }

    /** {@code gs1:Temperature}. */
    String gs1(String word) {
        return prefix("https://ref.gs1.org/voc/", "gs1") + ':' + word;
    }

    String xsi(String name) {
        prefixes.put(XSI, "xsi");
        return "xsi:" + name;
    }

    private String prefix(String namespace, String wanted) {
        String known = prefixes.get(namespace);
        if (known != null) {
            return known;
        }
        String prefix = wanted;
        while (!isFree(prefix)) {
            prefix = "ns" + ++numbered;
        }
        prefixes.put(namespace, prefix);
        used.add(prefix);
        return prefix;
    }

    private boolean isFree(String prefix) {
        return prefix.matches("[A-Za-z_][A-Za-z0-9._-]*")
                && !prefix.regionMatches(true, 0, "xml", 0, 3)
                && !TAKEN.contains(prefix)
                && !used.contains(prefix);
    }

    /** Declares what was used, on the element whose start tag is open. */
    void declare(XmlBuilder xml) {
        prefixes.forEach((namespace, prefix) -> xml.attribute("xmlns:" + prefix, namespace));
    }
}
