package org.tallystick.api.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/** An EPCIS event being written, its members in the order in which they are said. */
final class EventDraft {
    static final String CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx");

    /** An amount of a lot. */
    record Amount(String lot, BigDecimal quantity, String uom) {
        static Amount kilograms(String lot, int quantity) {
            return new Amount(lot, BigDecimal.valueOf(quantity), "KGM");
        }
    }

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private EventDraft(String type, String name, ZonedDateTime time) {
        json.put("type", type);
        json.put("eventID", eventID(name));
        json.put("eventTime", TIME.format(time));
        json.put("eventTimeZoneOffset", OFFSET.format(time));
    }

    /** Of one name always the same: the story is the same whenever it is told. */
    static String eventID(String name) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes(("tallystick demo " + name).getBytes(UTF_8));
    }

    static EventDraft object(String name, ZonedDateTime time, String action) {
        EventDraft draft = new EventDraft("ObjectEvent", name, time);
        draft.json.put("action", action);
        return draft;
    }

    static EventDraft aggregation(String name, ZonedDateTime time, String action, String parent) {
        EventDraft draft = new EventDraft("AggregationEvent", name, time);
        draft.json.put("action", action);
        draft.json.put("parentID", parent);
        return draft;
    }

    static EventDraft transformation(String name, ZonedDateTime time) {
        return new EventDraft("TransformationEvent", name, time);
    }

    EventDraft step(String bizStep, String disposition) {
        json.put("bizStep", bizStep);
        json.put("disposition", disposition);
        return this;
    }

    EventDraft at(Party party) {
        json.putObject("readPoint").put("id", party.place());
        json.putObject("bizLocation").put("id", party.place());
        return this;
    }

    /** On the way out of a place: seen there, and at no place afterwards. */
    EventDraft leaving(Party party) {
        json.putObject("readPoint").put("id", party.place());
        return this;
    }

    EventDraft epcs(String... epcs) {
        return list("epcList", List.of(epcs));
    }

    EventDraft list(String member, List<String> epcs) {
        ArrayNode array = json.putArray(member);
        epcs.forEach(array::add);
        return this;
    }

    EventDraft amounts(String member, Amount... amounts) {
        ArrayNode array = json.putArray(member);
        for (Amount amount : amounts) {
            array.addObject()
                    .put("epcClass", amount.lot())
                    .put("quantity", amount.quantity())
                    .put("uom", amount.uom());
        }
        return this;
    }

    /** @param number of the despatch advice, which is the sender's */
    EventDraft delivery(Party from, Party to, String number) {
        json.putArray("bizTransactionList")
                .addObject()
                .put("type", "desadv")
                .put("bizTransaction", "urn:epcglobal:cbv:bt:" + from.gln() + ":" + number);
        ArrayNode sources = json.putArray("sourceList");
        sources.addObject().put("type", "possessing_party").put("source", from.company());
        sources.addObject().put("type", "location").put("source", from.place());
        ArrayNode destinations = json.putArray("destinationList");
        destinations.addObject().put("type", "possessing_party").put("destination", to.company());
        destinations.addObject().put("type", "location").put("destination", to.place());
        return this;
    }

    /** Master data of an instance or lot, under the names of the Core Business Vocabulary. */
    EventDraft ilmd(String name, String value) {
        json.withObjectProperty("ilmd").put("cbvmda:" + name, value);
        return this;
    }

    /** Something that stays true of the goods until it is taken back. */
    EventDraft persistent(String disposition) {
        json.putObject("persistentDisposition").putArray("set").add(disposition);
        return this;
    }

    EventDraft certificate(String uri) {
        json.put("certificationInfo", uri);
        return this;
    }

    EventDraft celsius(double min, double max) {
        json.putArray("sensorElementList")
                .addObject()
                .putArray("sensorReport")
                .addObject()
                .put("type", "Temperature")
                .put("minValue", min)
                .put("maxValue", max)
                .put("uom", "CEL");
        return this;
    }

    /** The same event, said by its issuer to be wrong. */
    EventDraft declaredWrong(ZonedDateTime time, String correctiveEventID) {
        json.putObject("errorDeclaration")
                .put("declarationTime", TIME.format(time))
                .put("reason", "incorrect_data")
                .putArray("correctiveEventIDs")
                .add(correctiveEventID);
        return this;
    }

    ObjectNode json() {
        return json;
    }
}
