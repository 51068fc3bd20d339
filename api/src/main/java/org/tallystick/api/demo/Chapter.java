package org.tallystick.api.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What one company tells at one time.
 *
 * @param title what happened, for people
 * @param events in the order of their times
 * @param single whether its system sends events one by one, as a till does, rather than documents
 */
record Chapter(Party by, String title, List<ObjectNode> events, boolean single) {
    Chapter {
        events = List.copyOf(events);
    }

    /** As one EPCIS document. */
    ObjectNode document() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("@context").add(EventDraft.CONTEXT);
        document.put("type", "EPCISDocument");
        document.put("schemaVersion", "2.0");
        document.set("creationDate", events.getLast().get("eventTime"));
        document.putObject("epcisBody").putArray("eventList").addAll(events);
        return document;
    }

    /** An event with a context of its own, as it goes alone. */
    static ObjectNode alone(ObjectNode event) {
        ObjectNode alone = JsonNodeFactory.instance.objectNode();
        alone.put("@context", EventDraft.CONTEXT);
        alone.setAll(event);
        return alone;
    }
}
