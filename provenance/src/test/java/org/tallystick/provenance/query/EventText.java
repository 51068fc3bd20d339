package org.tallystick.provenance.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes event records for tests: the members that were asked for, in that order. */
public final class EventText {
    private final List<String> members = new ArrayList<>();

    private EventText(String type, String eventID, Instant time) {
        members.add("\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"]");
        text("type", type);
        text("eventID", eventID);
        text("eventTime", time.toString());
        text("eventTimeZoneOffset", "+00:00");
    }

    public static EventText object(String eventID, Instant time, String action) {
        return new EventText("ObjectEvent", eventID, time).text("action", action);
    }

    public static EventText aggregation(String eventID, Instant time, String action) {
        return new EventText("AggregationEvent", eventID, time).text("action", action);
    }

    public static EventText association(String eventID, Instant time, String action) {
        return new EventText("AssociationEvent", eventID, time).text("action", action);
    }

    public static EventText transformation(String eventID, Instant time) {
        return new EventText("TransformationEvent", eventID, time);
    }

    /** {@code "name":"value"} */
    public EventText text(String name, String value) {
        return member(name, '"' + value + '"');
    }

    /** {@code "name":["a","b"]} */
    public EventText list(String name, String... values) {
        return list(name, List.of(values));
    }

    public EventText list(String name, List<String> values) {
        return member(name, values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(",", "[", "]")));
    }

    public EventText place(String name, String id) {
        return member(name, "{\"id\":\"" + id + "\"}");
    }

    /** {@code "name":[{"type":"t","item":"v"}]} */
    public EventText typed(String name, String item, String type, String value) {
        return member(name, "[{\"type\":\"" + type + "\",\"" + item + "\":\"" + value + "\"}]");
    }

    /** One class with a count; {@code count} may be empty. */
    public EventText quantity(String name, String epcClass, String count, String uom) {
        return member(
                name,
                "[{\"epcClass\":\"" + epcClass + "\"" + (count.isEmpty() ? "" : ",\"quantity\":" + count)
                        + (uom.isEmpty() ? "" : ",\"uom\":\"" + uom + "\"") + "}]");
    }

    public EventText declaresError(Instant time) {
        return member("errorDeclaration", "{\"declarationTime\":\"" + time + "\",\"reason\":\"incorrect_data\"}");
    }

    public EventText member(String name, String json) {
        members.add("\"" + name + "\":" + json);
        return this;
    }

    @Override
    public String toString() {
        return members.stream().collect(Collectors.joining(",", "{", "}"));
    }
}
