package org.tallystick.provenance.xml;

import java.util.List;
import java.util.Map;

/**
 * An element with everything below it.
 *
 * @param namespace empty for none
 * @param scope the namespaces in scope, by prefix; the default one has the empty prefix
 * @param text the character data directly in it, in one piece
 */
record XmlElement(
        int line,
        String namespace,
        String name,
        String prefix,
        Map<String, String> scope,
        List<Attribute> attributes,
        List<XmlElement> children,
        String text) {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    record Attribute(String namespace, String name, String prefix, String value) {
        /** {@code xsi:type}, {@code xsi:nil}, {@code xsi:schemaLocation}: about the XML, not about the goods. */
        boolean isAboutXml() {
            return namespace.equals(XSI) || namespace.equals("http://www.w3.org/XML/1998/namespace");
        }
    }

    /** Nearly all of EPCIS's own elements are unqualified (elementFormDefault); some senders qualify them all. */
    boolean isEpcis() {
        return namespace.isEmpty() || Namespaces.isEpcis(namespace);
    }

    boolean isNil() {
        return attributes.stream()
                .anyMatch(attribute -> attribute.namespace().equals(XSI)
                        && attribute.name().equals("nil")
                        && (attribute.value().equals("true")
                                || attribute.value().equals("1")));
    }

    /** Without the white space around it, as {@code whiteSpace="collapse"} has it. */
    String trimmed() {
        return text.strip();
    }
}
