package org.tallystick.provenance.xml;

import static org.tallystick.provenance.identifier.CbvTerm.Vocabulary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * One event element, made into its JSON (EPCIS 2.0, section 9 and 10: what the two bindings call alike is alike).
 *
 * <p>Values are taken as text, without the white space round them; whether a time is a time or an identifier a URI is the
 * JSON Schema's question, asked later as of any event. What is settled here is what only XML can have wrong: an element that
 * is not known where it stands, one out of order, one that stands twice, text between elements, attributes with no place.
 * Each is a fault of this event and spares the others.
 */
final class EventReader {
    private static final Set<String> NUMBERS =
            Set.of("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue");

    static final Set<String> METADATA_ATTRIBUTES = Set.of(
            "time",
            "deviceID",
            "deviceMetadata",
            "rawData",
            "startTime",
            "endTime",
            "bizRules",
            "dataProcessingMethod");

    static final Set<String> REPORT_ATTRIBUTES = Set.of(
            "type",
            "value",
            "component",
            "stringValue",
            "booleanValue",
            "hexBinaryValue",
            "uriValue",
            "uom",
            "minValue",
            "maxValue",
            "sDev",
            "chemicalSubstance",
            "microorganism",
            "deviceID",
            "deviceMetadata",
            "rawData",
            "time",
            "meanValue",
            "percRank",
            "percValue",
            "dataProcessingMethod",
            "coordinateReferenceSystem",
            "exception",
            "bizRules");

    /** As in JSON: what no IEEE double holds is read differently by different readers. */
    private static final int MAX_NUMBER_LENGTH = 40;

    private static final int MAX_EXPONENT = 300;

    /** xsd:decimal and xsd:double without INF and NaN, which JSON cannot write. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** The name that text gets which stands beside attributes, in an extension element: {@code <a b="c">text</a>}. */
    private static final String TEXT = "#text";

    /** A mapping mistake repeats; ten of one event show it. */
    private static final int MAX_FAULTS = 10;

    private final Namespaces namespaces = new Namespaces();
    private final List<XmlFault> faults = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    /** The event with what is wrong with it, and the lines of its members. */
    record Read(ObjectNode event, List<XmlFault> faults, Map<String, Integer> lines) {}

    static Read read(XmlElement element) {
        return new EventReader().event(element);
    }

    private Read event(XmlElement element) {
        ObjectNode event = object();
        event.putNull("@context"); // its place; what it is, is known at the end
        event.put("type", element.name());
        refuseText(element);
        members(element, element.name(), EventForm.order(element.name()), event);
        event.set("@context", namespaces.context());
        return new Read(event, faults, lines);
    }

    /** The children of an event, or of a wrapper in one, each of which begins the order anew. */
    private void members(XmlElement parent, String type, List<String> order, ObjectNode event) {
        int last = -1;
        for (XmlElement child : parent.children()) {
            if (!child.isEpcis()) {
                extension(child, event);
                continue;
            }
            int place = order.indexOf(child.name());
            if (place < 0) {
                fault(child, "is not known in " + parent.name());
                continue;
            }
            if (place == last) {
                fault(child, "stands twice");
            } else if (place < last) {
                fault(child, "stands after " + order.get(last) + "; GS1's XML Schema has it before");
            }
            last = Math.max(last, place);
            if (child.name().equals("extension") || child.name().equals("baseExtension")) {
                refuseText(child);
                refuseAttributes(child, Set.of());
                members(child, type, EventForm.wrapped(type), event);
            } else if (event.has(child.name())) {
                fault(child, "stands twice");
            } else {
                lines.put(child.name(), child.line());
                event.set(child.name(), member(child));
            }
        }
    }

    private JsonNode member(XmlElement element) {
        return switch (element.name()) {
            case "bizStep" -> term(element, Vocabulary.BIZ_STEP);
            case "disposition" -> term(element, Vocabulary.DISPOSITION);
            case "epcList", "childEPCs", "inputEPCList", "outputEPCList" -> list(element, "epc", this::text);
            case "quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList" ->
                list(element, "quantityElement", this::quantity);
            case "readPoint", "bizLocation" -> place(element);
            case "bizTransactionList" ->
                list(element, "bizTransaction", item -> typed(item, Vocabulary.BIZ_TRANSACTION_TYPE));
            case "sourceList" -> list(element, "source", item -> typed(item, Vocabulary.SOURCE_DESTINATION_TYPE));
            case "destinationList" ->
                list(element, "destination", item -> typed(item, Vocabulary.SOURCE_DESTINATION_TYPE));
            case "persistentDisposition" -> persistentDisposition(element);
            case "errorDeclaration" -> errorDeclaration(element);
            case "sensorElementList" -> list(element, "sensorElement", this::sensorElement);
            case "ilmd" -> ilmd(element);
            default -> text(element);
        };
    }

    private interface Item {
        JsonNode read(XmlElement element);
    }

    private ArrayNode list(XmlElement element, String name, Item item) {
        ArrayNode list = JsonText.FACTORY.arrayNode();
        refuseText(element);
        refuseAttributes(element, Set.of());
        for (XmlElement child : element.children()) {
            if (child.isEpcis() && child.name().equals(name)) {
                list.add(item.read(child));
            } else {
                fault(child, "is not known in " + element.name());
            }
        }
        return list;
    }

    private JsonNode text(XmlElement element) {
        refuseAttributes(element, Set.of());
        refuseChildren(element);
        return JsonText.FACTORY.textNode(element.trimmed());
    }

    private JsonNode term(XmlElement element, Vocabulary vocabulary) {
        refuseAttributes(element, Set.of());
        refuseChildren(element);
        return JsonText.FACTORY.textNode(term(element.trimmed(), vocabulary, element.scope()));
    }

    /** The bare word of CBV's term, or the value as it came: the schema refuses what is neither word nor URI. */
    private String term(String value, Vocabulary vocabulary, Map<String, String> scope) {
        String uri = namespaces.compactUri(value, scope);
        try {
            return CbvTerm.parse(vocabulary, uri).key();
        } catch (MalformedIdentifierException e) {
            return value;
        }
    }

    private JsonNode quantity(XmlElement element) {
        ObjectNode quantity = object();
        inOrder(element, List.of("epcClass", "quantity", "uom"), (child, name) -> {
            if (!name.equals("quantity")) {
                quantity.set(name, text(child));
            } else if (!child.isNil()) { // xsi:nil: how much is not known
                refuseAttributes(child, Set.of());
                refuseChildren(child);
                quantity.set(name, number(child, "is", child.trimmed()));
            }
        });
        return quantity;
    }

    private interface Member {
        void read(XmlElement element, String name);
    }

    /** An element with a fixed content: each child at most once, in that order, and nothing else. */
    private void inOrder(XmlElement element, List<String> order, Member member) {
        refuseText(element);
        refuseAttributes(element, Set.of());
        int last = -1;
        for (XmlElement child : element.children()) {
            int place = child.isEpcis() ? order.indexOf(child.name()) : -1;
            if (place < 0) {
                fault(child, "is not known in " + element.name());
            } else if (place <= last) {
                fault(child, place == last ? "stands twice" : "stands after " + order.get(last));
            } else {
                last = place;
                member.read(child, child.name());
            }
        }
    }

    private JsonNode place(XmlElement element) {
        ObjectNode place = object();
        refuseText(element);
        refuseAttributes(element, Set.of());
        for (XmlElement child : element.children()) {
            if (!child.isEpcis()) {
                extension(child, place);
            } else if (child.name().equals("id") && !place.has("id")) {
                place.set("id", text(child));
            } else if (child.name().equals("extension")) {
                extensions(child, place);
            } else {
                fault(child, "is not known in " + element.name() + ", or stands twice");
            }
        }
        return place;
    }

    /** {@code <source type="…:owning_party">urn:…</source>} is {@code {"type": "owning_party", "source": "urn:…"}}. */
    private JsonNode typed(XmlElement element, Vocabulary vocabulary) {
        ObjectNode item = object();
        refuseAttributes(element, Set.of("type"));
        refuseChildren(element);
        for (XmlElement.Attribute attribute : element.attributes()) {
            if (attribute.namespace().isEmpty() && attribute.name().equals("type")) {
                item.put("type", term(attribute.value().strip(), vocabulary, element.scope()));
            }
        }
        item.put(element.name(), element.trimmed());
        return item;
    }

    private JsonNode persistentDisposition(XmlElement element) {
        ObjectNode disposition = object();
        refuseText(element);
        refuseAttributes(element, Set.of());
        for (XmlElement child : element.children()) {
            if (!child.isEpcis() || !child.name().equals("set") && !child.name().equals("unset")) {
                fault(child, "is not known in persistentDisposition");
                continue;
            }
            if (child.name().equals("unset") && disposition.has("set")) {
                fault(child, "stands after set");
            }
            disposition.withArray(child.name()).add(term(child, Vocabulary.DISPOSITION));
        }
        return disposition;
    }

    /** In any order: here GS1's XML Schema has a choice. */
    private JsonNode errorDeclaration(XmlElement element) {
        ObjectNode declaration = object();
        refuseText(element);
        refuseAttributes(element, Set.of());
        for (XmlElement child : element.children()) {
            if (!child.isEpcis()) {
                extension(child, declaration);
            } else if (declaration.has(child.name())) {
                fault(child, "stands twice");
            } else {
                switch (child.name()) {
                    case "declarationTime" -> declaration.set("declarationTime", text(child));
                    case "reason" -> declaration.set("reason", term(child, Vocabulary.ERROR_REASON));
                    case "correctiveEventIDs" ->
                        declaration.set("correctiveEventIDs", list(child, "correctiveEventID", this::text));
                    case "extension" -> extensions(child, declaration);
                    default -> fault(child, "is not known in errorDeclaration");
                }
            }
        }
        return declaration;
    }

    private JsonNode sensorElement(XmlElement element) {
        ObjectNode sensor = object();
        refuseText(element);
        refuseAttributes(element, Set.of());
        for (XmlElement child : element.children()) {
            if (!child.isEpcis()) {
                extension(child, sensor);
                continue;
            }
            switch (child.name()) {
                case "sensorMetadata" -> {
                    if (sensor.has("sensorMetadata") || sensor.has("sensorReport")) {
                        fault(child, "stands twice, or after sensorReport");
                    }
                    sensor.set("sensorMetadata", attributes(child, METADATA_ATTRIBUTES));
                }
                case "sensorReport" -> sensor.withArray("sensorReport").add(attributes(child, REPORT_ATTRIBUTES));
                case "extension" -> extensions(child, sensor);
                default -> fault(child, "is not known in sensorElement");
            }
        }
        return sensor;
    }

    private ObjectNode attributes(XmlElement element, Set<String> known) {
        ObjectNode members = object();
        refuseText(element);
        refuseChildren(element);
        for (XmlElement.Attribute attribute : element.attributes()) {
            String name = attribute.name();
            if (attribute.isAboutXml()) {
                continue;
            }
            if (!attribute.namespace().isEmpty()) {
                members.put(namespaces.compact(attribute.namespace(), attribute.prefix(), name), attribute.value());
            } else if (!known.contains(name)) {
                fault(element, "has an attribute " + name + ", which is not known");
            } else {
                members.set(name, sensorValue(element, name, attribute.value().strip()));
            }
        }
        return members;
    }

    private JsonNode sensorValue(XmlElement element, String name, String value) {
        if (NUMBERS.contains(name)) {
            return number(element, name + " is", value);
        }
        return switch (name) {
            case "booleanValue" ->
                switch (value) {
                    case "true", "1" -> JsonText.FACTORY.booleanNode(true);
                    case "false", "0" -> JsonText.FACTORY.booleanNode(false);
                    default -> {
                        fault(element, "booleanValue is neither true nor false");
                        yield JsonText.FACTORY.textNode(value);
                    }
                };
            case "component" -> JsonText.FACTORY.textNode(term(value, Vocabulary.COMPONENT, element.scope()));
            case "type", "exception" ->
                JsonText.FACTORY.textNode(SensorTerms.word(namespaces.compactUri(value, element.scope())));
            default -> JsonText.FACTORY.textNode(value);
        };
    }

    private JsonNode number(XmlElement element, String what, String value) {
        if (value.length() > MAX_NUMBER_LENGTH || !NUMBER.matcher(value).matches()) {
            fault(element, what + " no number of at most " + MAX_NUMBER_LENGTH + " characters");
            return JsonText.FACTORY.textNode("");
        }
        BigDecimal number = new BigDecimal(value);
        if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT
                || Math.abs(number.scale()) > MAX_EXPONENT) {
            fault(element, what + " beyond what every reader holds");
            return JsonText.FACTORY.textNode("");
        }
        return DecimalNode.valueOf(number);
    }

    private JsonNode ilmd(XmlElement element) {
        ObjectNode ilmd = object();
        refuseText(element);
        refuseAttributes(element, Set.of());
        for (XmlElement child : element.children()) {
            if (!child.isEpcis()) {
                extension(child, ilmd);
            } else if (child.name().equals("extension")) {
                extensions(child, ilmd);
            } else {
                fault(child, "is not known in ilmd; what a company adds has a namespace");
            }
        }
        return ilmd;
    }

    /** What stands in an {@code extension} wrapper belongs to the element round it. */
    private void extensions(XmlElement wrapper, ObjectNode target) {
        refuseText(wrapper);
        refuseAttributes(wrapper, Set.of());
        for (XmlElement child : wrapper.children()) {
            if (child.namespace().isEmpty() && !child.name().equals("extension")) {
                fault(child, "is not known in an extension; what a company adds has a namespace");
            } else if (child.isEpcis()) {
                extensions(child, target);
            } else {
                extension(child, target);
            }
        }
    }

    /** Adds an extension element under its prefixed name; a name that stands before becomes a list. */
    private void extension(XmlElement element, ObjectNode target) {
        String name = namespaces.compact(element.namespace(), element.prefix(), element.name());
        lines.putIfAbsent(name, element.line());
        add(target, name, extensionValue(element));
    }

    /**
     * Text, as text whatever {@code xsi:type} says, as GS1's JSON examples have it; or an object of what is in it, where an
     * attribute is a member too. {@code xsi:nil} is null.
     */
    private JsonNode extensionValue(XmlElement element) {
        List<XmlElement.Attribute> attributes = element.attributes().stream()
                .filter(attribute -> !attribute.isAboutXml())
                .toList();
        boolean hasText = !element.trimmed().isEmpty();
        if (attributes.isEmpty() && element.children().isEmpty()) {
            return element.isNil() ? JsonText.FACTORY.nullNode() : JsonText.FACTORY.textNode(element.trimmed());
        }
        if (hasText && !element.children().isEmpty()) {
            fault(element, "mixes text and elements, which has no form in JSON");
        }
        ObjectNode value = object();
        for (XmlElement.Attribute attribute : attributes) {
            add(
                    value,
                    namespaces.compact(attribute.namespace(), attribute.prefix(), attribute.name()),
                    JsonText.FACTORY.textNode(attribute.value()));
        }
        for (XmlElement child : element.children()) {
            String name = namespaces.compact(child.namespace(), child.prefix(), child.name());
            add(value, name, extensionValue(child));
        }
        if (hasText) {
            value.put(TEXT, element.trimmed());
        }
        return value;
    }

    private static void add(ObjectNode target, String name, JsonNode value) {
        JsonNode before = target.get(name);
        if (before == null) {
            target.set(name, value);
        } else if (before instanceof ArrayNode list) {
            list.add(value);
        } else {
            target.putArray(name).add(before).add(value);
        }
    }

    private void refuseText(XmlElement element) {
        if (!element.trimmed().isEmpty()) {
            fault(element, "holds elements, no text");
        }
    }

    private void refuseChildren(XmlElement element) {
        for (XmlElement child : element.children()) {
            fault(child, "is not known in " + element.name());
        }
    }

    private void refuseAttributes(XmlElement element, Set<String> known) {
        for (XmlElement.Attribute attribute : element.attributes()) {
            if (!attribute.isAboutXml() && (!attribute.namespace().isEmpty() || !known.contains(attribute.name()))) {
                fault(element, "has an attribute " + attribute.name() + ", which has no form in JSON");
            }
        }
    }

    private void fault(XmlElement element, String message) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new XmlFault(element.line(), element.name(), element.name() + ' ' + message));
        }
    }

    private static ObjectNode object() {
        return JsonText.FACTORY.objectNode();
    }
}
