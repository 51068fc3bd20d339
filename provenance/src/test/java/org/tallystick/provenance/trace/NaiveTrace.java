package org.tallystick.provenance.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.query.NaiveWorld;
import org.tallystick.provenance.query.NaiveWorld.NaiveEvent;
import org.tallystick.provenance.query.NaiveWorld.NaiveStay;
import org.tallystick.provenance.query.NaiveWorld.Part;

/**
 * A trace by its definition: a work list over all events of a small world, in memory. What it comes to is told in texts that
 * name records by their number in the world, so that it can be compared with a {@link Trace} of the same records in whatever
 * order they were registered.
 */
final class NaiveTrace {
    private static final long ALWAYS = Long.MAX_VALUE;
    private static final long NEVER = Long.MIN_VALUE;

    /** Everything of a trace that does not depend on the order of arrival. */
    record Told(
            Set<String> nodes,
            Set<String> stays,
            Set<String> transformations,
            Set<Integer> events,
            Set<String> declaredWrong,
            Set<String> disputes) {}

    private sealed interface State {}

    private record Subject(String key, long low, long high, long insideLow, long insideHigh) implements State {}

    private record Carrier(String key, long low, long high) implements State {}

    private record Process(NaiveEvent event) implements State {}

    private record Window(String key, boolean carrier, long low, long high) {}

    private final NaiveWorld world;
    private final List<NaiveStay> stays;
    private final String start;
    private final Map<String, Set<String>> reached = new TreeMap<>();
    private final Set<Window> windows = new LinkedHashSet<>();

    private NaiveTrace(NaiveWorld world, String start) {
        this.world = world;
        this.stays = world.stays();
        this.start = start;
        reach(start, "START");
    }

    static Told of(NaiveWorld world, String uri) {
        NaiveTrace trace = new NaiveTrace(world, Identifier.parse(uri).key());
        trace.walk(true);
        trace.walk(false);
        return trace.told();
    }

    private void reach(String key, String how) {
        reached.computeIfAbsent(key, k -> new TreeSet<>()).add(how);
    }

    private void walk(boolean backward) {
        Deque<State> work = new ArrayDeque<>();
        Set<State> seen = new LinkedHashSet<>();
        work.add(new Subject(start, NEVER, ALWAYS, NEVER, ALWAYS));
        while (!work.isEmpty()) {
            State state = work.poll();
            if (!seen.add(state)) {
                continue;
            }
            switch (state) {
                case Subject subject -> {
                    if (!subject.key().equals(start)) {
                        reach(subject.key(), backward ? "BACKWARD" : "FORWARD");
                    }
                    windows.add(new Window(subject.key(), false, subject.low(), subject.high()));
                    processes(subject.key(), backward ? "output" : "input", subject.low(), subject.high(), work);
                    contents(subject, backward, work);
                    carriers(subject.key(), subject.low(), subject.high(), work);
                }
                case Carrier carrier -> {
                    reach(carrier.key(), "CARRIER");
                    windows.add(new Window(carrier.key(), true, carrier.low(), carrier.high()));
                    if (!backward) {
                        processes(carrier.key(), "input", carrier.low(), carrier.high(), work);
                    }
                    carriers(carrier.key(), carrier.low(), carrier.high(), work);
                }
                case Process process -> parts(process.event(), backward, work);
            }
        }
    }

    private void processes(String key, String side, long low, long high, Deque<State> work) {
        for (NaiveEvent event : world.events()) {
            if (world.counts(event)
                    && event.time() >= low
                    && event.time() <= high
                    && event.in(side).stream().anyMatch(part -> part.key().equals(key))) {
                work.add(new Process(event));
            }
        }
    }

    private void contents(Subject subject, boolean backward, Deque<State> work) {
        for (NaiveStay stay : stays) {
            if (stay.kind().equals("AggregationEvent")
                    && stay.parent().equals(subject.key())
                    && stay.since() <= subject.insideHigh()
                    && stay.until() >= subject.insideLow()) {
                work.add(new Subject(
                        stay.part().key(),
                        backward ? NEVER : Math.max(stay.since(), subject.low()),
                        backward ? Math.min(stay.until(), subject.high()) : ALWAYS,
                        Math.max(stay.since(), subject.insideLow()),
                        Math.min(stay.until(), subject.insideHigh())));
            }
        }
    }

    private void carriers(String key, long low, long high, Deque<State> work) {
        for (NaiveStay stay : stays) {
            if (stay.kind().equals("AggregationEvent")
                    && stay.part().key().equals(key)
                    && stay.since() <= high
                    && stay.until() >= low) {
                work.add(new Carrier(stay.parent(), Math.max(stay.since(), low), Math.min(stay.until(), high)));
            }
        }
    }

    private void parts(NaiveEvent event, boolean backward, Deque<State> work) {
        for (Part part : event.in(backward ? "input" : "output")) {
            long time = event.time();
            work.add(
                    backward
                            ? new Subject(part.key(), NEVER, time, time, time)
                            : new Subject(part.key(), time, ALWAYS, time, ALWAYS));
        }
        if (event.transformationID() != null) {
            for (NaiveEvent other : world.events()) {
                if (world.counts(other) && event.transformationID().equals(other.transformationID())) {
                    work.add(new Process(other));
                }
            }
        }
    }

    // ---- what it comes to

    private boolean isInWindow(NaiveEvent event, String key) {
        return windows.stream().anyMatch(window -> {
            if (!window.key().equals(key)
                    || event.time() < window.low()
                    || event.time() > window.high()
                    || !event.goods().contains(key)) {
                return false;
            }
            // What is put into a carrier, or taken out of it, is of no interest where it is something else; emptying
            // is.
            boolean movesOthers = window.carrier()
                    && key.equals(event.parent())
                    && List.of("AggregationEvent", "AssociationEvent").contains(event.type())
                    && !event.action().equals("OBSERVE")
                    && !(event.action().equals("DELETE") && event.in("child").isEmpty());
            boolean namedOtherwise =
                    event.parts().stream().anyMatch(part -> part.key().equals(key));
            return !movesOthers || namedOtherwise;
        });
    }

    private List<NaiveStay> staysInTrace() {
        List<NaiveStay> found = new ArrayList<>();
        for (NaiveStay stay : stays) {
            boolean attached = stay.kind().equals("AssociationEvent");
            boolean matters = windows.stream()
                    .anyMatch(window -> (window.key().equals(stay.part().key())
                                    || attached && window.key().equals(stay.parent()))
                            && stay.since() <= window.high()
                            && stay.until() >= window.low());
            if (matters) {
                found.add(stay);
            }
        }
        return found;
    }

    private Told told() {
        List<NaiveStay> inTrace = staysInTrace();
        Map<NaiveEvent, Set<String>> about = new TreeMap<>((a, b) -> Integer.compare(a.number(), b.number()));
        for (NaiveEvent event : world.events()) {
            for (String key : event.goods()) {
                if (isInWindow(event, key)) {
                    about.computeIfAbsent(event, e -> new TreeSet<>()).add(key);
                }
            }
        }
        for (NaiveStay stay : inTrace) {
            Set<String> keys = about.computeIfAbsent(stay.event(), e -> new TreeSet<>());
            keys.add(stay.part().key());
            keys.add(stay.parent());
            if (stay.kind().equals("AssociationEvent")) {
                for (String end : List.of(stay.parent(), stay.part().key())) {
                    if (!reached.containsKey(end)) {
                        reach(end, "ATTACHED");
                    }
                }
            }
        }
        return new Told(
                nodes(about, inTrace),
                stayTexts(inTrace),
                transformations(about),
                numbers(about.keySet(), world::counts),
                declaredWrong(about.keySet()),
                disputes(about.keySet()));
    }

    private static Set<Integer> numbers(Set<NaiveEvent> events, Function<NaiveEvent, Boolean> wanted) {
        Set<Integer> numbers = new TreeSet<>();
        events.stream().filter(wanted::apply).forEach(event -> numbers.add(event.number()));
        return numbers;
    }

    private Set<String> nodes(Map<NaiveEvent, Set<String>> about, List<NaiveStay> inTrace) {
        Set<String> nodes = new TreeSet<>();
        reached.forEach((key, how) -> {
            long first = ALWAYS;
            long last = NEVER;
            for (var entry : about.entrySet()) {
                if (world.counts(entry.getKey()) && entry.getValue().contains(key)) {
                    first = Math.min(first, entry.getKey().time());
                    last = Math.max(last, entry.getKey().time());
                }
            }
            Seen where = where(key, NEVER, ALWAYS, about, inTrace, Set.of());
            nodes.add(key + " " + how + " " + (first == ALWAYS ? "-" : first + ".." + last) + " "
                    + (where == null ? "-" : where.place() + "@" + where.time()));
        });
        return nodes;
    }

    private record Seen(long time, String eventID, String place, String issuer) implements Comparable<Seen> {
        @Override
        public int compareTo(Seen other) {
            int order = Long.compare(time, other.time);
            order = order != 0 ? order : eventID.compareTo(other.eventID);
            order = order != 0 ? order : place.compareTo(other.place);
            return order != 0 ? order : issuer.compareTo(other.issuer);
        }
    }

    private @Nullable Seen where(
            String key,
            long low,
            long high,
            Map<NaiveEvent, Set<String>> about,
            List<NaiveStay> inTrace,
            Set<String> inside) {
        if (low > high || inside.contains(key)) {
            return null;
        }
        Seen last = null;
        for (var entry : about.entrySet()) {
            NaiveEvent event = entry.getKey();
            if (world.counts(event) && entry.getValue().contains(key) && event.time() >= low && event.time() <= high) {
                String place = place(event);
                if (place != null) {
                    last = later(last, new Seen(event.time(), event.eventID(), place, event.issuer()));
                }
            }
        }
        Set<String> deeper = new TreeSet<>(inside);
        deeper.add(key);
        for (NaiveStay stay : inTrace) {
            if (stay.kind().equals("AggregationEvent") && stay.part().key().equals(key)) {
                last = later(
                        last,
                        where(
                                stay.parent(),
                                Math.max(low, stay.since()),
                                Math.min(high, stay.until()),
                                about,
                                inTrace,
                                deeper));
            }
        }
        return last;
    }

    private static @Nullable Seen later(@Nullable Seen a, @Nullable Seen b) {
        return a == null ? b : b == null || a.compareTo(b) >= 0 ? a : b;
    }

    private static @Nullable String place(NaiveEvent event) {
        for (String name : List.of("bizLocation", "readPoint")) {
            if (event.json().has(name)) {
                return Identifier.parse(event.json().get(name).get("id").asText())
                        .key();
            }
        }
        return null;
    }

    /** Each moment at which one thing is in another, of instances as one stretch from entry to exit. */
    private static Set<String> stayTexts(List<NaiveStay> inTrace) {
        Set<String> texts = new TreeSet<>();
        for (NaiveStay stay : inTrace) {
            String kind = stay.kind().equals("AggregationEvent") ? "PACKED" : "ATTACHED";
            String pair = kind + " " + stay.parent() + " " + stay.part().key();
            if (stay.part().ofClass()) {
                texts.add(pair + " " + stay.since() + ".." + stay.until() + " "
                        + stay.part().quantity() + " "
                        + (stay.part().quantity() == null ? null : stay.part().uom()));
                continue;
            }
            long since = stay.since();
            long until = stay.until();
            boolean grown = true;
            while (grown) {
                grown = false;
                for (NaiveStay other : inTrace) {
                    boolean samePair = other.kind().equals(stay.kind())
                            && !other.part().ofClass()
                            && other.parent().equals(stay.parent())
                            && other.part().key().equals(stay.part().key());
                    if (samePair
                            && other.since() <= until
                            && other.until() >= since
                            && (other.since() < since || other.until() > until)) {
                        since = Math.min(since, other.since());
                        until = Math.max(until, other.until());
                        grown = true;
                    }
                }
            }
            texts.add(pair + " " + since + ".." + until);
        }
        return texts;
    }

    private Set<String> transformations(Map<NaiveEvent, Set<String>> about) {
        Map<String, List<NaiveEvent>> processes = new TreeMap<>();
        for (NaiveEvent event : about.keySet()) {
            if (world.counts(event) && event.type().equals("TransformationEvent")) {
                String name = event.transformationID() == null ? "#" + event.number() : event.transformationID();
                processes.computeIfAbsent(name, n -> new ArrayList<>()).add(event);
            }
        }
        Set<String> texts = new TreeSet<>();
        processes.forEach((name, events) -> {
            List<String> inputs = new ArrayList<>();
            List<String> outputs = new ArrayList<>();
            Set<Integer> numbers = new TreeSet<>();
            for (NaiveEvent event : events) {
                for (Part part : event.parts()) {
                    if (isInWindow(event, part.key())) {
                        (part.list().equals("input") ? inputs : outputs).add(text(part));
                        numbers.add(event.number());
                    }
                }
            }
            inputs.sort(null);
            outputs.sort(null);
            if (!inputs.isEmpty() && !outputs.isEmpty()) {
                texts.add((name.startsWith("#") ? "" : name) + " " + inputs + " -> " + outputs + " by " + numbers);
            }
        });
        return texts;
    }

    private static String text(Part part) {
        return part.key() + "/" + part.quantity() + "/" + (part.quantity() == null ? null : part.uom());
    }

    private Set<String> declaredWrong(Set<NaiveEvent> inTrace) {
        Set<String> texts = new TreeSet<>();
        for (NaiveEvent event : inTrace) {
            if (world.isDeclaredWrong(event)) {
                Set<Integer> by = new TreeSet<>();
                for (NaiveEvent other : world.events()) {
                    if (other.isDeclaration()
                            && other.eventID().equals(event.eventID())
                            && other.issuer().equals(event.issuer())) {
                        by.add(other.number());
                    }
                }
                texts.add(event.number() + " by " + by);
            }
        }
        return texts;
    }

    private Set<String> disputes(Set<NaiveEvent> inTrace) {
        Set<String> texts = new TreeSet<>();
        for (NaiveEvent event : inTrace) {
            for (NaiveEvent other : world.events()) {
                if (world.counts(event)
                        && other.isDeclaration()
                        && other.eventID().equals(event.eventID())
                        && !Objects.equals(other.issuer(), event.issuer())) {
                    texts.add(event.number() + " by " + other.number() + " of " + other.issuer());
                }
            }
        }
        return texts;
    }
}
