package org.tallystick.provenance.xml;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.CbvTerm.Vocabulary;

/**
 * What an event says, apart from how: names expanded by its context, times as instants, numbers as numbers, one spelling of
 * GS1's terms, lists as multisets. Two bindings of one event are equal in it.
 */
final class SameEvent {
    private final Map<String, String> prefixes = new HashMap<>();

    private SameEvent(JsonNode documentContext, JsonNode event) {
        // GS1's context has it, and some documents say it again.
        prefixes.put("rdfs", "http://www.w3.org/2000/01/rdf-schema#");
        addContext(documentContext);
        addContext(event.path("@context"));
    }

    static Object of(JsonNode documentContext, JsonNode event) {
        return new SameEvent(documentContext, event).value("", event);
    }

    private void addContext(JsonNode context) {
        if (context.isArray()) {
            context.forEach(this::addContext);
        } else if (context.isObject()) {
            context.properties()
                    .forEach(entry -> prefixes.put(
                            entry.getKey(),
                            entry.getValue().isObject()
                                    ? entry.getValue().path("@id").asText()
                                    : entry.getValue().asText()));
        }
    }

    private String expand(String name) {
        int colon = name.indexOf(':');
        String bound = colon < 0 ? null : prefixes.get(name.substring(0, colon));
        return bound == null ? name : bound + name.substring(colon + 1);
    }

    private static String term(String member, String text) {
        for (Vocabulary vocabulary : Vocabulary.values()) {
            boolean standard = text.startsWith("cbv:") || text.contains("ref.gs1.org/cbv/");
            if (standard && CbvTerm.parse(vocabulary, text).isStandard()) {
                return CbvTerm.parse(vocabulary, text).key();
            }
        }
        boolean sensor = member.equals("type") || member.equals("exception");
        return sensor && text.startsWith("gs1:") ? text.substring(4) : text;
    }

    private Object value(String member, JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> object = new TreeMap<>();
            node.properties().forEach(entry -> {
                if (entry.getKey().equals("extension")) {
                    // OpenEPCIS's JSON keeps the wrapper of the XML, which holds what an event is extended by.
                    entry.getValue()
                            .properties()
                            .forEach(more -> object.put(expand(more.getKey()), value(more.getKey(), more.getValue())));
                } else if (!entry.getKey().equals("@context")) {
                    object.put(expand(entry.getKey()), value(entry.getKey(), entry.getValue()));
                }
            });
            return object;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(value(member, item)));
            list.sort((a, b) -> a.toString().compareTo(b.toString()));
            return list.size() == 1 && member.contains(":") ? list.getFirst() : list;
        }
        if (node.isNumber()) {
            return new BigDecimal(node.asText()).stripTrailingZeros().toPlainString();
        }
        String text = node.asText();
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return term(member, expand(text).strip());
        }
    }
}
