package org.tallystick.provenance.xml;

import static org.tallystick.provenance.identifier.CbvTerm.Vocabulary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * One event in JSON, written as the element of EPCIS XML 2.0: {@link EventReader} the other way.
 *
 * <p>Elements stand in the order of GS1's XML Schema, what a company added behind them. Each event declares the namespaces
 * that it uses itself, so that its element does not depend on what stands beside it. Values are kept as they were written;
 * bare words, which XML has not, are spelled as {@link CbvSpelling} says.
 *
 * <p>Nothing is lost in silence: what XML has no place for is a {@link NoXmlFormException}.
 */
final class EventWriter {
    private static final Set<String> EMPTY_IS_NONE =
            Set.of("bizTransactionList", "sourceList", "destinationList", "sensorElementList");

    /** Elements that are no member of an event in JSON. */
    private static final Set<String> WRAPPERS = Set.of("baseExtension", "extension");

    /** See {@link EventReader}. */
    private static final String TEXT = "#text";

    private static final Map<String, String> ITEMS = Map.of(
            "epcList", "epc",
            "childEPCs", "epc",
            "inputEPCList", "epc",
            "outputEPCList", "epc");

    private final XmlBuilder xml = new XmlBuilder();
    private final XmlNames names;
    private final CbvSpelling spelling;

    private EventWriter(XmlNames names, CbvSpelling spelling) {
        this.names = names;
        this.spelling = spelling;
    }

    /**
     * @param around the context of the document; missing where there is none
     * @throws NoXmlFormException if it has no form in XML
     */
    static void write(JsonNode event, JsonNode around, CbvSpelling spelling, XmlBuilder out) {
        String type = event.path("type").asText();
        if (!EventForm.isEvent(type)) {
            throw new NoXmlFormException("an event of type '" + type + "', which is none of GS1's");
        }
        XmlNames names = new XmlNames(around, event.path("@context"));
        EventWriter writer = new EventWriter(names, spelling);
        writer.members(event, type);
        out.start(type);
        names.declare(out);
        out.markup(writer.xml).end(type);
    }

    private void members(JsonNode event, String type) {
        List<String> order = EventForm.order(type);
        for (String name : order) {
            JsonNode value = event.get(name);
            if (value != null && !WRAPPERS.contains(name)) {
                member(name, value);
            }
        }
        event.properties().forEach(entry -> {
            String name = entry.getKey();
            if (!name.equals("@context")
                    && !name.equals("type")
                    && (WRAPPERS.contains(name) || !order.contains(name))) {
                extension(names.qualified(name), entry.getValue());
            }
        });
    }

    private void member(String name, JsonNode value) {
        if (value.isArray() && value.isEmpty() && EMPTY_IS_NONE.contains(name)) {
            return;
        }
        switch (name) {
            case "eventTime", "recordTime" -> xml.element(name, time(value));
            case "bizStep" -> xml.element(name, term(value, Vocabulary.BIZ_STEP));
            case "disposition" -> xml.element(name, term(value, Vocabulary.DISPOSITION));
            case "epcList", "childEPCs", "inputEPCList", "outputEPCList" -> {
                xml.start(name);
                each(value).forEach(item -> xml.element(ITEMS.getOrDefault(name, name), scalar(name, item)));
                xml.end(name);
            }
            case "quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList" -> {
                xml.start(name);
                each(value).forEach(this::quantity);
                xml.end(name);
            }
            case "readPoint", "bizLocation" -> place(name, value);
            case "bizTransactionList" -> typed(name, "bizTransaction", value, Vocabulary.BIZ_TRANSACTION_TYPE);
            case "sourceList" -> typed(name, "source", value, Vocabulary.SOURCE_DESTINATION_TYPE);
            case "destinationList" -> typed(name, "destination", value, Vocabulary.SOURCE_DESTINATION_TYPE);
            case "persistentDisposition" -> persistentDisposition(value);
            case "errorDeclaration" -> errorDeclaration(value);
            case "sensorElementList" -> {
                xml.start(name);
                each(value).forEach(this::sensorElement);
                xml.end(name);
            }
            case "ilmd" -> {
                xml.start(name);
                object(name, value)
                        .properties()
                        .forEach(entry -> extension(names.qualified(entry.getKey()), entry.getValue()));
                xml.end(name);
            }
            case "certificationInfo" -> {
                List<JsonNode> infos = each(value);
                if (infos.size() > 1) {
                    throw new NoXmlFormException("certificationInfo is more than one, and XML has room for one");
                }
                infos.forEach(info -> xml.element(name, scalar(name, info)));
            }
            default -> xml.element(name, scalar(name, value));
        }
    }

    /** A list, or one in its stead. */
    private static List<JsonNode> each(JsonNode value) {
        List<JsonNode> items = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(items::add);
        } else {
            items.add(value);
        }
        return items;
    }

    private static JsonNode object(String name, JsonNode value) {
        if (!value.isObject()) {
            throw new NoXmlFormException(name + " is no object");
        }
        return value;
    }

    private static String scalar(String name, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw new NoXmlFormException(name + " is no text");
        }
        return value.isBigDecimal() ? value.decimalValue().toString() : value.asText();
    }

    /** RFC 3339 takes a small t and z, XML Schema does not. */
    private static String time(JsonNode value) {
        return value.asText().toUpperCase(Locale.ROOT);
    }

    private String term(JsonNode value, Vocabulary vocabulary) {
        return term(scalar("a term", value), vocabulary);
    }

    private String term(String value, Vocabulary vocabulary) {
        CbvTerm term;
        try {
            term = CbvTerm.parse(vocabulary, value);
        } catch (MalformedIdentifierException e) {
            return names.value(value);
        }
        if (!term.isStandard()) {
            return names.value(value);
        }
        boolean word = value.indexOf(':') < 0;
        return switch (spelling) {
            case AS_IT_CAME -> word ? spelled(term, vocabulary, false) : names.value(value);
            case URN -> spelled(term, vocabulary, false);
            case WEB_URI -> spelled(term, vocabulary, true);
        };
    }

    /** Components of sensors have no URN. */
    private static String spelled(CbvTerm term, Vocabulary vocabulary, boolean web) {
        return web || vocabulary == Vocabulary.COMPONENT ? term.uri() : term.urn();
    }

    private void quantity(JsonNode element) {
        JsonNode quantity = object("quantityElement", element);
        xml.start("quantityElement");
        quantity.properties().forEach(entry -> {
            if (!Set.of("epcClass", "quantity", "uom").contains(entry.getKey())) {
                throw new NoXmlFormException("'" + entry.getKey() + "' in a quantityElement");
            }
        });
        JsonNode epcClass = quantity.get("epcClass");
        if (epcClass != null) {
            xml.element("epcClass", scalar("epcClass", epcClass));
        }
        JsonNode number = quantity.get("quantity");
        if (number != null) {
            xml.element(
                    "quantity", number.isNumber() ? number.decimalValue().toPlainString() : scalar("quantity", number));
        } else if (quantity.has("uom")) {
            xml.start("quantity").attribute(names.xsi("nil"), "true").end("quantity");
        }
        JsonNode uom = quantity.get("uom");
        if (uom != null) {
            xml.element("uom", scalar("uom", uom));
        }
        xml.end("quantityElement");
    }

    private void place(String name, JsonNode value) {
        xml.start(name);
        xml.element("id", scalar("id", object(name, value).path("id")));
        value.properties().forEach(entry -> {
            if (!entry.getKey().equals("id")) {
                extension(names.qualified(entry.getKey()), entry.getValue());
            }
        });
        xml.end(name);
    }

    private void typed(String list, String name, JsonNode value, Vocabulary vocabulary) {
        xml.start(list);
        for (JsonNode item : each(value)) {
            xml.start(name);
            JsonNode type = object(name, item).get("type");
            if (type != null) {
                xml.attribute("type", term(type, vocabulary));
            }
            item.properties().forEach(entry -> {
                if (!entry.getKey().equals("type") && !entry.getKey().equals(name)) {
                    throw new NoXmlFormException("'" + entry.getKey() + "' in a " + name);
                }
            });
            xml.text(scalar(name, item.path(name))).end(name);
        }
        xml.end(list);
    }

    private void persistentDisposition(JsonNode value) {
        xml.start("persistentDisposition");
        for (String name : List.of("unset", "set")) {
            JsonNode terms = object("persistentDisposition", value).get(name);
            if (terms != null) {
                each(terms).forEach(term -> xml.element(name, term(term, Vocabulary.DISPOSITION)));
            }
        }
        value.properties().forEach(entry -> {
            if (!entry.getKey().equals("set") && !entry.getKey().equals("unset")) {
                throw new NoXmlFormException("'" + entry.getKey() + "' in persistentDisposition");
            }
        });
        xml.end("persistentDisposition");
    }

    private void errorDeclaration(JsonNode value) {
        xml.start("errorDeclaration");
        object("errorDeclaration", value).properties().forEach(entry -> {
            JsonNode member = entry.getValue();
            switch (entry.getKey()) {
                case "declarationTime" -> xml.element("declarationTime", time(member));
                case "reason" -> xml.element("reason", term(member, Vocabulary.ERROR_REASON));
                case "correctiveEventIDs" -> {
                    xml.start("correctiveEventIDs");
                    each(member).forEach(id -> xml.element("correctiveEventID", scalar("correctiveEventID", id)));
                    xml.end("correctiveEventIDs");
                }
                default -> extension(names.qualified(entry.getKey()), member);
            }
        });
        xml.end("errorDeclaration");
    }

    private void sensorElement(JsonNode element) {
        JsonNode sensor = object("sensorElement", element);
        xml.start("sensorElement");
        JsonNode metadata = sensor.get("sensorMetadata");
        if (metadata != null) {
            attributes("sensorMetadata", metadata, EventReader.METADATA_ATTRIBUTES);
        }
        JsonNode reports = sensor.path("sensorReport");
        if (!reports.isMissingNode()) {
            each(reports).forEach(report -> attributes("sensorReport", report, EventReader.REPORT_ATTRIBUTES));
        }
        sensor.properties().forEach(entry -> {
            if (!entry.getKey().equals("sensorMetadata") && !entry.getKey().equals("sensorReport")) {
                extension(names.qualified(entry.getKey()), entry.getValue());
            }
        });
        xml.end("sensorElement");
    }

    private void attributes(String element, JsonNode value, Set<String> known) {
        xml.start(element);
        object(element, value).properties().forEach(entry -> {
            String name = entry.getKey();
            String text = scalar(name, entry.getValue());
            if (!known.contains(name)) {
                xml.attribute(names.qualified(name), text);
                return;
            }
            xml.attribute(
                    name,
                    switch (name) {
                        case "type", "exception" -> text.indexOf(':') < 0 ? names.gs1(text) : names.value(text);
                        case "component" -> term(text, Vocabulary.COMPONENT);
                        case "time", "startTime", "endTime" -> time(entry.getValue());
                        default -> text;
                    });
        });
        xml.end(element);
    }

    /** What a company added, under the name that its member makes. */
    private void extension(String name, JsonNode value) {
        Extensions.write(xml, names, name, value);
    }

    /** What a company adds to an event, and what stands in an attribute of master data. */
    static final class Extensions {
        private Extensions() {}

        static void write(XmlBuilder xml, XmlNames names, String name, JsonNode value) {
            if (value.isArray()) {
                for (JsonNode item : value) {
                    if (item.isArray()) {
                        throw new NoXmlFormException("a list in a list in " + name);
                    }
                    write(xml, names, name, item);
                }
                return;
            }
            xml.start(name);
            if (value.isNull()) {
                xml.attribute(names.xsi("nil"), "true");
            } else {
                content(xml, names, name, value);
            }
            xml.end(name);
        }

        /** Attributes and content of the element whose start tag is open. */
        static void content(XmlBuilder xml, XmlNames names, String name, JsonNode value) {
            if (!value.isObject()) {
                xml.text(scalar(name, value));
                return;
            }
            JsonNode text = value.path(TEXT);
            value.properties().forEach(entry -> {
                if (entry.getKey().equals(TEXT)) {
                    return;
                }
                if (entry.getKey().startsWith("@")) {
                    throw new NoXmlFormException("'" + entry.getKey() + "' in " + name + ", which JSON-LD alone has");
                }
                String child = names.name(entry.getKey());
                if (text.isMissingNode()) {
                    write(xml, names, child, entry.getValue());
                } else {
                    xml.attribute(child, scalar(child, entry.getValue()));
                }
            });
            if (!text.isMissingNode()) {
                xml.text(scalar(name, text));
            }
        }
    }

    /** No context. */
    static JsonNode nothing() {
        return JsonNodeFactory.instance.missingNode();
    }
}
