package org.tallystick.provenance.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.query.EventProjection;
import org.tallystick.provenance.query.EventText;
import org.tallystick.provenance.query.Micros;
import org.tallystick.provenance.query.NaiveWorld;
import org.tallystick.provenance.query.RandomWorld;
import org.tallystick.provenance.query.TestJournal;
import org.tallystick.provenance.trace.Trace.Cut;
import org.tallystick.provenance.trace.Trace.Reach;

class TracesTest {
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

    private static TestDatabase database;
    private static AgroalDataSource pool;
    private TestJournal journal;
    private Traces traces;

    /** Which record of the world stands where. */
    private final Map<RecordAddress, Integer> numbers = new HashMap<>();

    @BeforeAll
    static void openDatabase() throws SQLException {
        database = TestDatabase.fresh();
        pool = TestLedger.pool(database);
    }

    @AfterAll
    static void closeDatabase() {
        pool.close();
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        journal = new TestJournal(pool);
        journal.clear();
        traces = new Traces(pool);
    }

    private static Instant at(int hours) {
        return T0.plusSeconds(3600L * hours);
    }

    private Trace trace(String uri) throws SQLException {
        return traces.of(Identifier.parse(uri), TraceLimits.DEFAULT);
    }

    private void append(String issuer, String... records) throws SQLException {
        journal.append(issuer, at(100), List.of(records));
        journal.project();
    }

    private static Set<String> keys(Trace trace, Reach reach) {
        Set<String> keys = new TreeSet<>();
        trace.nodes().stream()
                .filter(node -> node.reached().contains(reach))
                .forEach(node -> keys.add(node.identifier().key()));
        return keys;
    }

    private static List<String> eventIDs(Trace trace) {
        return trace.events().stream().map(Trace.Event::eventID).toList();
    }

    private static EventText pack(String eventID, int hours, String parent, String... children) {
        return EventText.aggregation(eventID, at(hours), "ADD")
                .text("parentID", parent)
                .list("childEPCs", children);
    }

    private static EventText unpack(String eventID, int hours, String parent, String... children) {
        return EventText.aggregation(eventID, at(hours), "DELETE")
                .text("parentID", parent)
                .list("childEPCs", children);
    }

    private static EventText seen(String eventID, int hours, String epc, String place) {
        return EventText.object(eventID, at(hours), "OBSERVE")
                .list("epcList", epc)
                .place("bizLocation", place);
    }

    // ---- what a trace is, by example

    @Test
    void of_unknownThing_isItAlone() throws SQLException {
        append("acme", seen("urn:e:1", 0, "urn:x:a", "urn:x:here").toString());

        Trace trace = trace("urn:x:nobody");

        assertThat(trace.nodes()).singleElement().satisfies(node -> {
            assertThat(node.reached()).containsExactly(Reach.START);
            assertThat(node.firstSeen()).isEmpty();
            assertThat(node.where()).isEmpty();
        });
        assertThat(trace.events()).isEmpty();
        assertThat(trace.cuts()).isEmpty();
    }

    @Test
    void of_itemInABox_goesWhereTheBoxGoesWhileItIsInThere() throws SQLException {
        append(
                "acme",
                seen("urn:e:1", 0, "urn:x:box", "urn:x:before").toString(),
                pack("urn:e:2", 1, "urn:x:box", "urn:x:item", "urn:x:other").toString(),
                seen("urn:e:3", 2, "urn:x:box", "urn:x:shop").toString(),
                unpack("urn:e:4", 3, "urn:x:box", "urn:x:item").toString(),
                seen("urn:e:5", 4, "urn:x:box", "urn:x:elsewhere").toString());

        Trace trace = trace("urn:x:item");

        assertThat(eventIDs(trace)).containsExactly("urn:e:2", "urn:e:3", "urn:e:4");
        assertThat(keys(trace, Reach.CARRIER)).containsExactly("urn:x:box");
        assertThat(trace.nodes())
                .extracting(node -> node.identifier().key())
                .containsExactly("urn:x:item", "urn:x:box");
        assertThat(trace.nodes().getFirst().where().orElseThrow())
                .isEqualTo(new Trace.Whereabouts(Identifier.parse("urn:x:shop"), at(2), new RecordAddress(0, 2)));
        assertThat(trace.edges())
                .containsExactly(new Trace.Stay(
                        Trace.StayKind.PACKED,
                        Identifier.parse("urn:x:box"),
                        Identifier.parse("urn:x:item"),
                        at(1),
                        Optional.of(at(3)),
                        Optional.empty(),
                        List.of(new RecordAddress(0, 1), new RecordAddress(0, 3))));
    }

    @Test
    void of_itemPackedAgainElsewhere_leavesTheOlderBox() throws SQLException {
        append(
                "acme",
                pack("urn:e:1", 1, "urn:x:box:1", "urn:x:item").toString(),
                pack("urn:e:2", 2, "urn:x:box:2", "urn:x:item").toString(),
                seen("urn:e:3", 3, "urn:x:box:1", "urn:x:old").toString(),
                seen("urn:e:4", 3, "urn:x:box:2", "urn:x:new").toString());

        Trace trace = trace("urn:x:item");

        assertThat(eventIDs(trace)).containsExactly("urn:e:1", "urn:e:2", "urn:e:4");
        assertThat(trace.edges())
                .extracting(edge -> ((Trace.Stay) edge).until())
                .containsExactly(Optional.of(at(2)), Optional.empty());
        assertThat(trace.edges().getFirst().events())
                .as("the entry, and the entry elsewhere that ended it")
                .containsExactly(new RecordAddress(0, 0), new RecordAddress(0, 1));
    }

    @Test
    void of_itemInABoxThatIsEmptied_leavesIt() throws SQLException {
        append(
                "acme",
                pack("urn:e:1", 1, "urn:x:box", "urn:x:item").toString(),
                EventText.aggregation("urn:e:2", at(2), "OBSERVE")
                        .text("parentID", "urn:x:box")
                        .list("childEPCs", "urn:x:item")
                        .toString(),
                unpack("urn:e:3", 3, "urn:x:box").toString(),
                seen("urn:e:4", 4, "urn:x:box", "urn:x:elsewhere").toString());

        Trace trace = trace("urn:x:item");

        assertThat(eventIDs(trace)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3");
        assertThat(((Trace.Stay) trace.edges().getFirst()).until()).contains(at(3));
        assertThat(trace.edges().getFirst().events()).containsExactly(new RecordAddress(0, 0), new RecordAddress(0, 2));
    }

    @Test
    void of_product_findsItsIngredientsAndTheirBoxes_notTheirLaterLife() throws SQLException {
        append(
                "acme",
                seen("urn:e:1", 0, "urn:x:flour", "urn:x:mill").toString(),
                pack("urn:e:2", 1, "urn:x:truck", "urn:x:flour").toString(),
                seen("urn:e:3", 2, "urn:x:truck", "urn:x:road").toString(),
                unpack("urn:e:4", 3, "urn:x:truck", "urn:x:flour").toString(),
                EventText.transformation("urn:e:5", at(4))
                        .list("inputEPCList", "urn:x:flour", "urn:x:water")
                        .list("outputEPCList", "urn:x:bread", "urn:x:crumbs")
                        .toString(),
                seen("urn:e:6", 5, "urn:x:bread", "urn:x:shop").toString(),
                seen("urn:e:7", 6, "urn:x:flour", "urn:x:museum").toString());

        Trace bread = trace("urn:x:bread");
        assertThat(eventIDs(bread)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3", "urn:e:4", "urn:e:5", "urn:e:6");
        assertThat(keys(bread, Reach.BACKWARD)).containsExactly("urn:x:flour", "urn:x:water");
        assertThat(keys(bread, Reach.FORWARD)).isEmpty();
        assertThat(bread.edges().getLast())
                .isEqualTo(new Trace.Transformation(
                        Optional.empty(),
                        List.of(
                                new Trace.Part(Identifier.parse("urn:x:flour"), Optional.empty()),
                                new Trace.Part(Identifier.parse("urn:x:water"), Optional.empty())),
                        List.of(new Trace.Part(Identifier.parse("urn:x:bread"), Optional.empty())),
                        at(4),
                        at(4),
                        List.of(new RecordAddress(0, 4))));

        Trace flour = trace("urn:x:flour");
        assertThat(keys(flour, Reach.FORWARD)).containsExactly("urn:x:bread", "urn:x:crumbs");
        assertThat(eventIDs(flour)).contains("urn:e:6", "urn:e:7");
    }

    @Test
    void of_output_ofATransformationOverSeveralEvents_findsAllInputs() throws SQLException {
        append(
                "acme",
                EventText.transformation("urn:e:1", at(1))
                        .list("inputEPCList", "urn:x:a")
                        .text("transformationID", "urn:x:t")
                        .toString(),
                EventText.transformation("urn:e:2", at(2))
                        .list("inputEPCList", "urn:x:b")
                        .text("transformationID", "urn:x:t")
                        .toString(),
                EventText.transformation("urn:e:3", at(3))
                        .list("outputEPCList", "urn:x:c")
                        .text("transformationID", "urn:x:t")
                        .toString(),
                EventText.transformation("urn:e:4", at(3))
                        .list("inputEPCList", "urn:x:d")
                        .text("transformationID", "urn:x:another")
                        .toString());

        Trace trace = trace("urn:x:c");

        assertThat(keys(trace, Reach.BACKWARD)).containsExactly("urn:x:a", "urn:x:b");
        assertThat(trace.edges()).singleElement().satisfies(edge -> {
            Trace.Transformation transformation = (Trace.Transformation) edge;
            assertThat(transformation.transformationID()).contains(Identifier.parse("urn:x:t"));
            assertThat(transformation.since()).isEqualTo(at(1));
            assertThat(transformation.until()).isEqualTo(at(3));
            assertThat(transformation.events()).hasSize(3);
        });
    }

    @Test
    void of_lot_takenOutInParts_staysUntilTheRestIsOut() throws SQLException {
        String lot = "urn:epc:class:lgtin:4012345.012345.A";
        append(
                "acme",
                EventText.aggregation("urn:e:1", at(1), "ADD")
                        .text("parentID", "urn:x:pallet")
                        .quantity("childQuantityList", lot, "10", "")
                        .toString(),
                EventText.aggregation("urn:e:2", at(2), "DELETE")
                        .text("parentID", "urn:x:pallet")
                        .quantity("childQuantityList", lot, "4", "")
                        .toString(),
                EventText.aggregation("urn:e:3", at(3), "DELETE")
                        .text("parentID", "urn:x:pallet")
                        .quantity("childQuantityList", lot, "6", "")
                        .toString());

        assertThat(trace(lot).edges()).singleElement().satisfies(edge -> {
            Trace.Stay stay = (Trace.Stay) edge;
            assertThat(stay.until()).contains(at(3));
            assertThat(stay.quantity()).contains(new Trace.Quantity(new BigDecimal(10), Optional.empty()));
        });
    }

    @Test
    void of_truckWithASensor_showsTheSensorAndDoesNotFollowIt() throws SQLException {
        append(
                "acme",
                EventText.association("urn:e:1", at(0), "ADD")
                        .text("parentID", "urn:x:truck")
                        .list("childEPCs", "urn:x:sensor")
                        .toString(),
                pack("urn:e:2", 5, "urn:x:truck", "urn:x:item").toString(),
                seen("urn:e:3", 6, "urn:x:sensor", "urn:x:lab").toString());

        Trace trace = trace("urn:x:item");

        assertThat(keys(trace, Reach.ATTACHED)).containsExactly("urn:x:sensor");
        assertThat(eventIDs(trace)).as("its attachment, not its own life").containsExactly("urn:e:1", "urn:e:2");
        assertThat(trace.edges())
                .extracting(edge -> ((Trace.Stay) edge).kind())
                .containsExactly(Trace.StayKind.ATTACHED, Trace.StayKind.PACKED);
    }

    @Test
    void of_itemWhosePackingIsDeclaredWrong_isNotInTheBox() throws SQLException {
        String packing = pack("urn:e:1", 1, "urn:x:box", "urn:x:item").toString();
        String declaration = pack("urn:e:1", 1, "urn:x:box", "urn:x:item")
                .declaresError(at(9))
                .toString();
        append("acme", packing, seen("urn:e:2", 2, "urn:x:box", "urn:x:shop").toString());
        assertThat(eventIDs(trace("urn:x:item"))).containsExactly("urn:e:1", "urn:e:2");

        append("beta", declaration);
        Trace disputed = trace("urn:x:item");
        assertThat(eventIDs(disputed)).containsExactly("urn:e:1", "urn:e:2");
        assertThat(disputed.declaredWrong()).isEmpty();
        assertThat(disputed.disputes())
                .containsExactly(new Trace.Dispute(
                        new RecordAddress(0, 0),
                        new RecordAddress(1, 0),
                        TestJournal.issuer("beta").did()));

        append("acme", declaration);
        Trace declared = trace("urn:x:item");
        assertThat(eventIDs(declared)).isEmpty();
        assertThat(declared.edges()).isEmpty();
        assertThat(declared.disputes()).isEmpty();
        assertThat(declared.declaredWrong()).singleElement().satisfies(wrong -> {
            assertThat(wrong.event().address()).isEqualTo(new RecordAddress(0, 0));
            assertThat(wrong.declarations()).containsExactly(new RecordAddress(2, 0));
        });
    }

    // ---- limits

    @Test
    void of_moreThanTheLimits_isCutAndSaysSo() throws SQLException {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            items.add("urn:x:item:" + i);
        }
        append(
                "acme",
                pack("urn:e:1", 1, "urn:x:box", items.toArray(String[]::new)).toString());
        append("acme", seen("urn:e:2", 2, "urn:x:box", "urn:x:shop").toString());
        Identifier box = Identifier.parse("urn:x:box");

        assertThat(traces.of(box, new TraceLimits(500, 100, 5_000)).cuts()).isEmpty();
        Trace cut = traces.of(box, new TraceLimits(20, 100, 5_000));
        assertThat(cut.cuts()).containsExactly(Cut.NODES);
        assertThat(cut.nodes()).hasSizeBetween(2, 20);
        assertThat(traces.of(box, new TraceLimits(500, 1, 5_000)).cuts()).containsExactly(Cut.EVENTS);
        assertThat(traces.of(box, new TraceLimits(500, 1, 5_000)).events()).hasSize(1);
    }

    @Test
    void of_thingsInCircles_ends() throws SQLException {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            records.add(pack("urn:e:a" + i, i, "urn:x:box:1", "urn:x:box:2").toString());
            records.add(pack("urn:e:b" + i, i, "urn:x:box:2", "urn:x:box:1").toString());
            records.add(EventText.transformation("urn:e:c" + i, at(i))
                    .list("inputEPCList", "urn:x:lot", "urn:x:box:1")
                    .list("outputEPCList", "urn:x:lot", "urn:x:box:2")
                    .toString());
        }
        append("acme", records.toArray(String[]::new));

        assertThat(trace("urn:x:lot").cuts()).isEmpty();
        assertThat(trace("urn:x:lot").nodes()).hasSize(3);
    }

    @Test
    void of_moreThanTheTimeAllows_isCutAndSaysSo() throws SQLException {
        // Every lot of a layer goes into every lot of the next, each in an event of its own: ways without number.
        List<String> records = new ArrayList<>();
        for (int layer = 0; layer < 30; layer++) {
            for (int from = 0; from < 12; from++) {
                for (int to = 0; to < 12; to++) {
                    records.add(EventText.transformation("urn:e:" + layer + "." + from + "." + to, at(layer))
                            .list("inputEPCList", "urn:x:" + layer + ":" + from)
                            .list("outputEPCList", "urn:x:" + (layer + 1) + ":" + to)
                            .toString());
                }
            }
        }
        append("acme", records.toArray(String[]::new));
        Identifier last = Identifier.parse("urn:x:30:0");

        Trace whole = traces.of(last, new TraceLimits(50_000, 50_000, 60_000));
        assertThat(whole.cuts()).isEmpty();
        assertThat(whole.nodes()).hasSize(1 + 30 * 12);
        assertThat(traces.of(last, new TraceLimits(50_000, 50_000, 1)).cuts()).contains(Cut.TIME);
    }

    // ---- other people's

    /**
     * OpenTraceability's own trace: ask for all events of what is known, take the children and inputs in them as known, until
     * nothing is new; then for each packing the events of the parent until a child is seen again.
     */
    private static Set<Integer> loop(NaiveWorld world, String start) {
        Set<Integer> found = new TreeSet<>();
        Set<String> asked = new TreeSet<>();
        Set<String> toAsk = new TreeSet<>(Set.of(Identifier.parse(start).key()));
        while (!toAsk.isEmpty()) {
            Set<String> next = new TreeSet<>();
            asked.addAll(toAsk);
            for (NaiveWorld.NaiveEvent event : world.events()) {
                if (event.goods().stream().anyMatch(toAsk::contains)) {
                    found.add(event.number());
                    event.in("child").forEach(part -> next.add(part.key()));
                    event.in("input").forEach(part -> next.add(part.key()));
                }
            }
            next.removeAll(asked);
            toAsk = next;
        }
        boolean grown = true;
        while (grown) {
            grown = false;
            for (int number : List.copyOf(found)) {
                NaiveWorld.NaiveEvent packing = world.events().get(number);
                if (!packing.type().equals("AggregationEvent")
                        || !packing.action().equals("ADD")
                        || !asked.add(String.valueOf(packing.parent()))) {
                    continue;
                }
                Set<String> children = new TreeSet<>();
                packing.in("child").forEach(part -> children.add(part.key()));
                long until = world.events().stream()
                        .filter(event -> found.contains(event.number())
                                && event.time() > packing.time()
                                && event.goods().stream().anyMatch(children::contains))
                        .mapToLong(NaiveWorld.NaiveEvent::time)
                        .min()
                        .orElse(Long.MAX_VALUE);
                for (NaiveWorld.NaiveEvent event : world.events()) {
                    if (event.goods().contains(String.valueOf(packing.parent())) && event.time() <= until) {
                        grown |= found.add(event.number());
                    }
                }
            }
        }
        return found;
    }

    @Test
    void of_openTraceabilitysCan_findsInOneCallWhatItsLoopFinds() throws SQLException {
        byte[] document = EpcisFiles.testData("trace", "traceback_tests.jsonld")
                .getFirst()
                .bytes();
        List<NaiveWorld.Told> records = new ArrayList<>();
        for (EventRecord record :
                EpcisDocument.read(document, DocumentLimits.DEFAULT).records(new EventIdSecret(new byte[32]))) {
            records.add(new NaiveWorld.Told("acme", new String(record.bytes(), StandardCharsets.UTF_8)));
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            order.add(i);
        }
        replay(records, order, new Random(1));
        String can = "urn:gdst:example.org:product:lot:class:processor.2u.v1-0122-2022";
        NaiveWorld world = new NaiveWorld(records);

        Trace trace = trace(can);

        assertThat(new TreeSet<>(eventIDs(trace)))
                .as("its test expects 16, counted by eventID")
                .hasSize(16);
        Set<Integer> byLoop = loop(world, can);
        Set<Integer> byTrace =
                numbersOf(trace.events().stream().map(Trace.Event::address).toList());
        assertThat(byLoop).containsAll(byTrace);
        // What the loop finds beyond it: the feed was shipped and received again a year after it was used up.
        byLoop.removeAll(byTrace);
        String feed = Identifier.parse("urn:gdst:example.org:product:lot:class:feedmill.1u.ff11252021")
                .key();
        assertThat(byLoop).hasSize(2).allSatisfy(number -> {
            assertThat(world.events().get(number).goods()).containsExactly(feed);
            assertThat(world.events().get(number).time())
                    .isGreaterThan(Micros.of(Instant.parse("2022-01-19T11:09:55Z")));
        });
        assertThat(keys(trace, Reach.BACKWARD)).hasSize(5).contains(feed);
        assertThat(keys(trace, Reach.CARRIER)).hasSize(2);
    }

    // ---- against the definition

    private void replay(List<NaiveWorld.Told> records, List<Integer> order, Random random) throws SQLException {
        journal.clear();
        numbers.clear();
        for (int number : order) {
            NaiveWorld.Told record = records.get(number);
            long index = journal.append(record.issuer(), at(numbers.size()), List.of(record.text()));
            numbers.put(new RecordAddress(index, 0), number);
        }
        journal.project(new EventProjection(), 1 + random.nextInt(6));
    }

    @Test
    void of_anyThingInAnyOrderOfArrival_isWhatTheDefinitionSays() throws SQLException {
        for (int seed = 1000; seed < 1060; seed++) {
            Random random = new Random(seed);
            List<NaiveWorld.Told> records = RandomWorld.records(random, 3 + random.nextInt(25));
            NaiveWorld world = new NaiveWorld(records);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                order.add(i);
            }
            for (int permutation = 0; permutation < 2; permutation++) {
                replay(records, order, random);
                for (String thing : RandomWorld.things()) {
                    assertThat(told(trace(thing)))
                            .as("seed %d, order %s, trace of %s", seed, order, thing)
                            .isEqualTo(NaiveTrace.of(world, thing));
                }
                Collections.shuffle(order, random);
            }
        }
    }

    private NaiveTrace.Told told(Trace trace) {
        assertThat(trace.cuts()).isEmpty();
        Set<String> nodes = new TreeSet<>();
        for (Trace.Node node : trace.nodes()) {
            String seen = node.firstSeen()
                    .map(first ->
                            Micros.of(first) + ".." + Micros.of(node.lastSeen().orElseThrow()))
                    .orElse("-");
            String where = node.where()
                    .map(w -> w.place().key() + "@" + Micros.of(w.eventTime()))
                    .orElse("-");
            TreeSet<String> reached = new TreeSet<>();
            node.reached().forEach(reach -> reached.add(reach.name()));
            nodes.add(node.identifier().key() + " " + reached + " " + seen + " " + where);
        }
        Set<String> stays = new TreeSet<>();
        Set<String> transformations = new TreeSet<>();
        for (Trace.Edge edge : trace.edges()) {
            switch (edge) {
                case Trace.Stay stay ->
                    stays.add(stay.kind() + " " + stay.parent().key() + " "
                            + stay.child().key() + " " + Micros.of(stay.since()) + ".."
                            + stay.until().map(Micros::of).orElse(Long.MAX_VALUE)
                            + (isOfClass(stay) ? " " + quantity(stay) : ""));
                case Trace.Transformation t ->
                    transformations.add(
                            t.transformationID().map(Identifier::key).orElse("") + " " + parts(t.inputs()) + " -> "
                                    + parts(t.outputs()) + " by " + numbersOf(t.events()));
            }
        }
        Set<String> declaredWrong = new TreeSet<>();
        trace.declaredWrong()
                .forEach(wrong -> declaredWrong.add(
                        numbers.get(wrong.event().address()) + " by " + numbersOf(wrong.declarations())));
        Set<String> disputes = new TreeSet<>();
        trace.disputes()
                .forEach(dispute -> disputes.add(numbers.get(dispute.event()) + " by "
                        + numbers.get(dispute.declaration()) + " of "
                        + dispute.issuer().replace("did:web:", "").replace(".example", "")));
        // Nothing of the order of arrival is in it.
        assertThat(trace.events())
                .isSortedAccordingTo(Comparator.comparing(Trace.Event::eventTime)
                        .thenComparing(Trace.Event::eventID)
                        .thenComparing(Trace.Event::issuer));
        return new NaiveTrace.Told(
                nodes,
                stays,
                transformations,
                numbersOf(trace.events().stream().map(Trace.Event::address).toList()),
                declaredWrong,
                disputes);
    }

    private static boolean isOfClass(Trace.Stay stay) {
        return stay.child().key().startsWith("urn:x:lot") || stay.child().key().contains("/10/");
    }

    private static String quantity(Trace.Stay stay) {
        return stay.quantity().map(q -> q.value() + " " + q.uom().orElse(null)).orElse("null null");
    }

    private static List<String> parts(List<Trace.Part> parts) {
        return parts.stream()
                .map(part -> part.identifier().key() + "/"
                        + part.quantity()
                                .map(q -> q.value() + "/" + q.uom().orElse(null))
                                .orElse("null/null"))
                .sorted()
                .toList();
    }

    private Set<Integer> numbersOf(List<RecordAddress> addresses) {
        Set<Integer> found = new TreeSet<>();
        addresses.forEach(address -> found.add(numbers.get(address)));
        return found;
    }
}
