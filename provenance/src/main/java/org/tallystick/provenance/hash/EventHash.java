package org.tallystick.provenance.hash;

import static org.tallystick.provenance.identifier.CbvTerm.Vocabulary;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * The hash of an event by CBV 2.0, section 8.9, and its draft successor.
 *
 * <p>An event becomes one text: its members as {@code name=value} in the order of {@link #ORDER}, without separators, each
 * value in one spelling (times in UTC with three decimals, numbers without zeros at their end, GS1's terms as web addresses,
 * keys as canonical Digital Links); what stands in a list is sorted by the octets of its own text; what a company added comes
 * last, each under {@code {namespace}name}. The hash is SHA-256 of that text, as a URI of RFC 6920:
 *
 * <pre>
 * ni:///sha-256;6ae96341e0acc6d7a261364751f60e68278a81cdf51da0abb6b4e617014e39d7?ver=CBV2.0
 * </pre>
 *
 * <p>Left out are recordTime, eventID, errorDeclaration, certificationInfo, comments and empty lists.
 */
public final class EventHash {
    private static final List<String> ORDER = List.of(
            "eventTime",
            "eventTimeZoneOffset",
            "epcList",
            "parentID",
            "inputEPCList",
            "childEPCs",
            "quantityList",
            "childQuantityList",
            "inputQuantityList",
            "outputEPCList",
            "outputQuantityList",
            "action",
            "transformationID",
            "bizStep",
            "disposition",
            "persistentDisposition",
            "readPoint",
            "bizLocation",
            "bizTransactionList",
            "sourceList",
            "destinationList",
            "sensorElementList",
            "ilmd");

    private static final Set<String> LEFT_OUT =
            Set.of("@context", "type", "isA", "recordTime", "eventID", "errorDeclaration", "certificationInfo");

    private static final List<String> METADATA = List.of(
            "time",
            "startTime",
            "endTime",
            "deviceID",
            "deviceMetadata",
            "rawData",
            "dataProcessingMethod",
            "bizRules");

    private static final List<String> REPORT = List.of(
            "type",
            "exception",
            "deviceID",
            "deviceMetadata",
            "rawData",
            "dataProcessingMethod",
            "time",
            "microorganism",
            "chemicalSubstance",
            "value",
            "component",
            "stringValue",
            "booleanValue",
            "hexBinaryValue",
            "uriValue",
            "minValue",
            "maxValue",
            "meanValue",
            "sDev",
            "percRank",
            "percValue",
            "uom",
            "coordinateReferenceSystem");

    private static final Set<String> TIMES = Set.of("eventTime", "time", "startTime", "endTime");

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?");

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Decimals as they are written: a double would round some away. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final HashNames names;
    private final HashProfile profile;
    private final StringBuilder text = new StringBuilder(512);
    /** What CBV 2.0 moves behind the ilmd. */
    private final StringBuilder moved = new StringBuilder();

    private EventHash(HashNames names, HashProfile profile) {
        this.names = names;
        this.profile = profile;
    }

    /**
     * @param around the context of the document that the event stands in; missing where there is none
     */
    public static String of(JsonNode event, JsonNode around, HashProfile profile) {
        return "ni:///sha-256;" + HexFormat.of().formatHex(sha256(text(event, around, profile))) + "?ver=" + profile;
    }

    /**
     * The hash of each event of a document, query document or bare event in JSON, in their order.
     *
     * @throws MalformedEpcisException if it is none
     * @throws LimitExceededException if it is larger than allowed
     */
    public static List<String> ofDocument(byte[] json, DocumentLimits limits, HashProfile profile) {
        return eachOf(json, limits, (event, around) -> of(event, around, profile));
    }

    /** What is hashed of each event of a document; like {@link #ofDocument}. */
    public static List<String> textsOfDocument(byte[] json, DocumentLimits limits, HashProfile profile) {
        return eachOf(json, limits, (event, around) -> text(event, around, profile));
    }

    private static List<String> eachOf(
            byte[] json, DocumentLimits limits, BiFunction<JsonNode, JsonNode, String> event) {
        EpcisDocument.Kind kind = EpcisDocument.read(json, limits).kind();
        JsonNode document;
        try {
            document = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException("JSON that was read before does not parse now", e);
        }
        if (kind == EpcisDocument.Kind.EVENT) {
            return List.of(event.apply(document, MissingNode.getInstance()));
        }
        JsonNode body = document.path("epcisBody");
        JsonNode context = document.path("@context");
        if (body.has("event")) {
            return List.of(event.apply(body.path("event"), context));
        }
        List<String> hashes = new ArrayList<>();
        (kind == EpcisDocument.Kind.QUERY_DOCUMENT
                        ? body.at("/queryResults/resultsBody/eventList")
                        : body.path("eventList"))
                .forEach(each -> hashes.add(event.apply(each, context)));
        return hashes;
    }

    /** What is hashed of an event. */
    public static String text(JsonNode event, JsonNode around, HashProfile profile) {
        return new EventHash(new HashNames(around, event.path("@context")), profile).event(event);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private String event(JsonNode event) {
        text.append("eventType=").append(value(event.path("type").asText()));
        for (String name : ORDER) {
            JsonNode member = event.path(name);
            if (!member.isMissingNode()) {
                text.append(member(name, member));
            }
        }
        text.append(moved);
        text.append(extensions(event, ORDER));
        return text.toString();
    }

    private String member(String name, JsonNode value) {
        return switch (name) {
            case "epcList", "childEPCs", "inputEPCList", "outputEPCList" ->
                list(name, value, item -> "epc=" + value(item.asText()));
            case "quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList" ->
                list(
                        name,
                        value,
                        item -> "quantityElement" + fields(item, List.of("epcClass", "quantity", "uom"))
                                + extensions(item, List.of("epcClass", "quantity", "uom")));
            case "bizTransactionList" ->
                list(name, value, item -> typed(item, "bizTransaction", Vocabulary.BIZ_TRANSACTION_TYPE));
            case "sourceList" -> list(name, value, item -> typed(item, "source", Vocabulary.SOURCE_DESTINATION_TYPE));
            case "destinationList" ->
                list(name, value, item -> typed(item, "destination", Vocabulary.SOURCE_DESTINATION_TYPE));
            case "bizStep" -> "bizStep=" + term(value.asText(), Vocabulary.BIZ_STEP);
            case "disposition" -> "disposition=" + term(value.asText(), Vocabulary.DISPOSITION);
            case "persistentDisposition" -> name + dispositions(value, "set") + dispositions(value, "unset");
            case "readPoint", "bizLocation" -> place(name, value);
            case "sensorElementList" -> sensors(value);
            case "ilmd" -> {
                String ilmd = extensions(value, List.of());
                yield ilmd.isEmpty() ? "" : "ilmd" + ilmd;
            }
            default -> field(name, value);
        };
    }

    private interface Item {
        String text(JsonNode item);
    }

    private static String list(String name, JsonNode list, Item item) {
        String items = sorted(list, item);
        return items.isEmpty() ? "" : name + items;
    }

    private static String sorted(JsonNode list, Item item) {
        List<String> texts = new ArrayList<>();
        if (list.isArray()) {
            list.forEach(each -> texts.add(item.text(each)));
        } else {
            texts.add(item.text(list));
        }
        return joined(texts);
    }

    /** In the order of their octets in UTF-8, which Java's order of chars is not beyond the first plane. */
    private static String joined(List<String> texts) {
        texts.sort((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        return String.join("", texts);
    }

    private String typed(JsonNode item, String name, Vocabulary vocabulary) {
        JsonNode type = item.path("type");
        return (type.isMissingNode() ? "" : "type=" + term(type.asText(), vocabulary)) + field(name, item.path(name));
    }

    private String dispositions(JsonNode value, String name) {
        JsonNode terms = value.path(name);
        return terms.isMissingNode()
                ? ""
                : sorted(terms, item -> name + "=" + term(item.asText(), Vocabulary.DISPOSITION));
    }

    private String place(String name, JsonNode value) {
        String added = extensions(value, List.of("id"));
        String place = name + field("id", value.path("id"));
        if (profile == HashProfile.CBV_2_1) {
            return place + added;
        }
        if (!added.isEmpty()) {
            moved.append(name).append(added);
        }
        return value.has("id") ? place : "";
    }

    private String sensors(JsonNode elements) {
        List<String> sensors = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (JsonNode element : elements) {
            JsonNode metadata = element.path("sensorMetadata");
            String ofMetadata = extensions(metadata, METADATA);
            String ofElement = extensions(element, List.of("sensorMetadata", "sensorReport"));
            if (profile == HashProfile.CBV_2_1) {
                sensors.add("sensorElement"
                        + (metadata.isEmpty() ? "" : "sensorMetadata" + fields(metadata, METADATA) + ofMetadata)
                        + sorted(
                                element.path("sensorReport"),
                                report -> "sensorReport" + fields(report, REPORT) + extensions(report, REPORT))
                        + ofElement);
                continue;
            }
            sensors.add("sensorElement"
                    + (metadata.isEmpty() ? "" : "sensorMetadata" + fields(metadata, METADATA))
                    + sorted(element.path("sensorReport"), report -> "sensorReport" + fields(report, REPORT)));
            String more = (ofMetadata.isEmpty() ? "" : "sensorMetadata" + ofMetadata)
                    + sorted(element.path("sensorReport"), report -> {
                        String ofReport = extensions(report, REPORT);
                        return ofReport.isEmpty() ? "" : "sensorReport" + ofReport;
                    })
                    + ofElement;
            if (!more.isEmpty()) {
                added.add("sensorElement" + more);
            }
        }
        moved.append(joined(added));
        String joined = joined(sensors);
        return profile == HashProfile.CBV_2_1 && !joined.isEmpty() ? "sensorElementList" + joined : joined;
    }

    private String fields(JsonNode object, List<String> order) {
        StringBuilder fields = new StringBuilder();
        for (String name : order) {
            fields.append(field(name, object.path(name)));
        }
        return fields.toString();
    }

    private String field(String name, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        String text = value.asText();
        return name
                + "="
                + switch (name) {
                    case "type", "exception" -> text.indexOf(':') < 0 ? HashNames.GS1 + text : value(text);
                    case "component" -> term(text, Vocabulary.COMPONENT);
                    default -> TIMES.contains(name) ? time(text) : leaf(value);
                };
    }

    /** What a company added to something: all members but those, each under its full name, sorted. */
    private String extensions(JsonNode object, List<String> known) {
        List<String> texts = new ArrayList<>();
        object.properties().forEach(entry -> {
            String name = entry.getKey();
            if (known.contains(name) || LEFT_OUT.contains(name) || names.isComment(name)) {
                return;
            }
            add(texts, names.expanded(name), entry.getValue());
        });
        return joined(texts);
    }

    private void add(List<String> texts, String name, JsonNode value) {
        if (value.isArray()) {
            value.forEach(item -> add(texts, name, item));
        } else if (value.isObject()) {
            List<String> children = new ArrayList<>();
            value.properties().forEach(entry -> {
                if (!entry.getKey().equals("@context") && !names.isComment(entry.getKey())) {
                    add(children, names.expanded(entry.getKey()), entry.getValue());
                }
            });
            texts.add(name + joined(children));
        } else if (!value.isNull()) {
            texts.add(name + '=' + leaf(value));
        }
    }

    private String term(String text, Vocabulary vocabulary) {
        try {
            CbvTerm term = CbvTerm.parse(vocabulary, text.strip());
            return term.isStandard() ? term.uri() : value(text);
        } catch (MalformedIdentifierException e) {
            return value(text);
        }
    }

    private String leaf(JsonNode value) {
        if (value.isNumber()) {
            return number(value.decimalValue());
        }
        String text = value.asText().strip();
        if (value.isTextual() && NUMBER.matcher(text).matches()) {
            return number(new BigDecimal(text));
        }
        return value(text);
    }

    private static String number(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private String value(String text) {
        String trimmed = text.strip();
        String full = names.gs1(trimmed);
        try {
            Identifier identifier = Identifier.parse(full);
            return identifier.uri();
        } catch (MalformedIdentifierException e) {
            return full;
        }
    }

    private static String time(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text.strip()).toInstant();
            BigDecimal millis = BigDecimal.valueOf(instant.getEpochSecond())
                    .movePointRight(3)
                    .add(BigDecimal.valueOf(instant.getNano()).movePointLeft(6));
            return MILLIS.format(Instant.ofEpochMilli(
                    millis.setScale(0, RoundingMode.HALF_UP).longValueExact()));
        } catch (DateTimeException e) {
            return text.strip();
        }
    }
}
