package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the validator reports into what a person can use: one {@link Fault} per fault.
 *
 * <p>Where the schema offers alternatives ({@code anyOf}) and none fits, the validator reports the faults of every branch.
 * The branches are alternatives for different intentions, so this guesses the intention: a value that is neither a word of
 * the list nor a URI gets one fault that says both; members of which one is needed get one fault that names them; otherwise
 * the branch that failed least is the one that was meant. One place is blamed once.
 */
final class SchemaErrors {
    /** The ten first faults of an event show what is wrong with it; a mapping gone wrong would give thousands. */
    private static final int MAX_FAULTS = 10;

    /** Long enough for a GS1 URI, short enough for a line of a log. */
    private static final int MAX_QUOTE = 100;

    /** Actions and party types are worth listing; the 41 business steps are not. */
    private static final int MAX_LISTED_WORDS = 13;

    private SchemaErrors() {}

    static List<Fault> faults(List<Error> errors) {
        if (errors.isEmpty()) {
            return List.of();
        }
        Map<String, Fault> faults = new LinkedHashMap<>();
        Map<Alternatives, List<Error>> undecided = new LinkedHashMap<>();
        for (Error error : errors) {
            Alternatives alternatives = Alternatives.of(error);
            if (alternatives == null) {
                Fault fault = fault(error);
                faults.putIfAbsent(fault.pointer(), fault);
            } else {
                undecided
                        .computeIfAbsent(alternatives, key -> new ArrayList<>())
                        .add(error);
            }
        }
        undecided.forEach((alternatives, branches) -> {
            for (Fault fault : decide(alternatives, branches)) {
                faults.putIfAbsent(fault.pointer(), fault);
            }
        });
        return faults.values().stream().limit(MAX_FAULTS).toList();
    }

    /** An {@code anyOf} of the schema and the value that it was asked of. */
    private record Alternatives(String schemaPath, String pointer) {
        /** The outermost {@code anyOf} on the way to the error; null if there is none. */
        static @Nullable Alternatives of(Error error) {
            String path = error.getEvaluationPath().toString();
            String[] steps = path.split("/");
            String[] places = error.getInstanceLocation().toString().split("/");
            int depth = 0;
            int length = 0;
            for (int i = 1; i < steps.length; i++) {
                length += 1 + steps[i].length();
                switch (steps[i]) {
                    case "anyOf" -> {
                        return new Alternatives(
                                path.substring(0, length),
                                List.of(places).stream().limit(depth + 1L).collect(Collectors.joining("/")));
                    }
                    case "properties" -> {
                        depth++;
                        i++;
                        length += 1 + steps[i].length();
                    }
                    case "items" -> depth++;
                    default -> {}
                }
            }
            return null;
        }

        /** Which branch the error is in: the step after {@code anyOf}. */
        int branch(Error error) {
            String rest = error.getEvaluationPath().toString().substring(schemaPath.length() + 1);
            int end = rest.indexOf('/');
            return Integer.parseInt(end < 0 ? rest : rest.substring(0, end));
        }
    }

    private static List<Fault> decide(Alternatives alternatives, List<Error> errors) {
        Map<Integer, List<Error>> branches =
                errors.stream().collect(Collectors.groupingBy(alternatives::branch, TreeMap::new, Collectors.toList()));
        if (errors.stream()
                .allMatch(error -> error.getKeyword().equals("required")
                        && error.getInstanceLocation().toString().equals(alternatives.pointer()))) {
            String members = branches.values().stream()
                    .map(branch -> branch.stream().map(Error::getProperty).collect(Collectors.joining(" with ")))
                    .distinct()
                    .collect(Collectors.joining(", "));
            return List.of(new Fault(alternatives.pointer(), "required", "needs one of " + members));
        }
        for (Error error : errors) {
            boolean neitherWordNorUri = error.getKeyword().equals("enum")
                    && errors.stream()
                            .anyMatch(other -> other.getKeyword().equals("format")
                                    && other.getInstanceLocation().equals(error.getInstanceLocation()));
            if (neitherWordNorUri) {
                return List.of(new Fault(
                        error.getInstanceLocation().toString(), "enum", message(error) + ", and no URI of your own"));
            }
        }
        return branches.values().stream()
                .min(Comparator.<List<Error>, Boolean>comparing(
                                branch -> isOfAnotherType(branch, alternatives.pointer()))
                        .thenComparing(List::size)
                        .thenComparing(branch ->
                                -branch.getFirst().getInstanceLocation().getNameCount()))
                .orElseThrow()
                .stream()
                .map(SchemaErrors::fault)
                .toList();
    }

    /** Whether the branch wants a string where an array stands, say: then it was not the one that was meant. */
    private static boolean isOfAnotherType(List<Error> branch, String pointer) {
        return branch.stream()
                .anyMatch(error -> error.getKeyword().equals("type")
                        && error.getInstanceLocation().toString().equals(pointer));
    }

    private static Fault fault(Error error) {
        String pointer = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "required", "additionalProperties", "propertyNames" ->
                new Fault(pointer + '/' + Fault.step(error.getProperty()), error.getKeyword(), message(error));
            default -> new Fault(pointer, error.getKeyword(), message(error));
        };
    }

    private static String message(Error error) {
        return switch (error.getMessageKey()) {
            case "required" -> "'" + error.getProperty() + "' is missing";
            case "additionalProperties" -> "'" + quote(error.getProperty()) + "' is not known here";
            case "propertyNames" ->
                "'" + quote(error.getProperty())
                        + "' is not known here; an extension's name has a prefix, as in example:myField";
            case "enum" -> quote(error.getInstanceNode()) + " is " + noneOf(error.getSchemaNode());
            case "type" -> "is " + error.getArguments()[0] + ", must be " + error.getArguments()[1];
            case "format.uri" -> quote(error.getInstanceNode()) + " is no URI (RFC 3986)";
            case "format.date-time" ->
                quote(error.getInstanceNode()) + " is no date and time of RFC 3339, like 2026-11-24T08:30:00+01:00";
            case "pattern" -> quote(error.getInstanceNode()) + " does not match " + error.getArguments()[0];
            case "not" -> "may not stand here; ilmd belongs to events of action ADD";
            case null, default -> error.getMessage();
        };
    }

    private static String noneOf(JsonNode words) {
        if (words.size() > MAX_LISTED_WORDS) {
            return "none of the " + words.size() + " words that GS1's vocabulary has here";
        }
        List<String> listed = new ArrayList<>();
        words.forEach(word -> listed.add(word.asText()));
        return "none of " + String.join(", ", listed);
    }

    private static String quote(JsonNode value) {
        return quote(value.toString());
    }

    private static String quote(String text) {
        return text.length() <= MAX_QUOTE ? text : text.substring(0, MAX_QUOTE) + "…";
    }
}
