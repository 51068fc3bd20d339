package org.tallystick.provenance.epcis;

/** The type of an event: one of the standard's five, by its bare name, or the URI of a company's own. */
public record EventType(String name) {
    public static final EventType OBJECT = new EventType("ObjectEvent");
    public static final EventType AGGREGATION = new EventType("AggregationEvent");
    public static final EventType TRANSACTION = new EventType("TransactionEvent");
    public static final EventType TRANSFORMATION = new EventType("TransformationEvent");
    public static final EventType ASSOCIATION = new EventType("AssociationEvent");

    public EventType {
        boolean standard = switch (name) {
            case "ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent" ->
                true;
            default -> false;
        };
        if (!standard && name.indexOf(':') < 1) {
            throw new MalformedEpcisException(
                    "/type",
                    "'" + name
                            + "' is neither an EPCIS event type nor a URI; the types are ObjectEvent, AggregationEvent,"
                            + " TransactionEvent, TransformationEvent and AssociationEvent");
        }
    }

    static EventType parse(String name) {
        return switch (name) {
            case "ObjectEvent" -> OBJECT;
            case "AggregationEvent" -> AGGREGATION;
            case "TransactionEvent" -> TRANSACTION;
            case "TransformationEvent" -> TRANSFORMATION;
            case "AssociationEvent" -> ASSOCIATION;
            default -> new EventType(name);
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
