package org.tallystick.api.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.capture.CaptureResult;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Identifier;

class StoryTest {
    private final Story story = Story.told();
    private final CaptureReader reader =
            new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32]));

    @Test
    void story_hasAboutTwoHundredEvents() {
        assertThat(story.eventCount()).isBetween(190, 210);
    }

    @Test
    void story_isValidWholly() {
        for (Chapter chapter : story.chapters()) {
            if (chapter.single()) {
                chapter.events()
                        .forEach(event -> assertFaultless(chapter, reader.readEvent(bytes(Chapter.alone(event)))));
            } else {
                CaptureResult result = reader.readDocument(bytes(chapter.document()), CaptureErrorBehaviour.ROLLBACK);
                assertFaultless(chapter, result);
                assertThat(result.events()).hasSameSizeAs(chapter.events());
            }
        }
    }

    @Test
    void story_toldTwice_isTheSameToTheByte() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        story.chapters().forEach(chapter -> first.add(chapter.document().toString()));
        Story.told().chapters().forEach(chapter -> second.add(chapter.document().toString()));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void identifiers_areGs1sOfTheDemonstrationPrefix() {
        Set<String> seen = new HashSet<>();
        for (ObjectNode event : events()) {
            texts(event, seen);
        }
        seen.removeIf(text -> !text.startsWith("https://id.gs1.org/"));
        assertThat(seen).hasSizeGreaterThan(150);
        for (String text : seen) {
            // Refuses a wrong check digit.
            assertThat(Identifier.parse(text)).as(text).isInstanceOf(Gs1Identifier.class);
            assertThat(text.replaceFirst("https://id\\.gs1\\.org/[0-9]+/[01]{0,2}", ""))
                    .startsWith("952");
        }
    }

    @Test
    void eventIDs_areRepeatedByTheErrorDeclarationAlone() {
        Map<String, ObjectNode> first = new HashMap<>();
        List<ObjectNode> repeating = new ArrayList<>();
        for (ObjectNode event : events()) {
            if (first.putIfAbsent(event.get("eventID").asText(), event) != null) {
                repeating.add(event);
            }
        }
        assertThat(repeating).hasSize(1);
        ObjectNode declaration = repeating.getFirst().deepCopy();
        JsonNode corrective = declaration.at("/errorDeclaration/correctiveEventIDs/0");
        assertThat(first).containsKey(corrective.asText());
        declaration.remove("errorDeclaration");
        assertThat(declaration).isEqualTo(first.get(declaration.get("eventID").asText()));
    }

    @Test
    void times_goForwardInEachChapter() {
        for (Chapter chapter : story.chapters()) {
            List<OffsetDateTime> times = chapter.events().stream()
                    .map(event -> OffsetDateTime.parse(event.get("eventTime").asText()))
                    .toList();
            assertThat(times).as(chapter.title()).isSortedAccordingTo(OffsetDateTime.timeLineOrder());
        }
    }

    @Test
    void tracedBag_isSold() {
        assertThat(events())
                .anyMatch(event -> event.path("bizStep").asText().equals("retail_selling")
                        && event.at("/epcList/0").asText().equals(story.tracedBag()));
    }

    private List<ObjectNode> events() {
        return story.chapters().stream()
                .flatMap(chapter -> chapter.events().stream())
                .toList();
    }

    private static void assertFaultless(Chapter chapter, CaptureResult result) {
        assertThat(result.faults()).as(chapter.title()).isEmpty();
        assertThat(result.events()).isNotEmpty();
    }

    private static void texts(JsonNode node, Set<String> into) {
        if (node.isTextual()) {
            into.add(node.asText());
        }
        node.forEach(child -> texts(child, into));
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(UTF_8);
    }
}
