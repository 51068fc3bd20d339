package org.tallystick.api.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A trace as {@code GET /api/v1/trace} gives it, in lines for people. Says nothing that is not in it, names aside. */
final class TraceText {
    /** Things of one line before the rest are counted. */
    private static final int NAMED_MAX = 3;

    private final Story story;
    private final JsonNode trace;
    private final Set<String> things = new LinkedHashSet<>();
    private final Set<String> origins = new LinkedHashSet<>();
    /** What was made of what, by record; a transformation that leads nowhere here is another's story. */
    private final Map<String, String> made = new HashMap<>();

    private TraceText(Story story, JsonNode trace) {
        this.story = story;
        this.trace = trace;
        for (JsonNode node : trace.path("nodes")) {
            things.add(node.path("identifier").asText());
            if (words(node.path("reached")).contains("backward")) {
                origins.add(node.path("identifier").asText());
            }
        }
        for (JsonNode transformation : trace.path("transformations")) {
            transformation
                    .path("outputs")
                    .forEach(output -> origins.remove(output.path("identifier").asText()));
            String parts = parts(transformation, "inputs") + " → " + parts(transformation, "outputs");
            transformation.path("records").forEach(record -> made.put(record.toString(), parts));
        }
    }

    static String of(Story story, JsonNode trace) {
        return new TraceText(story, trace).text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        text.append("Where ").append(story.title(trace.path("of").asText()));
        text.append(" (").append(trace.path("of").asText()).append(") comes from:\n\n");
        for (JsonNode event : trace.path("events")) {
            String record = event.path("record").toString();
            if (made.containsKey(record)) {
                line(text, event, made.get(record));
            } else if (!event.path("type").asText().equals("TransformationEvent")) {
                line(text, event, about(event));
            }
        }
        for (JsonNode wrong : trace.path("declaredWrong")) {
            text.append("\nLeft out, since its own issuer declared it wrong:\n");
            line(text, wrong.path("event"), about(wrong.path("event")));
        }
        text.append('\n');
        Map<String, Set<String>> harvests = harvests();
        harvests.forEach((place, lots) -> {
            StringJoiner joined = new StringJoiner(", ");
            lots.forEach(joined::add);
            text.append("It began at ")
                    .append(place)
                    .append(": ")
                    .append(joined)
                    .append('\n');
        });
        return text.toString();
    }

    private String parts(JsonNode transformation, String side) {
        return Stream.of(transformation.path(side))
                .flatMap(JsonNode::valueStream)
                .map(part -> part.path("identifier").asText())
                .filter(things::contains)
                .map(story::title)
                .collect(Collectors.joining(" + "));
    }

    private void line(StringBuilder text, JsonNode event, String about) {
        String day = event.path("eventTime").asText().substring(0, 10);
        String step = event.path("bizStep").asText("").replaceAll(".*[/:-]", "").replace('_', ' ');
        text.append(String.format("  %s  %-17s %-27s %s%n", day, step, place(event), about));
    }

    private String place(JsonNode event) {
        String place = event.hasNonNull("bizLocation")
                ? event.path("bizLocation").asText()
                : event.path("readPoint").asText("");
        return place.isEmpty() ? "on the way" : story.title(place);
    }

    private String about(JsonNode event) {
        List<String> titles = new ArrayList<>();
        for (String thing : words(event.path("about"))) {
            if (things.contains(thing)) {
                titles.add(story.title(thing));
            }
        }
        int more = titles.size() - NAMED_MAX;
        String named = String.join(", ", titles.subList(0, Math.min(titles.size(), NAMED_MAX)));
        return more > 0 ? named + " and " + more + " more" : named;
    }

    /** Where what was made of nothing else was first seen: the place, and the things. */
    private Map<String, Set<String>> harvests() {
        Map<String, Set<String>> harvests = new TreeMap<>();
        Set<String> left = new LinkedHashSet<>(origins);
        for (JsonNode event : trace.path("events")) {
            if (event.path("bizStep").asText().endsWith("commissioning")) {
                for (String thing : words(event.path("about"))) {
                    if (left.remove(thing)) {
                        harvests.computeIfAbsent(place(event), first -> new LinkedHashSet<>())
                                .add(story.title(thing));
                    }
                }
            }
        }
        return harvests;
    }

    private static List<String> words(JsonNode array) {
        return Stream.of(array)
                .flatMap(JsonNode::valueStream)
                .map(JsonNode::asText)
                .toList();
    }
}
