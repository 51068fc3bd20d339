package org.tallystick.api.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.api.demo.EventDraft.Amount;

/**
 * The story: coffee from two farms in Huila to two shops in Germany.
 *
 * <pre>
 *   MIRADOR    EM-1 EM-2 EM-3 ─┐        ┌─ HU-1 = EM-1 + EM-2 ─────┐          ┌─ R1 R2 of HU-1          bags of 500 g,
 *                              ├─ MILL ─┼─ HU-2 = LE-1 + LE-2 ─ IMPORTER ─ ROASTERY ─ R4 R5 of HU-2     6 a case,
 *   ESPERANZA  LE-1 LE-2 LE-3 ─┘        └─ HU-3 = EM-3 + LE-3       │          └─ R3 of HU-1 and HU-2    5 cases a pallet
 *                                          is short of weight: held ┘
 * </pre>
 *
 * The wholesaler splits two pallets between the shops and keeps a fourth. The roastery packs a bag that is not there into a
 * case, declares that event wrong on the next day, and says what is right.
 */
final class Story {
    /** Three single origins and the blend of them. */
    private static final int ROASTS = 4;

    private static final int BAGS_A_ROAST = 24;
    private static final int BAGS_A_CASE = 6;
    private static final int CASES_A_PALLET = 5;
    private static final int CASES = 20;
    /** The first of the blend: a bag of another roast is said to be in it where bag 3006 is. */
    private static final int WRONG_CASE = 9;

    private static final String WASHED = Gs1Numbers.gtin(0, Party.MILL.companyPrefix(), 1);
    private static final String CASE = Gs1Numbers.gtin(1, Party.ROASTERY.companyPrefix(), 1);
    private static final String CONTAINER = Gs1Numbers.grai("9521009", 1, "TLYU1024");
    private static final String ORGANIC = "https://certificates.example/organic/";

    private final List<Chapter> chapters = new ArrayList<>();
    private final Map<String, String> titles = new LinkedHashMap<>();

    private Story() {
        farm(Party.MIRADOR, "EM", "2024-11-04T00:00");
        farm(Party.ESPERANZA, "LE", "2024-11-11T00:00");
        mill();
        voyage();
        importer();
        roastery();
        packing();
        correction();
        wholesaler();
        shop(Party.SHOP_NORTH, "DN-6001", List.of(pallet(1), pallet(5)), List.of(1, 2, 3, 4, 5, 6, 7, 11), 22);
        shop(Party.SHOP_SOUTH, "DN-6002", List.of(pallet(2), pallet(3)), List.of(8, 9, 10, 12, 13, 14, 15), 20);
    }

    static Story told() {
        return new Story();
    }

    List<Chapter> chapters() {
        return List.copyOf(chapters);
    }

    int eventCount() {
        return chapters.stream().mapToInt(chapter -> chapter.events().size()).sum();
    }

    /** What its products are called, by GTIN. */
    Map<String, String> products() {
        Map<String, String> products = new LinkedHashMap<>();
        products.put(Gs1Numbers.gtin(0, Party.MIRADOR.companyPrefix(), 1), "Parchment coffee, El Mirador");
        products.put(Gs1Numbers.gtin(0, Party.ESPERANZA.companyPrefix(), 1), "Parchment coffee, La Esperanza");
        products.put(WASHED, "Green coffee, washed");
        for (int roast = 1; roast <= ROASTS; roast++) {
            products.put(Gs1Numbers.gtin(0, Party.ROASTERY.companyPrefix(), 10 + roast), "Roast " + roast);
            products.put(Gs1Numbers.gtin(0, Party.ROASTERY.companyPrefix(), 20 + roast), "Bag of roast " + roast);
        }
        products.put(CASE, "Case of six bags");
        return products;
    }

    /** What a thing of the story is called by people; its identifier, for one that the story does not know. */
    String title(String identifier) {
        for (Party party : Party.values()) {
            if (identifier.equals(party.place())) {
                return party.title();
            }
        }
        return titles.getOrDefault(identifier, identifier);
    }

    /** A bag of the roast that both farms are in, from the case whose packing was corrected. */
    String tracedBag() {
        return bag(3, 5);
    }

    /** The harvest of a lot that is in {@link #tracedBag}. */
    String harvest() {
        return EventDraft.eventID("harvest EM-1");
    }

    // ---- things

    private String named(String identifier, String title) {
        titles.put(identifier, title);
        return identifier;
    }

    private String parchment(Party farm, String lot) {
        return named(Gs1Numbers.lot(Gs1Numbers.gtin(0, farm.companyPrefix(), 1), lot), "parchment coffee " + lot);
    }

    private String green(int number) {
        return named(Gs1Numbers.lot(WASHED, "HU-" + number), "green coffee HU-" + number);
    }

    /** A green lot travels as two units of 960 kg. */
    private String greenUnit(int lot, int unit) {
        return named(Gs1Numbers.sscc(Party.MILL.companyPrefix(), 10 * lot + unit), "unit " + unit + " of HU-" + lot);
    }

    private String roast(int number) {
        return named(
                Gs1Numbers.lot(Gs1Numbers.gtin(0, Party.ROASTERY.companyPrefix(), 10 + number), "R" + number),
                "roast R" + number);
    }

    private String bag(int roast, int number) {
        String serial = Integer.toString(1000 * roast + number);
        return named(
                Gs1Numbers.item(Gs1Numbers.gtin(0, Party.ROASTERY.companyPrefix(), 20 + roast), serial),
                "bag " + serial);
    }

    private String box(int number) {
        return named(Gs1Numbers.item(CASE, "C" + number), "case " + number);
    }

    private String pallet(int number) {
        Party packer = number > CASES / CASES_A_PALLET ? Party.WHOLESALER : Party.ROASTERY;
        return named(Gs1Numbers.sscc(packer.companyPrefix(), 100 + number), "pallet " + number);
    }

    /** Cases are counted through all roasts: 1 to 4 are R1, 5 to 8 are R2, and so on. */
    private List<String> bagsOf(int box) {
        int casesARoast = BAGS_A_ROAST / BAGS_A_CASE;
        int roast = (box - 1) / casesARoast + 1;
        int first = (box - 1) % casesARoast * BAGS_A_CASE + 1;
        List<String> bags = new ArrayList<>();
        for (int i = 0; i < BAGS_A_CASE; i++) {
            bags.add(bag(roast, first + i));
        }
        return bags;
    }

    private List<String> boxes(int first, int last) {
        List<String> boxes = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            boxes.add(box(number));
        }
        return boxes;
    }

    // ---- chapters

    private void tell(Party by, String title, EventDraft... events) {
        chapters.add(new Chapter(
                by, title, List.of(events).stream().map(EventDraft::json).toList(), false));
    }

    private void tell(Party by, String title, List<EventDraft> events) {
        tell(by, title, events.toArray(EventDraft[]::new));
    }

    private void tellOne(Party by, String title, EventDraft event) {
        chapters.add(new Chapter(by, title, List.of(event.json()), true));
    }

    private static ZonedDateTime time(Party party, String local) {
        return LocalDateTime.parse(local).atZone(party.zone());
    }

    private void farm(Party farm, String letters, String week) {
        ZonedDateTime monday = time(farm, week);
        String[] units = new String[3];
        for (int i = 0; i < 3; i++) {
            String lot = letters + "-" + (i + 1);
            String parchment = parchment(farm, lot);
            units[i] = named(Gs1Numbers.sscc(farm.companyPrefix(), i + 1), "sacks of " + lot);
            ZonedDateTime day = monday.plusDays(2L * i);
            ZonedDateTime dried = day.plusDays(12);
            tell(
                    farm,
                    "lot " + lot + " picked, washed, dried and packed",
                    EventDraft.object("harvest " + lot, day.plusHours(15), "ADD")
                            .amounts("quantityList", Amount.kilograms(parchment, 1_200))
                            .step("commissioning", "active")
                            .at(farm)
                            .certificate(ORGANIC + letters + "-2024")
                            .ilmd("lotNumber", lot)
                            .ilmd(
                                    "harvestStartDate",
                                    day.minusDays(3).toLocalDate().toString())
                            .ilmd("harvestEndDate", day.toLocalDate().toString())
                            .ilmd("countryOfOrigin", "CO"),
                    EventDraft.object("dryness " + lot, dried.plusHours(10), "OBSERVE")
                            .amounts("quantityList", Amount.kilograms(parchment, 1_200))
                            .step("inspecting", "conformant")
                            .at(farm),
                    EventDraft.aggregation("sacks " + lot, dried.plusHours(14), "ADD", units[i])
                            .amounts("childQuantityList", Amount.kilograms(parchment, 1_200))
                            .step("packing", "in_progress")
                            .at(farm));
        }
        tell(
                farm,
                "three lots on the way to the mill",
                EventDraft.object("leaves " + letters, monday.plusDays(18).plusHours(7), "OBSERVE")
                        .epcs(units)
                        .step("shipping", "in_transit")
                        .leaving(farm)
                        .delivery(farm, Party.MILL, letters + "-24-11"));
    }

    private void mill() {
        receiveAtMill(Party.MIRADOR, "EM", "2024-11-22T16:40");
        receiveAtMill(Party.ESPERANZA, "LE", "2024-11-29T17:10");
        for (int lot = 1; lot <= 3; lot++) {
            Party first = lot == 2 ? Party.ESPERANZA : Party.MIRADOR;
            Party second = lot == 1 ? Party.MIRADOR : Party.ESPERANZA;
            String one = switch (lot) {
                case 1 -> parchment(first, "EM-1");
                case 2 -> parchment(first, "LE-1");
                default -> parchment(first, "EM-3");
            };
            String two = switch (lot) {
                case 1 -> parchment(second, "EM-2");
                case 2 -> parchment(second, "LE-2");
                default -> parchment(second, "LE-3");
            };
            ZonedDateTime day = time(Party.MILL, "2024-12-03T07:30").plusDays(lot);
            String name = "HU-" + lot;
            List<EventDraft> events = new ArrayList<>(List.of(
                    EventDraft.transformation("mill " + name, day)
                            .amounts("inputQuantityList", Amount.kilograms(one, 1_200), Amount.kilograms(two, 1_200))
                            .amounts("outputQuantityList", Amount.kilograms(green(lot), 1_920))
                            .step("commissioning", "active")
                            .at(Party.MILL)
                            .ilmd("lotNumber", name)
                            .ilmd("countryOfOrigin", "CO"),
                    EventDraft.object("cup " + name, day.plusHours(6), "OBSERVE")
                            .amounts("quantityList", Amount.kilograms(green(lot), 1_920))
                            .step("inspecting", "conformant")
                            .at(Party.MILL)));
            for (int unit = 1; unit <= 2; unit++) {
                events.add(EventDraft.aggregation(
                                "pack " + name + " " + unit, day.plusHours(7 + unit), "ADD", greenUnit(lot, unit))
                        .amounts("childQuantityList", Amount.kilograms(green(lot), 960))
                        .step("packing", "in_progress")
                        .at(Party.MILL));
            }
            tell(Party.MILL, "lot " + name + " milled of two lots of parchment, cupped and packed", events);
        }
    }

    private void receiveAtMill(Party farm, String letters, String local) {
        ZonedDateTime time = time(Party.MILL, local);
        List<EventDraft> events = new ArrayList<>();
        String[] units = new String[3];
        for (int i = 0; i < 3; i++) {
            units[i] = Gs1Numbers.sscc(farm.companyPrefix(), i + 1);
        }
        events.add(EventDraft.object("arrives " + letters, time, "OBSERVE")
                .epcs(units)
                .step("receiving", "in_progress")
                .at(Party.MILL)
                .delivery(farm, Party.MILL, letters + "-24-11"));
        for (int i = 0; i < 3; i++) {
            String lot = letters + "-" + (i + 1);
            Amount whole = Amount.kilograms(parchment(farm, lot), 1_200);
            events.add(EventDraft.aggregation("open " + lot, time.plusMinutes(30 + 20L * i), "DELETE", units[i])
                    .amounts("childQuantityList", whole)
                    .step("unpacking", "in_progress")
                    .at(Party.MILL));
            events.add(EventDraft.object("weigh " + lot, time.plusMinutes(40 + 20L * i), "OBSERVE")
                    .amounts("quantityList", whole)
                    .step("inspecting", "conformant")
                    .at(Party.MILL));
        }
        tell(Party.MILL, "three lots of " + farm.title() + " received and weighed", events);
    }

    private void voyage() {
        List<String> units = new ArrayList<>();
        for (int lot = 1; lot <= 3; lot++) {
            units.add(greenUnit(lot, 1));
            units.add(greenUnit(lot, 2));
        }
        named(CONTAINER, "container TLYU1024");
        tell(
                Party.MILL,
                "six units stuffed into a container",
                EventDraft.aggregation("stuff", time(Party.MILL, "2024-12-16T09:00"), "ADD", CONTAINER)
                        .list("childEPCs", units)
                        .step("loading", "container_closed")
                        .at(Party.MILL),
                EventDraft.object("leaves mill", time(Party.MILL, "2024-12-16T15:30"), "OBSERVE")
                        .epcs(CONTAINER)
                        .step("shipping", "in_transit")
                        .leaving(Party.MILL)
                        .delivery(Party.MILL, Party.IMPORTER, "TN-88"));
        tell(
                Party.IMPORTER,
                "the container at sea and in port",
                EventDraft.object("at sea", time(Party.IMPORTER, "2025-01-14T06:00"), "OBSERVE")
                        .epcs(CONTAINER)
                        .step("transporting", "in_transit")
                        .celsius(11.5, 27.25),
                EventDraft.object("in port", time(Party.IMPORTER, "2025-01-21T13:20"), "OBSERVE")
                        .epcs(CONTAINER)
                        .step("arriving", "in_transit")
                        .leaving(Party.IMPORTER));
    }

    private void importer() {
        ZonedDateTime day = time(Party.IMPORTER, "2025-01-24T08:00");
        List<EventDraft> events = new ArrayList<>();
        List<String> units = new ArrayList<>();
        for (int lot = 1; lot <= 3; lot++) {
            units.add(greenUnit(lot, 1));
            units.add(greenUnit(lot, 2));
        }
        events.add(EventDraft.object("arrives importer", day, "OBSERVE")
                .epcs(CONTAINER)
                .step("receiving", "in_progress")
                .at(Party.IMPORTER)
                .delivery(Party.MILL, Party.IMPORTER, "TN-88"));
        events.add(EventDraft.aggregation("unstuff", day.plusHours(2), "DELETE", CONTAINER)
                .list("childEPCs", units)
                .step("unloading", "container_open")
                .at(Party.IMPORTER));
        for (int i = 0; i < 4; i++) {
            events.add(EventDraft.object("sample " + (i + 1), day.plusHours(4).plusMinutes(15L * i), "OBSERVE")
                    .epcs(units.get(i))
                    .step("sampling", "conformant")
                    .at(Party.IMPORTER));
        }
        tell(Party.IMPORTER, "the container opened, lots HU-1 and HU-2 sampled", events);
        tell(
                Party.IMPORTER,
                "lot HU-3 is 62 kg short, the mill disagrees: it is held",
                EventDraft.object("weigh HU-3", day.plusHours(6), "OBSERVE")
                        .amounts("quantityList", Amount.kilograms(green(3), 1_858))
                        .step("inspecting", "non_conformant")
                        .persistent("mismatch_quantity")
                        .at(Party.IMPORTER),
                EventDraft.object("hold HU-3", day.plusHours(7), "OBSERVE")
                        .epcs(greenUnit(3, 1), greenUnit(3, 2))
                        .step("holding", "non_sellable_other")
                        .at(Party.IMPORTER));
        for (int lot = 1; lot <= 2; lot++) {
            tell(
                    Party.IMPORTER,
                    "lot HU-" + lot + " on the way to the roastery",
                    EventDraft.object(
                                    "pick HU-" + lot,
                                    time(Party.IMPORTER, "2025-03-10T10:00").plusDays(lot),
                                    "OBSERVE")
                            .epcs(greenUnit(lot, 1), greenUnit(lot, 2))
                            .step("staging_outbound", "in_progress")
                            .at(Party.IMPORTER),
                    EventDraft.object(
                                    "leaves HU-" + lot,
                                    time(Party.IMPORTER, "2025-03-10T12:30").plusDays(lot),
                                    "OBSERVE")
                            .epcs(greenUnit(lot, 1), greenUnit(lot, 2))
                            .step("shipping", "in_transit")
                            .leaving(Party.IMPORTER)
                            .delivery(Party.IMPORTER, Party.ROASTERY, "HRK-50" + lot));
        }
    }

    private void roastery() {
        for (int lot = 1; lot <= 2; lot++) {
            ZonedDateTime day = time(Party.ROASTERY, "2025-03-11T09:15").plusDays(lot);
            List<EventDraft> events = new ArrayList<>();
            events.add(EventDraft.object("arrives HU-" + lot, day, "OBSERVE")
                    .epcs(greenUnit(lot, 1), greenUnit(lot, 2))
                    .step("receiving", "in_progress")
                    .at(Party.ROASTERY)
                    .delivery(Party.IMPORTER, Party.ROASTERY, "HRK-50" + lot));
            for (int unit = 1; unit <= 2; unit++) {
                events.add(EventDraft.aggregation(
                                "open HU-" + lot + " " + unit,
                                day.plusMinutes(45L * unit),
                                "DELETE",
                                greenUnit(lot, unit))
                        .amounts("childQuantityList", Amount.kilograms(green(lot), 960))
                        .step("unpacking", "in_progress")
                        .at(Party.ROASTERY));
            }
            tell(Party.ROASTERY, "lot HU-" + lot + " received and opened", events);
        }
        for (int roast = 1; roast <= 5; roast++) {
            ZonedDateTime day = time(Party.ROASTERY, "2025-03-31T08:00").plusDays(roast);
            Amount[] inputs = switch (roast) {
                case 1, 2 -> new Amount[] {Amount.kilograms(green(1), 15)};
                case 3 -> new Amount[] {Amount.kilograms(green(1), 9), Amount.kilograms(green(2), 6)};
                default -> new Amount[] {Amount.kilograms(green(2), 15)};
            };
            Amount roasted = new Amount(roast(roast), new BigDecimal("12.6"), "KGM");
            List<String> bags = new ArrayList<>();
            for (int i = 1; i <= BAGS_A_ROAST; i++) {
                bags.add(bag(roast, i));
            }
            tell(
                    Party.ROASTERY,
                    "roast R" + roast + " made, tasted and filled into " + BAGS_A_ROAST + " bags",
                    EventDraft.transformation("roast R" + roast, day)
                            .amounts("inputQuantityList", inputs)
                            .amounts("outputQuantityList", roasted)
                            .step("commissioning", "active")
                            .at(Party.ROASTERY)
                            .ilmd("lotNumber", "R" + roast),
                    EventDraft.object("taste R" + roast, day.plusHours(3), "OBSERVE")
                            .amounts("quantityList", roasted)
                            .step("inspecting", "conformant")
                            .at(Party.ROASTERY),
                    EventDraft.transformation("fill R" + roast, day.plusHours(5))
                            .amounts("inputQuantityList", new Amount(roast(roast), BigDecimal.valueOf(12), "KGM"))
                            .list("outputEPCList", bags)
                            .step("commissioning", "active")
                            .at(Party.ROASTERY)
                            .ilmd("lotNumber", "R" + roast)
                            .ilmd(
                                    "bestBeforeDate",
                                    day.toLocalDate().plusMonths(18).toString()));
        }
    }

    private ZonedDateTime packed(int box) {
        return time(Party.ROASTERY, "2025-04-07T08:00").plusMinutes(12L * box);
    }

    private EventDraft packing(String name, int box, List<String> bags) {
        return EventDraft.aggregation(name, packed(box), "ADD", box(box))
                .list("childEPCs", bags)
                .step("packing", "in_progress")
                .at(Party.ROASTERY);
    }

    private List<String> wronglySaid() {
        List<String> bags = bagsOf(WRONG_CASE);
        bags.set(BAGS_A_CASE - 1, bag(4, 6));
        return bags;
    }

    private void packing() {
        List<EventDraft> cases = new ArrayList<>();
        cases.add(EventDraft.object("cases", packed(0), "ADD")
                .list("epcList", boxes(1, CASES))
                .step("commissioning", "active")
                .at(Party.ROASTERY));
        for (int box = 1; box <= CASES; box++) {
            cases.add(packing("pack case " + box, box, box == WRONG_CASE ? wronglySaid() : bagsOf(box)));
        }
        tell(Party.ROASTERY, "120 bags packed into 20 cases", cases);
        List<EventDraft> pallets = new ArrayList<>();
        ZonedDateTime afternoon = time(Party.ROASTERY, "2025-04-07T14:00");
        for (int number = 1; number <= CASES / CASES_A_PALLET; number++) {
            pallets.add(EventDraft.aggregation(
                            "pack pallet " + number, afternoon.plusMinutes(10L * number), "ADD", pallet(number))
                    .list("childEPCs", boxes(CASES_A_PALLET * (number - 1) + 1, CASES_A_PALLET * number))
                    .step("packing", "in_progress")
                    .at(Party.ROASTERY));
        }
        pallets.add(EventDraft.object("leaves roastery", afternoon.plusHours(2), "OBSERVE")
                .epcs(pallet(1), pallet(2), pallet(3), pallet(4))
                .step("shipping", "in_transit")
                .leaving(Party.ROASTERY)
                .delivery(Party.ROASTERY, Party.WHOLESALER, "DN-4711"));
        tell(Party.ROASTERY, "20 cases packed on four pallets, on the way to the wholesaler", pallets);
    }

    private void correction() {
        String right = "pack case " + WRONG_CASE + " rightly";
        ZonedDateTime nextDay = time(Party.ROASTERY, "2025-04-08T09:05");
        tellOne(Party.ROASTERY, "what is really in case " + WRONG_CASE, packing(right, WRONG_CASE, bagsOf(WRONG_CASE)));
        tellOne(
                Party.ROASTERY,
                "the packing of case " + WRONG_CASE + " declared wrong",
                packing("pack case " + WRONG_CASE, WRONG_CASE, wronglySaid())
                        .declaredWrong(nextDay, EventDraft.eventID(right)));
    }

    private void wholesaler() {
        ZonedDateTime day = time(Party.WHOLESALER, "2025-04-08T11:00");
        List<EventDraft> received = new ArrayList<>();
        received.add(EventDraft.object("arrives wholesaler", day, "OBSERVE")
                .epcs(pallet(1), pallet(2), pallet(3), pallet(4))
                .step("receiving", "in_progress")
                .at(Party.WHOLESALER)
                .delivery(Party.ROASTERY, Party.WHOLESALER, "DN-4711"));
        for (int number = 1; number <= 4; number++) {
            received.add(EventDraft.object("store pallet " + number, day.plusMinutes(20L * number), "OBSERVE")
                    .epcs(pallet(number))
                    .step("storing", "sellable_not_accessible")
                    .at(Party.WHOLESALER));
        }
        tell(Party.WHOLESALER, "four pallets received and stored", received);
        ZonedDateTime split = time(Party.WHOLESALER, "2025-04-14T07:30");
        tell(
                Party.WHOLESALER,
                "pallets 2 and 3 split: three of their cases on a pallet of their own",
                EventDraft.aggregation("split pallet 2", split, "DELETE", pallet(2))
                        .list("childEPCs", boxes(6, 7))
                        .step("unpacking", "in_progress")
                        .at(Party.WHOLESALER),
                EventDraft.aggregation("split pallet 3", split.plusMinutes(8), "DELETE", pallet(3))
                        .list("childEPCs", boxes(11, 11))
                        .step("unpacking", "in_progress")
                        .at(Party.WHOLESALER),
                EventDraft.aggregation("pack pallet 5", split.plusMinutes(15), "ADD", pallet(5))
                        .list("childEPCs", List.of(box(6), box(7), box(11)))
                        .step("packing", "in_progress")
                        .at(Party.WHOLESALER));
        tell(
                Party.WHOLESALER,
                "two pallets to each shop",
                EventDraft.object("leaves for north", split.plusHours(2), "OBSERVE")
                        .epcs(pallet(1), pallet(5))
                        .step("shipping", "in_transit")
                        .leaving(Party.WHOLESALER)
                        .delivery(Party.WHOLESALER, Party.SHOP_NORTH, "DN-6001"),
                EventDraft.object("leaves for south", split.plusHours(3), "OBSERVE")
                        .epcs(pallet(2), pallet(3))
                        .step("shipping", "in_transit")
                        .leaving(Party.WHOLESALER)
                        .delivery(Party.WHOLESALER, Party.SHOP_SOUTH, "DN-6002"));
    }

    private void shop(Party shop, String delivery, List<String> pallets, List<Integer> boxes, int sales) {
        ZonedDateTime day = time(shop, "2025-04-15T08:30");
        List<EventDraft> received = new ArrayList<>();
        received.add(EventDraft.object("arrives " + shop, day, "OBSERVE")
                .list("epcList", pallets)
                .step("receiving", "in_progress")
                .at(shop)
                .delivery(Party.WHOLESALER, shop, delivery));
        for (String pallet : pallets) {
            received.add(EventDraft.aggregation("unpack " + pallet, day.plusMinutes(30), "DELETE", pallet)
                    .step("unpacking", "in_progress")
                    .at(shop));
        }
        tell(shop, pallets.size() + " pallets received and unpacked", received);
        List<EventDraft> shelves = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            int box = boxes.get(i);
            ZonedDateTime time = day.plusHours(1).plusMinutes(6L * i);
            shelves.add(EventDraft.aggregation("open case " + box, time, "DELETE", box(box))
                    .list("childEPCs", bagsOf(box))
                    .step("unpacking", "in_progress")
                    .at(shop));
            shelves.add(EventDraft.object("shelve case " + box, time.plusMinutes(4), "OBSERVE")
                    .list("epcList", bagsOf(box))
                    .step("stocking", "sellable_accessible")
                    .at(shop));
        }
        tell(shop, boxes.size() + " cases opened, their bags on the shelf", shelves);
        List<ObjectNode> sold = new ArrayList<>();
        for (int i = 0; i < sales; i++) {
            // The last bag of a case first: it lies on top.
            String bag = bagsOf(boxes.get(i % boxes.size())).get(BAGS_A_CASE - 1 - i / boxes.size());
            sold.add(EventDraft.object(
                            "sell " + bag, day.plusDays(1 + i / 2).plusMinutes(i % 2 == 0 ? 95 : 412), "OBSERVE")
                    .epcs(bag)
                    .step("retail_selling", "retail_sold")
                    .at(shop)
                    .json());
        }
        chapters.add(new Chapter(shop, sales + " bags sold, one by one", sold, true));
    }
}
