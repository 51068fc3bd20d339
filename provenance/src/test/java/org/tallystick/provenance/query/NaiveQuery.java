package org.tallystick.provenance.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.CbvTerm.Vocabulary;
import org.tallystick.provenance.identifier.Identifier;

/** Whether an event answers a query, by the standard's definitions of the parameters, from the event's JSON. */
final class NaiveQuery {
    private static final Map<String, List<String>> INSTANCE_LISTS = Map.of(
            "MATCH_epc", List.of("epcList", "childEPCs"),
            "MATCH_parentID", List.of("parentID"),
            "MATCH_inputEPC", List.of("inputEPCList"),
            "MATCH_outputEPC", List.of("outputEPCList"),
            "MATCH_anyEPC", List.of("epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList"));

    private static final Map<String, List<String>> CLASS_LISTS = Map.of(
            "MATCH_epcClass", List.of("quantityList", "childQuantityList"),
            "MATCH_inputEPCClass", List.of("inputQuantityList"),
            "MATCH_outputEPCClass", List.of("outputQuantityList"),
            "MATCH_anyEPCClass",
                    List.of("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"));

    private final JsonNode event;
    private final Instant recordTime;

    private NaiveQuery(JsonNode event, Instant recordTime) {
        this.event = event;
        this.recordTime = recordTime;
    }

    static boolean matches(JsonNode event, Instant recordTime, Map<String, List<String>> parameters) {
        NaiveQuery query = new NaiveQuery(event, recordTime);
        return parameters.entrySet().stream()
                .allMatch(parameter -> query.matches(
                        parameter.getKey(),
                        parameter.getValue().stream()
                                .flatMap(value -> Arrays.stream(value.split("\\|")))
                                .toList()));
    }

    private boolean matches(String name, List<String> values) {
        if (INSTANCE_LISTS.containsKey(name)) {
            return INSTANCE_LISTS.get(name).stream()
                    .flatMap(this::texts)
                    .anyMatch(epc -> values.stream().anyMatch(value -> sameThing(epc, value)));
        }
        if (CLASS_LISTS.containsKey(name)) {
            return CLASS_LISTS.get(name).stream()
                    .flatMap(list -> items(event.path(list)))
                    .map(element -> element.get("epcClass").asText())
                    .anyMatch(epcClass -> values.stream().anyMatch(value -> sameThing(epcClass, value)));
        }
        for (String[] typed : new String[][] {
            {"EQ_bizTransaction_", "bizTransactionList", "bizTransaction", "BIZ_TRANSACTION_TYPE"},
            {"EQ_source_", "sourceList", "source", "SOURCE_DESTINATION_TYPE"},
            {"EQ_destination_", "destinationList", "destination", "SOURCE_DESTINATION_TYPE"}
        }) {
            if (name.startsWith(typed[0])) {
                Vocabulary vocabulary = Vocabulary.valueOf(typed[3]);
                return items(event.path(typed[1]))
                        .anyMatch(element -> element.has("type")
                                && sameTerm(vocabulary, element.get("type").asText(), name.substring(typed[0].length()))
                                && values.stream()
                                        .anyMatch(value ->
                                                sameThing(element.get(typed[2]).asText(), value)));
            }
        }
        return switch (name) {
            case "eventType" -> values.contains(expanded(event.get("type").asText()));
            case "EQ_action" -> values.contains(event.path("action").asText());
            case "EQ_bizStep" -> anyTerm(Vocabulary.BIZ_STEP, "bizStep", values);
            case "EQ_disposition" -> anyTerm(Vocabulary.DISPOSITION, "disposition", values);
            case "EQ_readPoint" -> anyPlace("readPoint", values);
            case "EQ_bizLocation" -> anyPlace("bizLocation", values);
            case "EQ_eventID" -> values.contains(event.get("eventID").asText());
            case "EQ_transformationID" ->
                texts("transformationID").anyMatch(id -> values.stream().anyMatch(value -> sameThing(id, value)));
            case "GE_errorDeclaration_Time", "GE_errorDeclarationTime" ->
                event.has("errorDeclaration") && !declarationTime().isBefore(time(values));
            case "LT_errorDeclaration_Time", "LT_errorDeclarationTime" ->
                event.has("errorDeclaration") && declarationTime().isBefore(time(values));
            case "EQ_quantity" ->
                quantities()
                        .anyMatch(quantity ->
                                values.stream().anyMatch(value -> quantity.compareTo(new BigDecimal(value)) == 0));
            case "GT_quantity" -> quantities().anyMatch(quantity -> quantity.compareTo(number(values)) > 0);
            case "GE_quantity" -> quantities().anyMatch(quantity -> quantity.compareTo(number(values)) >= 0);
            case "LT_quantity" -> quantities().anyMatch(quantity -> quantity.compareTo(number(values)) < 0);
            case "LE_quantity" -> quantities().anyMatch(quantity -> quantity.compareTo(number(values)) <= 0);
            case "EXISTS_errorDeclaration" -> event.has("errorDeclaration");
            case "GE_eventTime" -> !eventTime().isBefore(time(values));
            case "LT_eventTime" -> eventTime().isBefore(time(values));
            case "GE_recordTime" -> !recordTime.isBefore(time(values));
            case "LT_recordTime" -> recordTime.isBefore(time(values));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Stream<String> texts(String member) {
        JsonNode value = event.path(member);
        return value.isTextual() ? Stream.of(value.asText()) : items(value).map(JsonNode::asText);
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private boolean sameThing(String inEvent, String asked) {
        return Identifier.parse(expanded(inEvent)).equals(Identifier.parse(asked));
    }

    private boolean sameTerm(Vocabulary vocabulary, String inEvent, String asked) {
        return CbvTerm.parse(vocabulary, expanded(inEvent)).equals(CbvTerm.parse(vocabulary, asked));
    }

    private boolean anyTerm(Vocabulary vocabulary, String member, List<String> values) {
        Predicate<String> same = value -> sameTerm(vocabulary, event.get(member).asText(), value);
        return event.has(member) && values.stream().anyMatch(same);
    }

    private boolean anyPlace(String member, List<String> values) {
        return event.has(member)
                && values.stream()
                        .anyMatch(value -> sameThing(event.get(member).get("id").asText(), value));
    }

    private Stream<BigDecimal> quantities() {
        return CLASS_LISTS.get("MATCH_anyEPCClass").stream()
                .flatMap(list -> items(event.path(list)))
                .filter(element -> element.has("quantity"))
                .map(element -> new BigDecimal(element.get("quantity").asText()));
    }

    private static BigDecimal number(List<String> values) {
        return new BigDecimal(values.getFirst());
    }

    private Instant declarationTime() {
        return OffsetDateTime.parse(
                        event.get("errorDeclaration").get("declarationTime").asText())
                .toInstant();
    }

    private Instant eventTime() {
        return OffsetDateTime.parse(event.get("eventTime").asText()).toInstant();
    }

    private static Instant time(List<String> values) {
        return OffsetDateTime.parse(values.getFirst()).toInstant();
    }

    /** A compact URI written out by the event's own context. */
    private String expanded(String text) {
        int colon = text.indexOf(':');
        if (colon > 0) {
            for (JsonNode context : (Iterable<JsonNode>) items(event.path("@context"))::iterator) {
                JsonNode prefix = context.path(text.substring(0, colon));
                if (prefix.isTextual()) {
                    return prefix.asText() + text.substring(colon + 1);
                }
            }
        }
        return text;
    }
}
