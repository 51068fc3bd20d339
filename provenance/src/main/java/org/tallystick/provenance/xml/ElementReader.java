package org.tallystick.provenance.xml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLResolver;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.LimitExceededException;

/**
 * Elements one after another, each with its line, from a parser that resolves nothing.
 *
 * <p>The reader stands at an element's start tag ({@link #enter}, {@link #read}) or at its end. Text between elements that
 * is not white space is refused there, comments and processing instructions say nothing.
 */
final class ElementReader {
    /**
     * A level of XML becomes up to two of JSON (a list and an object in it), and the JSON reader stops at 64; the official
     * examples go to 13.
     */
    private static final int MAX_DEPTH = 30;

    /** A sensor report has 24 attributes; each more is compared with all others. */
    private static final int MAX_ATTRIBUTES = 100;

    /** As for a name in JSON: a longer one could not be indexed. */
    private static final int MAX_NAME_LENGTH = 2_000;

    /** How the JDK's messages about its own limits (jdk.xml.*) begin. */
    private static final String JDK_LIMIT = "JAXP0001";

    private final XMLStreamReader parser;
    private final String text;
    private final TagScanner tags;

    /** What each open element declares, outermost first. */
    private final List<Map<String, String>> open = new ArrayList<>();

    private int depth;
    /** Where the last start tag begins, and where the last end tag ends. */
    private int start;

    private int end;
    private int size;
    private int maxSize;

    ElementReader(String text) {
        this.text = text;
        this.tags = new TagScanner(text);
        try {
            this.parser = factory().createXMLStreamReader(new StringReader(text));
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
        if (!"1.0".equals(parser.getVersion() == null ? "1.0" : parser.getVersion())) {
            throw new MalformedXmlException(1, "XML " + parser.getVersion() + "; EPCIS is written in XML 1.0");
        }
    }

    private static XMLInputFactory factory() {
        // The JDK's own, not one that happens to be on the class path: what is refused must not depend on that.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // The JDK has 1,000 unless a file of the machine says otherwise.
        factory.setProperty("jdk.xml.maxXMLNameLimit", MAX_NAME_LENGTH);
        factory.setXMLResolver((XMLResolver) (publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing is fetched: " + systemId);
        });
        return factory;
    }

    int line() {
        return parser.getLocation().getLineNumber();
    }

    String namespace() {
        return orEmpty(parser.getNamespaceURI());
    }

    String name() {
        return parser.getLocalName();
    }

    String attribute(String name) {
        return orEmpty(parser.getAttributeValue(null, name));
    }

    /** Goes to the next start tag inside the element that was entered last; false at its end, which is thereby left. */
    boolean enter() {
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                case XMLStreamConstants.CHARACTERS -> {
                    if (!parser.getText().isBlank()) {
                        throw new MalformedXmlException(line(), "text where an element should stand");
                    }
                }
                default -> {}
            }
        }
    }

    /** An element, and what it was read from. */
    record Span(XmlElement element, XmlOrigin origin) {}

    /** Like {@link #read}, with the element's own characters and the namespaces that those around it declare. */
    Span readSpan(int max) {
        int from = start;
        Map<String, String> around = scope(open.subList(0, open.size() - 1));
        XmlElement element = read(max);
        return new Span(element, XmlOrigin.of(around, text.substring(from, end)));
    }

    /**
     * The element whose start tag was entered, as a whole; the reader then stands at its end.
     *
     * @param max characters in its names, values and text
     */
    XmlElement read(int max) {
        size = 0;
        maxSize = max;
        return read(Map.of());
    }

    private XmlElement read(Map<String, String> parentScope) {
        int line = line();
        String namespace = namespace();
        String name = parser.getLocalName();
        String prefix = orEmpty(parser.getPrefix());
        Map<String, String> scope = parentScope.isEmpty() ? scope(open) : scope(parentScope);
        List<XmlElement.Attribute> attributes = attributes();
        grow(name.length() + 1);
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(read(scope));
                case XMLStreamConstants.CHARACTERS -> {
                    grow(parser.getTextLength());
                    text.append(parser.getTextCharacters(), parser.getTextStart(), parser.getTextLength());
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlElement(
                            line, namespace, name, prefix, scope, attributes, List.copyOf(children), text.toString());
                }
                default -> {}
            }
        }
    }

    private List<XmlElement.Attribute> attributes() {
        int count = parser.getAttributeCount();
        List<XmlElement.Attribute> attributes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String value = parser.getAttributeValue(i);
            grow(value.length() + parser.getAttributeLocalName(i).length());
            attributes.add(new XmlElement.Attribute(
                    orEmpty(parser.getAttributeNamespace(i)),
                    parser.getAttributeLocalName(i),
                    orEmpty(parser.getAttributePrefix(i)),
                    value));
        }
        return attributes;
    }

    /** StAX tells an outer namespace only to one who knows its prefix. */
    private static Map<String, String> scope(List<Map<String, String>> elements) {
        Map<String, String> scope = new HashMap<>();
        for (Map<String, String> declared : elements) {
            scope.putAll(declared);
        }
        return scope;
    }

    private Map<String, String> scope(Map<String, String> parent) {
        Map<String, String> declared = open.getLast();
        if (declared.isEmpty()) {
            return parent;
        }
        Map<String, String> scope = new HashMap<>(parent);
        scope.putAll(declared);
        return scope;
    }

    private Map<String, String> declared() {
        int count = parser.getNamespaceCount();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> declared = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String uri = orEmpty(parser.getNamespaceURI(i));
            if (uri.length() > MAX_NAME_LENGTH) {
                throw new LimitExceededException("line " + line() + ": a namespace of " + uri.length()
                        + " characters; at most " + MAX_NAME_LENGTH + " are taken");
            }
            declared.put(orEmpty(parser.getNamespacePrefix(i)), uri);
        }
        return declared;
    }

    private void grow(int by) {
        size += by;
        if (size > maxSize) {
            throw new LimitExceededException(
                    "line %d: more than %,d characters in one piece".formatted(line(), maxSize));
        }
    }

    private int next() {
        int event;
        try {
            event = parser.next();
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> {
                depth++;
                if (depth > MAX_DEPTH) {
                    throw new LimitExceededException("line " + line() + ": elements nest deeper than " + MAX_DEPTH);
                }
                if (parser.getAttributeCount() + parser.getNamespaceCount() > MAX_ATTRIBUTES) {
                    throw new LimitExceededException(
                            "line " + line() + ": an element with more than " + MAX_ATTRIBUTES + " attributes");
                }
                open.add(declared());
                start = tags.startTag();
            }
            case XMLStreamConstants.END_ELEMENT -> {
                end = tags.endTag();
                depth--;
                open.removeLast();
            }
            case XMLStreamConstants.ENTITY_REFERENCE ->
                throw new MalformedXmlException(line(), "a reference to an entity that nothing declares");
            case XMLStreamConstants.DTD -> throw new MalformedXmlException(line(), "a DOCTYPE out of its place");
            default -> {}
        }
        return event;
    }

    private static RuntimeException malformed(XMLStreamException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        String message = String.valueOf(e.getMessage());
        int text = message.indexOf("Message: ");
        if (message.contains(JDK_LIMIT)) {
            return new LimitExceededException("line " + line + ": larger than the parser allows");
        }
        return new MalformedXmlException(Math.max(line, 0), text < 0 ? message : message.substring(text + 9));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
