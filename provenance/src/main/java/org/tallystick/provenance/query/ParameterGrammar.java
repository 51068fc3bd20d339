package org.tallystick.provenance.query;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tallystick.provenance.epcis.EventType;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.CbvTerm.Vocabulary;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;
import org.tallystick.provenance.query.Condition.Comparison;
import org.tallystick.provenance.query.Condition.Field;
import org.tallystick.provenance.query.Condition.TimeField;

/**
 * What the names and values of EPCIS query parameters mean (EPCIS 2.0, section 8.2.7.1; the names of {@code
 * query-schema.json}).
 *
 * <pre>
 * EQ_bizStep = shipping|receiving                     one of these words
 * GE_eventTime = 2026-11-24T08:30:00+01:00            a time
 * MATCH_anyEPC = https://id.gs1.org/01/…/21/…         these, in that part of the event
 * EQ_bizTransaction_po = http://acme.example/po/1     these, of that type
 * EQ_source_urn:acme:yard = urn:acme:yard:7           the same, of a type of one's own
 * EXISTS_errorDeclaration = true                      it is there
 * </pre>
 *
 * A name of the standard that is not supported yet is refused by that name; any other as unknown. Nothing is ignored: an
 * answer to less than what was asked is a wrong answer.
 */
final class ParameterGrammar {
    /** Hundreds of pasted identifiers are ordinary; ten thousand belong into ten queries. */
    static final int VALUES_MAX = 2_000;

    private static final Set<EventRole> INSTANCES = Set.of(EventRole.OBJECT, EventRole.CHILD);
    private static final Set<EventRole> CLASSES = Set.of(EventRole.OBJECT_CLASS, EventRole.CHILD_CLASS);

    private static final Map<String, Set<EventRole>> MATCH = Map.ofEntries(
            entry("MATCH_epc", INSTANCES),
            entry("MATCH_parentID", Set.of(EventRole.PARENT)),
            entry("MATCH_inputEPC", Set.of(EventRole.INPUT)),
            entry("MATCH_outputEPC", Set.of(EventRole.OUTPUT)),
            entry(
                    "MATCH_anyEPC",
                    Set.of(EventRole.OBJECT, EventRole.CHILD, EventRole.PARENT, EventRole.INPUT, EventRole.OUTPUT)),
            entry("MATCH_epcClass", CLASSES),
            entry("MATCH_inputEPCClass", Set.of(EventRole.INPUT_CLASS)),
            entry("MATCH_outputEPCClass", Set.of(EventRole.OUTPUT_CLASS)),
            entry(
                    "MATCH_anyEPCClass",
                    Set.of(
                            EventRole.OBJECT_CLASS,
                            EventRole.CHILD_CLASS,
                            EventRole.INPUT_CLASS,
                            EventRole.OUTPUT_CLASS)),
            entry("EQ_transformationID", Set.of(EventRole.TRANSFORMATION)));

    /** Typed lists: the role, and the vocabulary of the type that ends the name. */
    private record TypedList(EventRole role, Vocabulary vocabulary) {}

    /** Written out: with exponents, a short text asks the database for a number of a billion digits. */
    private static final Pattern NUMBER = Pattern.compile("-?(?=[0-9.]{1,30}$)[0-9]+(\\.[0-9]+)?");

    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    /**
     * The type is a word of CBV or the URI of one's own, as it stands in the event (section 8.2.7.1); query-schema.json admits
     * words alone. A transaction without a type is found by none of these, as the standard has it.
     */
    private static final Pattern TYPED_NAME = Pattern.compile("EQ_(bizTransaction|source|destination)_(.+)");

    /** The standard's fixed names that wait for the table of typed fields, master data or unit conversion. */
    private static final Set<String> NOT_YET = Set.of(
            "EQ_persistentDisposition_set",
            "EQ_persistentDisposition_unset",
            "WD_readPoint",
            "WD_bizLocation",
            "EQ_errorReason",
            "EQ_correctiveEventID",
            "EXISTS_sensorElementList",
            "GE_time",
            "LT_time",
            "GE_startTime",
            "LT_startTime",
            "GE_endTime",
            "LT_endTime",
            "EQ_type",
            "EQ_deviceID",
            "EQ_dataProcessingMethod",
            "EQ_microorganism",
            "EQ_chemicalSubstance",
            "EQ_bizRules",
            "EQ_stringValue",
            "EQ_booleanValue",
            "EQ_hexBinaryValue",
            "EQ_uriValue",
            "GE_percRank",
            "GT_percRank",
            "LE_percRank",
            "LT_percRank");

    /** The standard's patterns of names, which wait likewise. */
    private static final List<Pattern> NOT_YET_PATTERNS = List.of(
            Pattern.compile("(EQ|GT|GE|LT|LE)_(INNER_)?"
                    + "(ILMD_|ERROR_DECLARATION_|SENSORELEMENT_|SENSORMETADATA_|SENSORREPORT_)?[a-z][a-zA-Z0-9]*:\\w+"),
            Pattern.compile("EXISTS_((INNER_)?(ILMD_|ERROR_DECLARATION_)?|SENSOR(ELEMENT|METADATA|REPORT)_)"
                    + "[a-z][a-zA-Z0-9]*:\\w+"),
            Pattern.compile("EQ_(INNER_)?(readPoint|bizLocation)_[a-z][a-zA-Z0-9]*:\\w+"),
            Pattern.compile("HASATTR_[a-z][a-zA-Z0-9]*:\\w+"),
            Pattern.compile("EQ_ATTR_\\w+_\\w+"),
            Pattern.compile("EQ_value_[A-Z0-9]{2,4}"),
            Pattern.compile("(GE|GT|LE|LT)_(value|minValue|maxValue|meanValue|sDev|percValue)_[A-Z0-9]{2,4}"),
            Pattern.compile("(EQ|GT|GE|LT|LE)_quantity_[A-Z0-9]{2,4}"));

    private ParameterGrammar() {}

    /** @throws QueryParameterException if there is no such parameter, or the values are none of it */
    static Condition parse(String name, List<String> values) {
        return switch (name) {
            case "eventType" -> anyOf(Field.TYPE, name, values, ParameterGrammar::eventType);
            case "EQ_action" -> anyOf(Field.ACTION, name, values, ParameterGrammar::action);
            case "EQ_bizStep" -> anyOf(Field.BIZ_STEP, name, values, term(Vocabulary.BIZ_STEP));
            case "EQ_disposition" -> anyOf(Field.DISPOSITION, name, values, term(Vocabulary.DISPOSITION));
            case "EQ_readPoint" -> anyOf(Field.READ_POINT, name, values, ParameterGrammar::key);
            case "EQ_bizLocation" -> anyOf(Field.BIZ_LOCATION, name, values, ParameterGrammar::key);
            case "EQ_eventID" -> anyOf(Field.EVENT_ID, name, values, Identifier::requireUri);
            case "GE_eventTime" -> new Condition.From(TimeField.EVENT_TIME, time(name, values));
            case "LT_eventTime" -> new Condition.Before(TimeField.EVENT_TIME, time(name, values));
            case "GE_recordTime" -> new Condition.From(TimeField.RECORD_TIME, time(name, values));
            case "LT_recordTime" -> new Condition.Before(TimeField.RECORD_TIME, time(name, values));
            case "EXISTS_errorDeclaration" -> exists(name, values);
            // As query-schema.json spells them, and as the REST binding does.
            case "GE_errorDeclaration_Time", "GE_errorDeclarationTime" ->
                new Condition.From(TimeField.DECLARATION_TIME, time(name, values));
            case "LT_errorDeclaration_Time", "LT_errorDeclarationTime" ->
                new Condition.Before(TimeField.DECLARATION_TIME, time(name, values));
            case "EQ_quantity" -> new Condition.Quantity(Comparison.EQ, numbers(name, values));
            case "GT_quantity", "GE_quantity", "LT_quantity", "LE_quantity" ->
                new Condition.Quantity(
                        Comparison.valueOf(name.substring(0, 2)), numbers(name, List.of(single(name, values))));
            default -> byPattern(name, values);
        };
    }

    private static Condition byPattern(String name, List<String> values) {
        Set<EventRole> roles = MATCH.get(name);
        if (roles != null) {
            boolean ofInstances = !name.endsWith("Class") && !name.equals("EQ_transformationID");
            return new Condition.Names(
                    roles,
                    null,
                    all(name, values, ofInstances ? ParameterGrammar::instanceKey : ParameterGrammar::key));
        }
        Matcher typed = TYPED_NAME.matcher(name);
        if (typed.matches()) {
            TypedList list = typedList(typed.group(1));
            return new Condition.Names(
                    Set.of(list.role()),
                    all(name, List.of(typed.group(2)), term(list.vocabulary())).getFirst(),
                    all(name, values, ParameterGrammar::key));
        }
        boolean ofTheStandard = NOT_YET.contains(name)
                || NOT_YET_PATTERNS.stream()
                        .anyMatch(pattern -> pattern.matcher(name).matches());
        throw new QueryParameterException(
                name, ofTheStandard ? "not supported yet" : "no query parameter of EPCIS 2.0 has this name");
    }

    private static TypedList typedList(String name) {
        return switch (name) {
            case "bizTransaction" -> new TypedList(EventRole.TRANSACTION, Vocabulary.BIZ_TRANSACTION_TYPE);
            case "source" -> new TypedList(EventRole.SOURCE, Vocabulary.SOURCE_DESTINATION_TYPE);
            case "destination" -> new TypedList(EventRole.DESTINATION, Vocabulary.SOURCE_DESTINATION_TYPE);
            default -> throw new IllegalStateException(name + " matched and is no list");
        };
    }

    private static Condition anyOf(Field field, String name, List<String> values, UnaryOperator<String> canonical) {
        return new Condition.AnyOf(field, all(name, values, canonical));
    }

    /** The canonical form of each value, sorted, once. */
    private static List<String> all(String name, List<String> values, UnaryOperator<String> canonical) {
        TreeSet<String> all = new TreeSet<>();
        for (String value : values) {
            try {
                all.add(canonical.apply(value));
            } catch (MalformedIdentifierException | MalformedEpcisException e) {
                throw new QueryParameterException(name, String.valueOf(e.getMessage()));
            }
        }
        if (all.isEmpty()) {
            throw new QueryParameterException(name, "has no value");
        }
        return List.copyOf(all);
    }

    private static String key(String value) {
        return Identifier.parse(value).key();
    }

    /** A pattern stands for many instances, a class for none; the first is to come, the second is never meant here. */
    private static String instanceKey(String value) {
        if (value.startsWith("urn:epc:idpat:")) {
            throw new MalformedIdentifierException("'" + value + "' is a pattern; patterns are not supported yet");
        }
        return key(value);
    }

    private static UnaryOperator<String> term(Vocabulary vocabulary) {
        return value -> CbvTerm.parse(vocabulary, value).key();
    }

    private static String eventType(String value) {
        return new EventType(value).name();
    }

    private static String action(String value) {
        return switch (value) {
            case "ADD", "OBSERVE", "DELETE" -> value;
            default -> throw new MalformedEpcisException("", "'" + value + "' is none of ADD, OBSERVE, DELETE");
        };
    }

    /** The one value of a parameter that is no list. */
    static String single(String name, List<String> values) {
        if (values.size() != 1) {
            throw new QueryParameterException(name, "has " + values.size() + " values, takes one");
        }
        return values.getFirst();
    }

    private static Instant time(String name, List<String> values) {
        String value = single(name, values);
        try {
            if (DATE_TIME.matcher(value).matches()) {
                return OffsetDateTime.parse(value).toInstant();
            }
        } catch (DateTimeException notInTheCalendar) {
            // Said below, as of a text of another form.
        }
        throw new QueryParameterException(
                name,
                "'" + value + "' is no date and time of RFC 3339, like 2026-11-24T08:30:00+01:00"
                        + (value.indexOf(' ') >= 0 ? " (in a URL, + is written %2B)" : ""));
    }

    private static Condition exists(String name, List<String> values) {
        return switch (single(name, values)) {
            case "true", "" -> new Condition.DeclaresError();
            default ->
                throw new QueryParameterException(
                        name, "is true or left out: EPCIS asks for events with an error declaration, or does not ask");
        };
    }

    private static List<BigDecimal> numbers(String name, List<String> values) {
        TreeSet<BigDecimal> numbers = new TreeSet<>();
        for (String value : values) {
            if (!NUMBER.matcher(value).matches()) {
                throw new QueryParameterException(
                        name, "'" + value + "' is no number of at most 30 characters, like 12.5");
            }
            BigDecimal number = new BigDecimal(value);
            numbers.add(number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros());
        }
        if (numbers.isEmpty()) {
            throw new QueryParameterException(name, "has no value");
        }
        return List.copyOf(numbers);
    }

    /** A whole number of at least 1. */
    static int count(String name, List<String> values) {
        String value = single(name, values);
        try {
            int count = Integer.parseInt(value);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, as of a number that is too small.
        }
        throw new QueryParameterException(name, "'" + value + "' is no whole number from 1 on");
    }
}
