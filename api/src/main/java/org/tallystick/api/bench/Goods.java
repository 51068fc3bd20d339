package org.tallystick.api.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.tallystick.provenance.identifier.CheckDigit;

/**
 * The events that are captured: each about goods of its own, none like another, some 500 bytes long. A document is the
 * story of one pallet in 200 events: items made, packed into cases, cases onto the pallet, shipped, received, looked at.
 */
final class Goods {
    static final int DOCUMENT_EVENTS = 200;

    private static final int ITEMS = 180;
    private static final int CASES = 5;
    private static final String CONTEXT =
            "\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"]";

    private final AtomicLong serial = new AtomicLong();
    private final AtomicLong pallet = new AtomicLong();

    byte[] event() {
        return bytes("{" + CONTEXT + "," + observation(item(serial.incrementAndGet()), "inspecting", "active") + "}");
    }

    /** The story of the next pallet; the number of the pallet finds its items again. */
    byte[] document() {
        long number = pallet.incrementAndGet();
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < ITEMS; i++) {
            events.append('{')
                    .append("\"type\":\"ObjectEvent\",\"action\":\"ADD\",")
                    .append(time())
                    .append("\"epcList\":[\"")
                    .append(item(number, i))
                    .append("\"],\"bizStep\":\"commissioning\",\"disposition\":\"active\",")
                    .append(place())
                    .append("},");
        }
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < CASES; i++) {
            StringBuilder children = new StringBuilder();
            for (int j = i * ITEMS / CASES; j < (i + 1) * ITEMS / CASES; j++) {
                children.append(children.isEmpty() ? "" : ",")
                        .append('"')
                        .append(item(number, j))
                        .append('"');
            }
            events.append(packing(unit(number, i + 1), children.toString())).append(',');
            cases.append(cases.isEmpty() ? "" : ",")
                    .append('"')
                    .append(unit(number, i + 1))
                    .append('"');
        }
        events.append(packing(unit(number, 0), cases.toString()));
        String[][] steps = {{"shipping", "in_transit"}, {"arriving", "in_progress"}, {"receiving", "in_progress"}};
        for (int i = ITEMS + CASES + 1; i < DOCUMENT_EVENTS; i++) {
            String[] step = steps[i % steps.length];
            events.append(",{")
                    .append(observation(unit(number, 0), step[0], step[1]))
                    .append('}');
        }
        return bytes("{" + CONTEXT + ",\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":\"" + now()
                + "\",\"epcisBody\":{\"eventList\":[" + events + "]}}");
    }

    long pallets() {
        return pallet.get();
    }

    /** An item of a pallet, as a caller asks for it. */
    static String item(long pallet, int item) {
        return item(1_000_000_000L + pallet * 1_000 + item);
    }

    private static String item(long serial) {
        return "https://id.gs1.org/01/09521234543213/21/" + serial;
    }

    /** A pallet (0) or one of its cases, as a serial shipping container code with its check digit. */
    private static String unit(long pallet, int unit) {
        String digits = "09521234" + String.format("%09d", pallet * 10 + unit);
        return "https://id.gs1.org/00/" + digits + CheckDigit.of(digits);
    }

    private static String observation(String epc, String step, String disposition) {
        return "\"type\":\"ObjectEvent\",\"action\":\"OBSERVE\"," + time() + "\"epcList\":[\"" + epc
                + "\"],\"bizStep\":\"" + step + "\",\"disposition\":\"" + disposition + "\"," + place()
                + ",\"bizTransactionList\":[{\"type\":\"po\",\"bizTransaction\":\"urn:epc:id:gdti:0614141.00002.PO-123\"}]";
    }

    private static String packing(String parent, String children) {
        return "{\"type\":\"AggregationEvent\",\"action\":\"ADD\"," + time() + "\"parentID\":\"" + parent
                + "\",\"childEPCs\":[" + children + "],\"bizStep\":\"packing\",\"disposition\":\"in_progress\","
                + place()
                + "}";
    }

    private static String place() {
        return "\"readPoint\":{\"id\":\"https://id.gs1.org/414/9521321000018\"},"
                + "\"bizLocation\":{\"id\":\"https://id.gs1.org/414/9521321000018\"}";
    }

    private static String time() {
        return "\"eventTime\":\"" + now() + "\",\"eventTimeZoneOffset\":\"+00:00\",";
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
