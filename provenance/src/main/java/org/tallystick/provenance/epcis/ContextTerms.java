package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;

/** The terms that a JSON-LD context of a document or an event defines; what it names by address is not fetched. */
public final class ContextTerms {
    private ContextTerms() {}

    /**
     * Tells of each term, in the order of the context; of two of one name the later counts.
     *
     * @param context the value of {@code @context}: an address, an object, or an array of these
     * @param term takes its name and its IRI, which may be a compact one
     */
    public static void forEach(JsonNode context, BiConsumer<String, String> term) {
        if (context.isArray()) {
            context.forEach(each -> forEach(each, term));
        } else if (context.isObject()) {
            context.properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                String iri = value.isObject() ? value.path("@id").asText() : value.asText();
                if (!iri.isEmpty()) {
                    term.accept(entry.getKey(), iri);
                }
            });
        }
    }
}
