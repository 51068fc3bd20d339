package org.tallystick.provenance.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.query.EventProjection;
import org.tallystick.provenance.query.Micros;
import org.tallystick.provenance.query.NaiveWorld;
import org.tallystick.provenance.query.RandomWorld;
import org.tallystick.provenance.query.TestJournal;

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
        assertThat(trace.events()).isSortedAccordingTo((a, b) -> a.eventTime().compareTo(b.eventTime()));
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
