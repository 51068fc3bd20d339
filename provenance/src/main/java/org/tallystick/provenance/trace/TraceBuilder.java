package org.tallystick.provenance.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.epcis.Action;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.query.Micros;
import org.tallystick.provenance.trace.Trace.Cut;
import org.tallystick.provenance.trace.Trace.Reach;
import org.tallystick.provenance.trace.TraceRows.Declaration;
import org.tallystick.provenance.trace.TraceRows.EventRow;
import org.tallystick.provenance.trace.TraceRows.Named;
import org.tallystick.provenance.trace.TraceRows.StayRow;
import org.tallystick.provenance.trace.Walk.Visit;

/** Makes a {@link Trace} of what was met and read. */
final class TraceBuilder {
    /** Events of one moment are told apart by what they say; only those that say the same, by their place in the log. */
    private static final Comparator<EventRow> BY_TIME = Comparator.comparingLong(EventRow::eventTime)
            .thenComparing(EventRow::eventID)
            .thenComparing(EventRow::issuer)
            .thenComparing(EventRow::type)
            .thenComparing(event -> Objects.requireNonNullElse(event.bizStep(), ""))
            .thenComparing(event -> Objects.requireNonNullElse(event.readPoint(), ""))
            .thenComparing(event -> Objects.requireNonNullElse(event.bizLocation(), ""))
            .thenComparingLong(event -> event.address().index())
            .thenComparingInt(event -> event.address().position());

    private final Identifier start;
    private final List<Visit> visits = new ArrayList<>();
    private final Map<String, Set<Reach>> reached = new TreeMap<>();
    private TraceRows rows = TraceRows.none();

    TraceBuilder(Identifier start) {
        this.start = start;
        reach(start.key(), Reach.START);
    }

    private void reach(String key, Reach reach) {
        reached.computeIfAbsent(key, k -> EnumSet.noneOf(Reach.class)).add(reach);
    }

    void addBackward(List<Visit> found) {
        add(found, Reach.BACKWARD);
    }

    void addForward(List<Visit> found) {
        add(found, Reach.FORWARD);
    }

    private void add(List<Visit> found, Reach direction) {
        visits.addAll(found);
        for (Visit visit : found) {
            if (visit.isCarrier()) {
                reach(visit.key(), Reach.CARRIER);
            } else if (!visit.key().equals(start.key())) {
                reach(visit.key(), direction);
            }
        }
    }

    List<Visit> windows() {
        return new Windows(visits).merged();
    }

    void addRows(TraceRows read) {
        rows = read;
    }

    Trace build(Set<Cut> cuts) {
        for (StayRow stay : rows.stays()) {
            if (stay.kind() == Trace.StayKind.ATTACHED) {
                reachAttached(stay.parent());
                reachAttached(stay.child());
            }
        }
        Map<RecordAddress, TreeSet<String>> about = about();
        List<EventRow> counting = rows.events().values().stream()
                .filter(EventRow::counts)
                .sorted(BY_TIME)
                .toList();
        return new Trace(
                start,
                nodes(counting, about),
                new TraceEdges(rows, reached.keySet()).all(),
                counting.stream().map(event -> event(event, about)).toList(),
                declaredWrong(about),
                disputes(counting),
                cuts);
    }

    private void reachAttached(String key) {
        if (!reached.containsKey(key)) {
            reach(key, Reach.ATTACHED);
        }
    }

    /** Which of the things each event names. */
    private Map<RecordAddress, TreeSet<String>> about() {
        Map<RecordAddress, TreeSet<String>> about = new HashMap<>();
        for (Named named : rows.named()) {
            about.computeIfAbsent(named.address(), address -> new TreeSet<>()).add(named.key());
        }
        for (StayRow stay : rows.stays()) {
            TreeSet<String> keys = about.computeIfAbsent(stay.address(), address -> new TreeSet<>());
            keys.add(stay.child());
            keys.add(stay.parent());
        }
        return about;
    }

    private List<Trace.Node> nodes(List<EventRow> counting, Map<RecordAddress, TreeSet<String>> about) {
        Journeys journeys = new Journeys(counting, about, rows.stays());
        List<Trace.Node> nodes = new ArrayList<>(reached.size());
        reached.forEach((key, reaches) -> nodes.add(journeys.node(key, reaches)));
        // The one asked for first; the others stay in the order of their keys.
        nodes.sort(Comparator.comparing(node -> !node.identifier().equals(start)));
        return nodes;
    }

    private static Trace.Event event(EventRow row, Map<RecordAddress, TreeSet<String>> about) {
        return new Trace.Event(
                row.address(),
                row.issuer(),
                row.eventID(),
                row.type(),
                Optional.ofNullable(row.action()).map(action -> Action.values()[action].name()),
                Micros.instant(row.eventTime()),
                Micros.instant(row.recordTime()),
                Optional.ofNullable(row.bizStep()),
                Optional.ofNullable(row.disposition()),
                Optional.ofNullable(row.readPoint()).map(Identifier::ofKey),
                Optional.ofNullable(row.bizLocation()).map(Identifier::ofKey),
                about.getOrDefault(row.address(), new TreeSet<>()).stream()
                        .map(Identifier::ofKey)
                        .toList());
    }

    private List<Trace.DeclaredWrong> declaredWrong(Map<RecordAddress, TreeSet<String>> about) {
        return rows.events().values().stream()
                .filter(EventRow::isDeclaredWrong)
                .sorted(BY_TIME)
                .map(event -> new Trace.DeclaredWrong(
                        event(event, about),
                        rows.declarations().stream()
                                .filter(declaration -> declaration.isAbout(event))
                                .filter(declaration -> declaration.issuer().equals(event.issuer()))
                                .map(Declaration::address)
                                .sorted(TraceEdges.BY_ADDRESS)
                                .toList()))
                .toList();
    }

    private List<Trace.Dispute> disputes(List<EventRow> counting) {
        Map<String, List<Declaration>> byEventID = new HashMap<>();
        for (Declaration declaration : rows.declarations()) {
            byEventID
                    .computeIfAbsent(declaration.eventID(), eventID -> new ArrayList<>())
                    .add(declaration);
        }
        List<Trace.Dispute> disputes = new ArrayList<>();
        for (EventRow event : counting) {
            // The same issuer's would have made it one that does not count.
            byEventID.getOrDefault(event.eventID(), List.of()).stream()
                    .map(declaration -> new Trace.Dispute(event.address(), declaration.address(), declaration.issuer()))
                    .sorted(Comparator.comparing(Trace.Dispute::declaration, TraceEdges.BY_ADDRESS))
                    .forEach(disputes::add);
        }
        return disputes;
    }
}
