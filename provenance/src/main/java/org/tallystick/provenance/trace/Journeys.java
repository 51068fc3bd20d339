package org.tallystick.provenance.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.query.Micros;
import org.tallystick.provenance.trace.Trace.Reach;
import org.tallystick.provenance.trace.TraceRows.EventRow;
import org.tallystick.provenance.trace.TraceRows.StayRow;

/** When and where things were seen: by themselves, and while they were in something, with that. */
final class Journeys {
    /** Events of one moment are told apart by what they say, not by when they arrived. */
    private static final Comparator<EventRow> LAST = Comparator.comparingLong(EventRow::eventTime)
            .thenComparing(EventRow::eventID)
            .thenComparing(event -> Objects.requireNonNullElse(place(event), ""))
            .thenComparing(EventRow::issuer);

    private final Map<String, List<EventRow>> eventsByKey = new HashMap<>();
    private final Map<String, List<StayRow>> staysByChild = new HashMap<>();

    /** @param counting in the order of their times */
    Journeys(List<EventRow> counting, Map<RecordAddress, TreeSet<String>> about, Collection<StayRow> stays) {
        for (EventRow event : counting) {
            for (String key : about.getOrDefault(event.address(), new TreeSet<>())) {
                eventsByKey.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
            }
        }
        for (StayRow stay : stays) {
            if (stay.kind() == Trace.StayKind.PACKED) {
                staysByChild
                        .computeIfAbsent(stay.child(), child -> new ArrayList<>())
                        .add(stay);
            }
        }
    }

    Trace.Node node(String key, Set<Reach> reached) {
        List<EventRow> events = eventsByKey.getOrDefault(key, List.of());
        Optional<EventRow> last = last(key, Micros.MINUS_INFINITY, Micros.INFINITY, new HashSet<>());
        return new Trace.Node(
                Identifier.ofKey(key),
                reached,
                events.stream().findFirst().map(event -> Micros.instant(event.eventTime())),
                events.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Micros.instant(events.getLast().eventTime())),
                last.map(Journeys::whereabouts));
    }

    /** The last event within these times that tells a place of the thing, or of what it was in then. */
    private Optional<EventRow> last(String key, long low, long high, Set<String> inside) {
        if (low > high || !inside.add(key)) {
            return Optional.empty(); // two boxes in each other: the way in is looked at once
        }
        Optional<EventRow> last = eventsByKey.getOrDefault(key, List.of()).stream()
                .filter(event -> event.eventTime() >= low && event.eventTime() <= high && place(event) != null)
                .max(LAST);
        for (StayRow stay : staysByChild.getOrDefault(key, List.of())) {
            Optional<EventRow> there =
                    last(stay.parent(), Math.max(low, stay.since()), Math.min(high, stay.until()), inside);
            if (there.isPresent() && (last.isEmpty() || LAST.compare(there.get(), last.get()) > 0)) {
                last = there;
            }
        }
        inside.remove(key);
        return last;
    }

    private static @Nullable String place(EventRow event) {
        return event.bizLocation() != null ? event.bizLocation() : event.readPoint();
    }

    private static Trace.Whereabouts whereabouts(EventRow event) {
        String place = place(event);
        if (place == null) {
            throw new IllegalStateException("an event without a place was chosen for its place");
        }
        return new Trace.Whereabouts(Identifier.ofKey(place), Micros.instant(event.eventTime()), event.address());
    }
}
