package org.tallystick.provenance.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.query.EventRole;
import org.tallystick.provenance.query.Micros;
import org.tallystick.provenance.query.Move;
import org.tallystick.provenance.trace.TraceRows.EventRow;
import org.tallystick.provenance.trace.TraceRows.Named;
import org.tallystick.provenance.trace.TraceRows.StayRow;

/** The edges between the things of a trace. */
final class TraceEdges {
    static final Comparator<RecordAddress> BY_ADDRESS =
            Comparator.comparingLong(RecordAddress::index).thenComparingInt(RecordAddress::position);

    private static final Comparator<Trace.Edge> BY_TIME = Comparator.comparing(Trace.Edge::since)
            .thenComparing(edge -> edge instanceof Trace.Transformation)
            .thenComparing(TraceEdges::name);

    private final TraceRows rows;
    private final Set<String> things;

    /** Exits and entries by what they are about and when, to find those that ended a stay. */
    private final Map<Moment, List<Named>> moves = new HashMap<>();

    private record Moment(String key, long time) {}

    TraceEdges(TraceRows rows, Set<String> things) {
        this.rows = rows;
        this.things = things;
        for (Named named : rows.named()) {
            EventRow event = rows.event(named.address());
            if (named.move() != null && event.counts()) {
                moves.computeIfAbsent(new Moment(named.key(), event.eventTime()), moment -> new ArrayList<>())
                        .add(named);
            }
        }
    }

    List<Trace.Edge> all() {
        List<Trace.Edge> edges = new ArrayList<>();
        addStays(edges);
        addTransformations(edges);
        edges.sort(BY_TIME);
        return edges;
    }

    /** Two edges of one moment are told apart by what they join, not by when they arrived. */
    private static String name(Trace.Edge edge) {
        return switch (edge) {
            case Trace.Stay stay -> stay.parent() + " " + stay.child() + " " + stay.until() + " " + stay.quantity();
            case Trace.Transformation transformation -> transformation.outputs() + " " + transformation.inputs();
        };
    }

    // ---- stays

    private record Pair(Trace.StayKind kind, EventRole role, String parent, String child) {}

    private void addStays(List<Trace.Edge> edges) {
        Map<Pair, List<StayRow>> pairs = new HashMap<>();
        for (StayRow stay : rows.stays()) {
            // What lies beyond a limit is no node, so it is the end of no edge.
            if (things.contains(stay.parent()) && things.contains(stay.child())) {
                pairs.computeIfAbsent(
                                new Pair(stay.kind(), stay.role(), stay.parent(), stay.child()),
                                pair -> new ArrayList<>())
                        .add(stay);
            }
        }
        pairs.forEach((pair, stays) -> {
            stays.sort(Comparator.comparingLong(StayRow::since));
            if (pair.role() == EventRole.CHILD) {
                addJoined(pair, stays, edges);
            } else {
                stays.forEach(stay -> edges.add(edge(pair, List.of(stay), stay.until())));
            }
        });
    }

    /** An instance that was put in again while it was in there is there once. */
    private void addJoined(Pair pair, List<StayRow> stays, List<Trace.Edge> edges) {
        List<StayRow> joined = new ArrayList<>();
        long until = Micros.MINUS_INFINITY;
        for (StayRow stay : stays) {
            if (!joined.isEmpty() && stay.since() > until) {
                edges.add(edge(pair, joined, until));
                joined.clear();
            }
            joined.add(stay);
            until = Math.max(until, stay.until());
        }
        edges.add(edge(pair, joined, until));
    }

    private Trace.Stay edge(Pair pair, List<StayRow> stays, long until) {
        TreeSet<RecordAddress> events = new TreeSet<>(BY_ADDRESS);
        stays.forEach(stay -> events.add(stay.address()));
        addExits(pair, until, events);
        StayRow first = stays.getFirst();
        return new Trace.Stay(
                pair.kind(),
                Identifier.ofKey(pair.parent()),
                Identifier.ofKey(pair.child()),
                Micros.instant(first.since()),
                until == Micros.INFINITY ? Optional.empty() : Optional.of(Micros.instant(until)),
                pair.role() == EventRole.CHILD ? Optional.empty() : quantity(first.quantity(), first.uom()),
                List.copyOf(events));
    }

    /** The events by which it left: its own exit, its entry into something else, or its parent emptied. */
    private void addExits(Pair pair, long until, Set<RecordAddress> events) {
        Move exit = pair.kind() == Trace.StayKind.PACKED ? Move.UNPACKED : Move.DETACHED;
        for (Named move : moves.getOrDefault(new Moment(pair.child(), until), List.of())) {
            boolean isExit = move.move() == exit && pair.parent().equals(move.parent());
            boolean isMovedOn = pair.role() == EventRole.CHILD
                    && move.role() == EventRole.CHILD
                    && pair.kind() == Trace.StayKind.PACKED
                    && move.move() == Move.PACKED
                    && !pair.parent().equals(move.parent());
            if (isExit || isMovedOn) {
                events.add(move.address());
            }
        }
        for (Named move : moves.getOrDefault(new Moment(pair.parent(), until), List.of())) {
            if (move.role() == EventRole.PARENT && move.move() == exit) {
                events.add(move.address());
            }
        }
    }

    private static Optional<Trace.Quantity> quantity(java.math.@Nullable BigDecimal quantity, @Nullable String uom) {
        return quantity == null
                ? Optional.empty()
                : Optional.of(new Trace.Quantity(quantity, Optional.ofNullable(uom)));
    }

    // ---- transformations

    private static final class Process {
        final @Nullable String transformationID;
        final List<EventRow> events = new ArrayList<>();
        final Set<Named> inputs = new TreeSet<>(BY_CONTENT);
        final Set<Named> outputs = new TreeSet<>(BY_CONTENT);

        Process(@Nullable String transformationID) {
            this.transformationID = transformationID;
        }
    }

    private static final Comparator<Named> BY_CONTENT = Comparator.comparing(Named::key)
            .thenComparing(Named::role)
            .thenComparing(named -> String.valueOf(named.quantity()))
            .thenComparing(named -> String.valueOf(named.uom()))
            .thenComparing(Named::address, BY_ADDRESS);

    private void addTransformations(List<Trace.Edge> edges) {
        Map<Object, Process> processes = new HashMap<>();
        for (Named named : rows.named()) {
            boolean isInput = named.role() == EventRole.INPUT || named.role() == EventRole.INPUT_CLASS;
            boolean isOutput = named.role() == EventRole.OUTPUT || named.role() == EventRole.OUTPUT_CLASS;
            EventRow event = rows.event(named.address());
            if (!event.counts() || !isInput && !isOutput) {
                continue;
            }
            String id = rows.transformationIDs().get(named.address());
            Process process = processes.computeIfAbsent(id == null ? named.address() : id, name -> new Process(id));
            (isInput ? process.inputs : process.outputs).add(named);
            process.events.add(event);
        }
        for (Process process : processes.values()) {
            // A lot that was used up elsewhere too, or made together with others, has only one side here.
            if (!process.inputs.isEmpty() && !process.outputs.isEmpty()) {
                edges.add(edge(process));
            }
        }
    }

    private static Trace.Transformation edge(Process process) {
        return new Trace.Transformation(
                Optional.ofNullable(process.transformationID).map(Identifier::ofKey),
                parts(process.inputs),
                parts(process.outputs),
                Micros.instant(process.events.stream()
                        .mapToLong(EventRow::eventTime)
                        .min()
                        .orElseThrow()),
                Micros.instant(process.events.stream()
                        .mapToLong(EventRow::eventTime)
                        .max()
                        .orElseThrow()),
                process.events.stream()
                        .map(EventRow::address)
                        .distinct()
                        .sorted(BY_ADDRESS)
                        .toList());
    }

    private static List<Trace.Part> parts(Collection<Named> named) {
        return named.stream()
                .map(part -> new Trace.Part(Identifier.ofKey(part.key()), quantity(part.quantity(), part.uom())))
                .collect(Collectors.toList());
    }
}
