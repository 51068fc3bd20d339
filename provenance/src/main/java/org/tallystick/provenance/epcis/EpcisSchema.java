package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * GS1's ratified JSON Schema of EPCIS 2.0, asked one event at a time.
 *
 * <p>The schema itself lists the event types as alternatives, and a validator that tries them all blames an ObjectEvent for
 * being no AggregationEvent. Here the event's {@code type} picks the definition, so only what is wrong with <em>that</em>
 * kind of event comes out; what is left of alternatives, {@link SchemaErrors} settles.
 *
 * <p>The schema is part of this program; nothing is ever fetched. Safe for many threads.
 */
public final class EpcisSchema {
    private static final String ID = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-json-schema.json";
    private static final String RESOURCE = "epcis-json-schema.json";

    private final Map<String, Schema> events;
    private final Schema extendedEvent;
    private final Schema document;
    private final Schema queryDocument;

    private EpcisSchema(SchemaRegistry registry) {
        events = Map.of(
                "ObjectEvent", definition(registry, "ObjectEvent"),
                "AggregationEvent", definition(registry, "AggregationEvent"),
                "TransactionEvent", definition(registry, "TransactionEvent"),
                "TransformationEvent", definition(registry, "TransformationEvent"),
                "AssociationEvent", definition(registry, "AssociationEvent"));
        extendedEvent = definition(registry, "Extended-Event");
        document = definition(registry, "epcisDocument");
        queryDocument = definition(registry, "epcisQueryDocument");
    }

    public static EpcisSchema load() {
        String text;
        try (InputStream in = EpcisSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from this program");
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EpcisSchema(SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7,
                registry -> registry.schemas(Map.of(ID, text))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                // Without it, "eventTime": "yesterday" is valid.
                                .formatAssertionsEnabled(true)
                                .pathType(PathType.JSON_POINTER)
                                .build())));
    }

    private static Schema definition(SchemaRegistry registry, String name) {
        Schema schema = registry.getSchema(SchemaLocation.of(ID + "#/definitions/" + name));
        schema.initializeValidators();
        return schema;
    }

    /** What is wrong around the events; empty if nothing. A bare event has nothing around it. */
    public List<Fault> checkEnvelope(EpcisDocument epcis) {
        return switch (epcis.kind()) {
            case DOCUMENT -> check(document, epcis.envelope(), "");
            case QUERY_DOCUMENT -> check(queryDocument, epcis.envelope(), "");
            case EVENT -> List.of();
        };
    }

    /** What is wrong with the event of that index; empty if nothing. Pointers are those of the document. */
    public List<Fault> checkEvent(EpcisDocument epcis, int index) {
        JsonNode event = epcis.event(index);
        String pointer = epcis.pointer(index);
        if (!event.isObject()) {
            return List.of(new Fault(pointer, "type", "an event is an object"));
        }
        JsonNode type = event.path("type");
        if (!type.isTextual()) {
            return List.of(new Fault(pointer + "/type", "required", "'type' is missing or no string"));
        }
        List<Fault> faults = new ArrayList<>();
        if (epcis.kind() == EpcisDocument.Kind.EVENT && !event.has("@context")) {
            faults.add(new Fault(
                    "/@context", "required", "an event that comes without a document names its own @context"));
        }
        faults.addAll(check(events.getOrDefault(type.asText(), extendedEvent), event, pointer));
        return faults;
    }

    private static List<Fault> check(Schema schema, JsonNode value, String pointer) {
        return SchemaErrors.faults(schema.validate(value)).stream()
                .map(fault -> fault.below(pointer))
                .toList();
    }
}
