package org.tallystick.provenance.xml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A {@code VocabularyList}, as {@code epcisHeader.epcisMasterData.vocabularyList} of the document in JSON.
 *
 * <p>An attribute's content is text, or an object where it holds elements.
 */
final class MasterData {
    private MasterData() {}

    static void add(XmlElement vocabularyList, Namespaces namespaces, ObjectNode envelope) {
        if (!vocabularyList.name().equals("VocabularyList")) {
            throw unknown(vocabularyList, "EPCISMasterData");
        }
        ArrayNode list = envelope.withObject("/epcisHeader/epcisMasterData").withArray("vocabularyList");
        for (XmlElement vocabulary : vocabularyList.children()) {
            if (!vocabulary.name().equals("Vocabulary")) {
                throw unknown(vocabulary, "VocabularyList");
            }
            ObjectNode read = list.addObject();
            read.put("type", attribute(vocabulary, "type"));
            ArrayNode elements = read.putArray("vocabularyElementList");
            for (XmlElement elementList : vocabulary.children()) {
                for (XmlElement element : elementList.children()) {
                    if (!element.name().equals("VocabularyElement")) {
                        throw unknown(element, elementList.name());
                    }
                    elements.add(element(element, namespaces));
                }
            }
        }
    }

    private static ObjectNode element(XmlElement element, Namespaces namespaces) {
        ObjectNode read = JsonText.FACTORY.objectNode();
        read.put("id", attribute(element, "id"));
        for (XmlElement child : element.children()) {
            switch (child.name()) {
                case "attribute" -> {
                    ObjectNode attribute = read.withArray("attributes").addObject();
                    attribute.put("id", attribute(child, "id"));
                    attribute.set("attribute", content(child, namespaces));
                }
                case "children" -> {
                    ArrayNode children = read.putArray("children");
                    child.children().forEach(id -> children.add(id.trimmed()));
                }
                default -> throw unknown(child, "VocabularyElement");
            }
        }
        return read;
    }

    private static JsonNode content(XmlElement element, Namespaces namespaces) {
        if (element.children().isEmpty()) {
            return JsonText.FACTORY.textNode(element.trimmed());
        }
        ObjectNode content = JsonText.FACTORY.objectNode();
        for (XmlElement child : element.children()) {
            String name = namespaces.compact(child.namespace(), child.prefix(), child.name());
            JsonNode before = content.get(name);
            JsonNode value = content(child, namespaces);
            if (before == null) {
                content.set(name, value);
            } else if (before instanceof ArrayNode list) {
                list.add(value);
            } else {
                content.putArray(name).add(before).add(value);
            }
        }
        return content;
    }

    private static String attribute(XmlElement element, String name) {
        return element.attributes().stream()
                .filter(attribute ->
                        attribute.namespace().isEmpty() && attribute.name().equals(name))
                .map(attribute -> attribute.value().strip())
                .findFirst()
                .orElseThrow(() -> new MalformedXmlException(element.line(), element.name() + " lacks its " + name));
    }

    private static MalformedXmlException unknown(XmlElement element, String where) {
        return new MalformedXmlException(element.line(), element.name() + " is not known in " + where);
    }
}
