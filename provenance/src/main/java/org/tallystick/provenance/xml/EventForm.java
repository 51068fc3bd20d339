package org.tallystick.provenance.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which elements an event of each type has, in the order of GS1's XML Schema (EPCglobal-epcis-2_0.xsd). */
final class EventForm {
    private static final List<String> BASE = List.of(
            "eventTime",
            "recordTime",
            "eventTimeZoneOffset",
            "eventID",
            "errorDeclaration",
            "certificationInfo",
            "baseExtension");

    private static final List<String> PLACE = List.of("bizStep", "disposition", "readPoint", "bizLocation");

    private static final List<String> TRADE =
            List.of("sourceList", "destinationList", "sensorElementList", "persistentDisposition");

    private static final List<String> ILMD = List.of("ilmd");
    private static final List<String> TRANSACTIONS = List.of("bizTransactionList");
    private static final List<String> EXTENSION = List.of("extension");

    private static final Map<String, List<String>> ORDERS = Map.of(
            "ObjectEvent",
            order(
                    BASE,
                    List.of("epcList", "action"),
                    PLACE,
                    TRANSACTIONS,
                    List.of("quantityList"),
                    TRADE,
                    ILMD,
                    EXTENSION),
            "AggregationEvent",
            order(
                    BASE,
                    List.of("parentID", "childEPCs", "action"),
                    PLACE,
                    TRANSACTIONS,
                    List.of("childQuantityList"),
                    TRADE,
                    EXTENSION),
            "TransactionEvent",
            order(
                    BASE,
                    TRANSACTIONS,
                    List.of("parentID", "epcList", "action"),
                    PLACE,
                    List.of("quantityList"),
                    TRADE,
                    EXTENSION),
            "TransformationEvent",
            order(
                    BASE,
                    List.of(
                            "inputEPCList",
                            "inputQuantityList",
                            "outputEPCList",
                            "outputQuantityList",
                            "transformationID"),
                    PLACE,
                    TRANSACTIONS,
                    TRADE,
                    ILMD,
                    EXTENSION),
            "AssociationEvent",
            order(
                    BASE,
                    List.of("parentID", "childEPCs", "childQuantityList", "action"),
                    PLACE,
                    TRANSACTIONS,
                    TRADE,
                    EXTENSION));

    /**
     * What a wrapper of 1.2 holds is ordered by when it was added to the standard: {@code ilmd} before
     * {@code sensorElementList}, which stands in a wrapper of its own.
     */
    private static final List<String> WRAPPED = List.of(
            "eventID",
            "errorDeclaration",
            "childQuantityList",
            "quantityList",
            "sourceList",
            "destinationList",
            "sensorElementList",
            "persistentDisposition",
            "ilmd",
            "extension");

    private EventForm() {}

    @SafeVarargs
    private static List<String> order(List<String>... parts) {
        List<String> order = new ArrayList<>();
        Stream.of(parts).forEach(order::addAll);
        return List.copyOf(order);
    }

    static boolean isEvent(String name) {
        return ORDERS.containsKey(name);
    }

    static List<String> order(String eventType) {
        List<String> order = ORDERS.get(eventType);
        if (order == null) {
            throw new IllegalArgumentException(eventType + " is no event");
        }
        return order;
    }

    static List<String> wrapped(String eventType) {
        List<String> members = order(eventType);
        return WRAPPED.stream().filter(members::contains).toList();
    }
}
