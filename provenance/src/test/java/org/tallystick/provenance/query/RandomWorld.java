package org.tallystick.provenance.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.tallystick.provenance.query.NaiveWorld.Told;

/**
 * Small worlds in which everything happens: packing, repacking, unpacking of some and of all, lots with and without counts,
 * transformations over several events, attachments, error declarations by the issuer and by others, names used twice,
 * several spellings of one identifier, and few distinct times, so that much happens at once.
 */
public final class RandomWorld {
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<String> ISSUERS = List.of("acme", "beta", "acme");

    private static final List<List<String>> ITEMS = List.of(
            List.of("urn:epc:id:sgtin:4012345.011111.1", "https://id.gs1.org/01/04012345111118/21/1"),
            List.of("https://shop.example/01/04012345111118/21/2", "urn:epc:id:sgtin:4012345.011111.2"),
            List.of("urn:x:item:3"),
            List.of("urn:x:item:4"));
    private static final List<List<String>> BOXES = List.of(
            List.of("urn:epc:id:sscc:4012345.0000000001", "https://id.gs1.org/00/040123450000000016"),
            List.of("urn:x:box:2"),
            List.of("urn:x:pallet:1"),
            List.of("urn:x:truck:1"));
    private static final List<List<String>> LOTS = List.of(
            List.of("urn:epc:class:lgtin:4012345.012345.A", "https://id.gs1.org/01/04012345123456/10/A"),
            List.of("urn:x:lot:B"),
            List.of("urn:x:lot:C"));
    private static final List<String> PLACES =
            List.of("urn:epc:id:sgln:4012345.00001.0", "https://id.gs1.org/414/4012345000023", "urn:x:place:3");

    private final RandomGenerator random;
    private final int hours;
    private final List<Told> records = new ArrayList<>();

    private RandomWorld(RandomGenerator random) {
        this.random = random;
        this.hours = 2 + random.nextInt(12);
    }

    /** The records of a world of so many events. */
    public static List<Told> records(RandomGenerator random, int events) {
        RandomWorld world = new RandomWorld(random);
        while (world.records.size() < events) {
            world.add();
        }
        return world.records;
    }

    /** All that a world can hold, in one spelling. */
    public static List<String> things() {
        List<String> things = new ArrayList<>();
        for (List<List<String>> kind : List.of(ITEMS, BOXES, LOTS)) {
            kind.forEach(spellings -> things.add(spellings.getFirst()));
        }
        return things;
    }

    private void add() {
        if (!records.isEmpty() && random.nextInt(10) == 0) {
            Told wrong = pick(records);
            if (!wrong.text().contains("errorDeclaration")) {
                String declaration = wrong.text().substring(0, wrong.text().length() - 1)
                        + ",\"errorDeclaration\":{\"declarationTime\":\"" + time() + "\"}}";
                records.add(new Told(random.nextInt(3) == 0 ? pick(ISSUERS) : wrong.issuer(), declaration));
                return;
            }
        }
        // Sometimes a name that is taken.
        int name = random.nextInt(12) == 0 ? random.nextInt(1 + records.size()) : records.size();
        records.add(new Told(pick(ISSUERS), event("urn:uuid:event-" + name).toString()));
    }

    private EventText event(String eventID) {
        Instant time = time();
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                placed(EventText.object(eventID, time, pick(List.of("OBSERVE", "ADD")))
                        .list("epcList", some(random.nextBoolean() ? ITEMS : BOXES)));
            case 2 -> counted(placed(EventText.object(eventID, time, "OBSERVE")), "quantityList");
            case 3, 4 -> packing(EventText.aggregation(eventID, time, "ADD"));
            case 5 -> {
                EventText event = EventText.aggregation(eventID, time, "DELETE");
                yield random.nextInt(3) == 0
                        ? placed(event.text("parentID", spelled(BOXES)).list("childEPCs"))
                        : packing(event);
            }
            case 6 -> packing(EventText.aggregation(eventID, time, "OBSERVE"));
            case 7 -> {
                EventText event = EventText.association(eventID, time, pick(List.of("ADD", "ADD", "DELETE")))
                        .text("parentID", spelled(BOXES));
                yield random.nextInt(4) == 0 ? event : event.list("childEPCs", some(ITEMS));
            }
            default -> transformation(EventText.transformation(eventID, time));
        };
    }

    private EventText packing(EventText event) {
        event.text("parentID", spelled(BOXES));
        if (random.nextInt(3) > 0) {
            event.list("childEPCs", some(random.nextInt(3) == 0 ? BOXES : ITEMS));
        } else {
            event.list("childEPCs");
            counted(event, "childQuantityList");
        }
        return placed(event);
    }

    private EventText transformation(EventText event) {
        if (random.nextInt(3) == 0) {
            event.text("transformationID", "urn:x:transformation:" + random.nextInt(2));
        }
        if (random.nextInt(5) > 0) {
            if (random.nextBoolean()) {
                event.list("inputEPCList", some(random.nextInt(4) == 0 ? BOXES : ITEMS));
            } else {
                counted(event, "inputQuantityList");
            }
        }
        if (random.nextInt(5) > 0) {
            if (random.nextBoolean()) {
                event.list("outputEPCList", some(random.nextInt(4) == 0 ? BOXES : ITEMS));
            } else {
                counted(event, "outputQuantityList");
            }
        }
        return event;
    }

    private EventText placed(EventText event) {
        if (random.nextInt(3) > 0) {
            event.place("readPoint", pick(PLACES));
        }
        if (random.nextInt(3) > 0) {
            event.place("bizLocation", pick(PLACES));
        }
        if (random.nextBoolean()) {
            event.text("bizStep", pick(List.of("shipping", "receiving", "https://ref.gs1.org/cbv/BizStep-packing")));
        }
        if (random.nextBoolean()) {
            event.text("disposition", pick(List.of("in_transit", "urn:epcglobal:cbv:disp:in_progress")));
        }
        if (random.nextInt(3) == 0) {
            event.typed(
                    "bizTransactionList",
                    "bizTransaction",
                    pick(List.of("po", "desadv", "urn:epcglobal:cbv:btt:po", "urn:gs1:epcisapp:rail:btt:passage")),
                    "urn:x:order:" + random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            event.typed("sourceList", "source", "owning_party", "urn:epc:id:pgln:4012345.0000" + random.nextInt(3));
            event.typed("destinationList", "destination", "location", pick(PLACES));
        }
        return event;
    }

    private EventText counted(EventText event, String list) {
        String count = random.nextInt(4) == 0 ? "" : Integer.toString(1 + random.nextInt(4));
        return event.quantity(list, spelled(LOTS), count, random.nextInt(4) == 0 ? "KGM" : "");
    }

    private Instant time() {
        return T0.plusSeconds(3600L * random.nextInt(hours));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String spelled(List<List<String>> kind) {
        return pick(pick(kind));
    }

    private List<String> some(List<List<String>> kind) {
        List<String> some = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            some.add(spelled(kind));
        }
        return some;
    }
}
