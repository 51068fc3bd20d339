package org.tallystick.provenance.goods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.PaperNumber;

/**
 * Writes an EPCIS 2.0 document member by member, in the order in which it is told: no clock, no random, no map order, so
 * that a form that is sent again is the same document again.
 */
final class EpcisWriter {
    private static final String CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    /** What EPCIS has no word for is a field of ours, {@code tallystick:confirmedBy}. */
    private static final String PREFIX = "tallystick";

    private static final String NAMESPACE = "urn:tallystick:event:";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    /** 1E+3 is a number to JSON but a riddle to a person who reads the record. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private final ObjectNode document = MAPPER.createObjectNode();
    private final ArrayNode events;

    EpcisWriter(OffsetDateTime creationDate) {
        document.putArray("@context").add(CONTEXT);
        document.put("type", "EPCISDocument");
        document.put("schemaVersion", "2.0");
        document.put("creationDate", TIME.format(creationDate));
        events = document.putObject("epcisBody").putArray("eventList");
    }

    Event event(String type, OffsetDateTime time) {
        return new Event(events.addObject(), type, time);
    }

    /** Only where something needs it: a form that needs nothing of ours stays the same document. */
    private void declarePrefix() {
        ArrayNode context = document.withArray("@context");
        if (context.size() == 1) {
            context.addObject().put(PREFIX, NAMESPACE);
        }
    }

    byte[] toBytes() {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own making is not written", e);
        }
    }

    /** One event being written. */
    final class Event {
        private final ObjectNode event;

        private Event(ObjectNode event, String type, OffsetDateTime time) {
            this.event = event;
            event.put("type", type);
            event.put("eventTime", TIME.format(time));
            event.put(
                    "eventTimeZoneOffset",
                    time.getOffset().equals(ZoneOffset.UTC)
                            ? "+00:00"
                            : time.getOffset().getId());
        }

        Event parent(Gs1Identifier parent) {
            event.put("parentID", parent.uri());
            return this;
        }

        Event children(List<Goods> goods) {
            return goods(goods, "childEPCs", "childQuantityList");
        }

        Event objects(List<Goods> goods) {
            return goods(goods, "epcList", "quantityList");
        }

        /**
         * An item's lot goes with it as a class of no stated quantity, or nobody who recalls the lot would find the item. The
         * count is in the list of instances.
         */
        private Event goods(List<Goods> goods, String instances, String classes) {
            ArrayNode epcs = MAPPER.createArrayNode();
            ArrayNode quantities = MAPPER.createArrayNode();
            Set<Gs1Identifier> lots = new LinkedHashSet<>();
            for (Goods one : goods) {
                switch (one) {
                    case Goods.Unit unit -> epcs.add(unit.sscc().uri());
                    case Goods.Item item -> {
                        epcs.add(item.item().uri());
                        if (item.lot() != null) {
                            lots.add(item.lot());
                        }
                    }
                    case Goods.Amount amount -> {
                        ObjectNode quantity = quantities.addObject();
                        quantity.put("epcClass", amount.epcClass().uri());
                        quantity.put("quantity", amount.quantity());
                        if (amount.uom() != null) {
                            quantity.put("uom", amount.uom());
                        }
                    }
                }
            }
            lots.forEach(lot -> quantities.addObject().put("epcClass", lot.uri()));
            if (!epcs.isEmpty()) {
                event.set(instances, epcs);
            }
            if (!quantities.isEmpty()) {
                event.set(classes, quantities);
            }
            return this;
        }

        /** The objects of an event that there is, in the words of its record. */
        Event objectsOf(EventFacts other) {
            ArrayNode epcs = MAPPER.createArrayNode();
            for (EventFacts.Epc epc : other.epcs()) {
                if (epc.role() == EventFacts.Role.OBJECT) {
                    epcs.add(epc.identifier().uri());
                }
            }
            if (!epcs.isEmpty()) {
                event.set("epcList", epcs);
            }
            ArrayNode quantities = MAPPER.createArrayNode();
            for (EventFacts.Quantity quantity : other.quantities()) {
                if (quantity.role() == EventFacts.Role.OBJECT) {
                    ObjectNode element = quantities.addObject();
                    element.put("epcClass", quantity.epcClass().uri());
                    if (quantity.quantity() != null) {
                        element.put("quantity", quantity.quantity());
                    }
                    if (quantity.uom() != null) {
                        element.put("uom", quantity.uom());
                    }
                }
            }
            if (!quantities.isEmpty()) {
                event.set("quantityList", quantities);
            }
            return this;
        }

        /** What was done, where nothing is said of the state that it left. */
        Event step(String action, String bizStep) {
            event.put("action", action);
            event.put("bizStep", bizStep);
            return this;
        }

        Event step(String action, String bizStep, String disposition) {
            event.put("action", action);
            event.put("bizStep", bizStep);
            event.put("disposition", disposition);
            return this;
        }

        Event readPoint(Gs1Identifier place) {
            event.putObject("readPoint").put("id", place.uri());
            return this;
        }

        Event bizLocation(Gs1Identifier place) {
            event.putObject("bizLocation").put("id", place.uri());
            return this;
        }

        /** {@code urn:epcglobal:cbv:bt:GLN:number}, a document by its author's GLN and number (CBV 2.0, section 8.5.2). */
        Event transaction(String type, Gs1Identifier author, String number) {
            event.withArray("bizTransactionList")
                    .addObject()
                    .put("type", type)
                    .put(
                            "bizTransaction",
                            "urn:epcglobal:cbv:bt:" + author.value() + ':' + PaperNumber.escaped(number));
            return this;
        }

        /** A document or event by its own URI. */
        Event transaction(String type, String uri) {
            event.withArray("bizTransactionList").addObject().put("type", type).put("bizTransaction", uri);
            return this;
        }

        /** A field that EPCIS has no word for. */
        Event extension(String name, String value) {
            declarePrefix();
            event.put(PREFIX + ':' + name, value);
            return this;
        }

        /** What was photographed or came with it on paper; nothing for an empty list. */
        Event attachments(List<AttachmentName> attachments) {
            if (!attachments.isEmpty()) {
                declarePrefix();
                ArrayNode names = event.putArray(PREFIX + ":attachment");
                attachments.forEach(each -> names.add(each.toString()));
            }
            return this;
        }

        Event source(String type, Gs1Identifier source) {
            event.withArray("sourceList").addObject().put("type", type).put("source", source.uri());
            return this;
        }

        Event destination(String type, Gs1Identifier destination) {
            event.withArray("destinationList").addObject().put("type", type).put("destination", destination.uri());
            return this;
        }
    }
}
