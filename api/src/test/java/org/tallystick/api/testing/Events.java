package org.tallystick.api.testing;

import java.util.UUID;

/** Small valid EPCIS events and documents, each about things of its own. */
public final class Events {
    private static final String CONTEXT =
            "\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"]";

    private Events() {}

    public static String newId() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    public static String newEpc() {
        return "https://id.gs1.org/01/09521234543213/21/"
                + UUID.randomUUID().toString().substring(0, 18);
    }

    /** One event without a context of its own, as it stands in a document. */
    public static String member(String eventID, String epc) {
        return "{\"type\":\"ObjectEvent\",\"eventID\":\"" + eventID
                + "\",\"eventTime\":\"2026-11-24T08:30:00.000+01:00\","
                + "\"eventTimeZoneOffset\":\"+01:00\",\"epcList\":[\"" + epc + "\"],\"action\":\"OBSERVE\","
                + "\"bizStep\":\"shipping\",\"disposition\":\"in_transit\","
                + "\"readPoint\":{\"id\":\"https://id.gs1.org/414/9521234000013\"}}";
    }

    /** One event as {@code POST /epcis/events} takes it. */
    public static String bare(String eventID, String epc) {
        return "{" + CONTEXT + "," + member(eventID, epc).substring(1);
    }

    public static String document(String... members) {
        return "{" + CONTEXT + ",\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\","
                + "\"creationDate\":\"2026-11-24T08:31:00Z\",\"epcisBody\":{\"eventList\":["
                + String.join(",", members) + "]}}";
    }
}
