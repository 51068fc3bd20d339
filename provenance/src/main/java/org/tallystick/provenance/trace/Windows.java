package org.tallystick.provenance.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.provenance.trace.Walk.Visit;

/** For each thing the times that matter, none twice: what the visits of both directions come to. */
final class Windows {
    private record Thing(String key, boolean isCarrier) {}

    private final List<Visit> merged = new ArrayList<>();

    Windows(Collection<Visit> visits) {
        Map<Thing, List<Visit>> byThing = new HashMap<>();
        for (Visit visit : visits) {
            byThing.computeIfAbsent(new Thing(visit.key(), visit.isCarrier()), thing -> new ArrayList<>())
                    .add(visit);
        }
        byThing.values().forEach(this::merge);
    }

    private void merge(List<Visit> ofOneThing) {
        ofOneThing.sort(Comparator.comparingLong(Visit::low));
        Visit last = ofOneThing.getFirst();
        for (Visit visit : ofOneThing) {
            if (visit.low() <= last.high()) {
                last = new Visit(last.key(), last.isCarrier(), last.low(), Math.max(last.high(), visit.high()));
            } else {
                merged.add(last);
                last = visit;
            }
        }
        merged.add(last);
    }

    List<Visit> merged() {
        return merged;
    }
}
