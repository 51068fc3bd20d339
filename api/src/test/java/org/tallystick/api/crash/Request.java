package org.tallystick.api.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A capture: the same one again is the same request.
 *
 * @param key the Idempotency-Key, if it has one
 * @param eventIDs of the events in it, all its own
 */
record Request(String path, String body, Optional<String> key, List<String> eventIDs) {
    static final String EVENTS = "/epcis/events";
    static final String CAPTURE = "/epcis/capture";

    /** Small ones and large ones: a document of 60 events is more than a page of the database. */
    private static final int DOCUMENT_EVENTS_MAX = 60;

    private static final String CONTEXT = "\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"";

    /** Whether it is answered when it can be read, rather than when it is durable. */
    boolean waits() {
        return path.equals(EVENTS);
    }

    static Request random(RandomGenerator random) {
        Optional<String> key =
                random.nextBoolean() ? Optional.of("erp-" + Long.toHexString(random.nextLong())) : Optional.empty();
        return random.nextInt(3) > 0 ? one(random, key) : document(random, key);
    }

    static Request one(RandomGenerator random, Optional<String> key) {
        String id = id(random);
        return new Request(EVENTS, event(id, random, "\"@context\":" + CONTEXT + ","), key, List.of(id));
    }

    private static Request document(RandomGenerator random, Optional<String> key) {
        List<String> ids = new ArrayList<>();
        StringJoiner events = new StringJoiner(",");
        int count = 1 + random.nextInt(DOCUMENT_EVENTS_MAX);
        for (int i = 0; i < count; i++) {
            String id = id(random);
            ids.add(id);
            events.add(event(id, random, ""));
        }
        String body = "{\"@context\":[" + CONTEXT + "],\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\","
                + "\"creationDate\":\"2026-03-01T12:00:00Z\",\"epcisBody\":{\"eventList\":[" + events + "]}}";
        return new Request(CAPTURE, body, key, ids);
    }

    private static String id(RandomGenerator random) {
        return "urn:uuid:" + new UUID(random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63);
    }

    private static String event(String id, RandomGenerator random, String context) {
        return "{" + context + "\"type\":\"ObjectEvent\",\"eventID\":\"" + id + "\","
                + "\"eventTime\":\"2026-03-01T08:15:00Z\",\"eventTimeZoneOffset\":\"+01:00\",\"action\":\"OBSERVE\","
                + "\"bizStep\":\"shipping\",\"epcList\":[\"urn:epc:id:sgtin:9521234.012345." + random.nextInt(1_000_000)
                + "\"]}";
    }
}
