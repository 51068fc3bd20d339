package org.tallystick.provenance.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Events as an ordinary supply chain makes them, without end: a raw lot becomes 48 items, which are packed into 4 cases and
 * those onto a pallet, shipped, received, unpacked, brought to four shops and sold one by one. 75 events a batch.
 */
public final class SupplyChain {
    public static final int EVENTS_OF_A_BATCH = 75;
    private static final int CASES = 4;
    private static final int ITEMS_OF_A_CASE = 12;
    private static final Instant START = Instant.parse("2026-01-01T06:00:00Z");

    private final RandomGenerator random;
    private final List<String> events = new ArrayList<>();
    private int batch;
    private int step;

    public SupplyChain(long seed) {
        this.random = new java.util.Random(seed);
    }

    public static String lot(int batch) {
        return "https://id.gs1.org/01/04012345123456/10/B" + batch;
    }

    public static String item(int batch, int number) {
        return "urn:epc:id:sgtin:4012345.011111." + (1000L * batch + number);
    }

    public static String box(int batch, int number) {
        return String.format(Locale.ROOT, "urn:epc:id:sscc:4012345.%010d", 10L * batch + number);
    }

    public static String order(int batch) {
        return "https://erp.example/orders/" + batch;
    }

    public static String site(String kind, int number) {
        return String.format(Locale.ROOT, "urn:epc:id:sgln:4012345.%s%04d.0", kind, number);
    }

    /** The records of the next batch, in the order of their times. */
    public List<String> nextBatch() {
        events.clear();
        step = 0;
        String mill = site("1", batch % 20);
        String plant = site("2", batch % 7);
        String centre = site("3", batch % 30);
        add(at(object("ADD"), mill, "commissioning", "active").quantity("quantityList", lot(batch), "500", "KGM"));
        add(shipped(at(object("OBSERVE"), mill, "shipping", "in_transit"))
                .quantity("quantityList", lot(batch), "500", "KGM"));
        add(shipped(at(object("OBSERVE"), plant, "receiving", "in_progress"))
                .quantity("quantityList", lot(batch), "500", "KGM"));
        for (int box = 0; box < CASES; box++) {
            add(at(EventText.transformation(name(), time()), plant, "commissioning", "active")
                    .quantity("inputQuantityList", lot(batch), "125", "KGM")
                    .list("outputEPCList", items(box)));
        }
        List<String> boxes = new ArrayList<>();
        for (int box = 0; box < CASES; box++) {
            boxes.add(box(batch, 1 + box));
            add(at(aggregation("ADD"), plant, "packing", "in_progress")
                    .text("parentID", box(batch, 1 + box))
                    .list("childEPCs", items(box)));
        }
        String pallet = box(batch, 0);
        add(at(aggregation("ADD"), plant, "packing", "in_progress")
                .text("parentID", pallet)
                .list("childEPCs", boxes));
        add(shipped(at(object("OBSERVE"), plant, "shipping", "in_transit")).list("epcList", pallet));
        add(shipped(at(object("OBSERVE"), centre, "receiving", "in_progress")).list("epcList", pallet));
        add(at(aggregation("DELETE"), centre, "unpacking", "in_progress")
                .text("parentID", pallet)
                .list("childEPCs"));
        for (int box = 0; box < CASES; box++) {
            String shop = site("4", random.nextInt(400));
            add(shipped(at(object("OBSERVE"), centre, "shipping", "in_transit")).list("epcList", boxes.get(box)));
            add(shipped(at(object("OBSERVE"), shop, "receiving", "in_progress")).list("epcList", boxes.get(box)));
            add(at(aggregation("DELETE"), shop, "unpacking", "sellable_accessible")
                    .text("parentID", boxes.get(box))
                    .list("childEPCs", items(box)));
            for (String item : items(box)) {
                add(at(object("DELETE"), shop, "retail_selling", "retail_sold").list("epcList", item));
            }
        }
        batch++;
        return List.copyOf(events);
    }

    private List<String> items(int box) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < ITEMS_OF_A_CASE; i++) {
            items.add(item(batch, ITEMS_OF_A_CASE * box + i));
        }
        return items;
    }

    private void add(EventText event) {
        events.add(event.toString());
        step++;
    }

    private String name() {
        return "urn:uuid:" + new java.util.UUID(0x4000L | (long) batch << 32, Long.MIN_VALUE | step);
    }

    private Instant time() {
        return START.plusSeconds(60L * batch + 3600L * step);
    }

    private EventText object(String action) {
        return EventText.object(name(), time(), action);
    }

    private EventText aggregation(String action) {
        return EventText.aggregation(name(), time(), action);
    }

    private static EventText at(EventText event, String site, String bizStep, String disposition) {
        return event.text("bizStep", bizStep)
                .text("disposition", disposition)
                .place("readPoint", site)
                .place("bizLocation", site);
    }

    private EventText shipped(EventText event) {
        return event.typed("bizTransactionList", "bizTransaction", "po", order(batch / 3))
                .typed("sourceList", "source", "owning_party", "urn:epc:id:pgln:4012345.00001")
                .typed("destinationList", "destination", "owning_party", "urn:epc:id:pgln:4012345.0000" + batch % 10);
    }
}
