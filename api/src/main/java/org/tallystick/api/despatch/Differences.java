package org.tallystick.api.despatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.address.Address;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.capture.CapturedEvent;
import org.tallystick.provenance.despatch.Case;
import org.tallystick.provenance.despatch.Cases;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.despatch.Despatches;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventRecord;

/** What was said to be other than announced, and what became of it: found by the read model, told by the records themselves. */
@Singleton
public final class Differences {
    private final Despatches despatches;
    private final Cases cases;
    private final Records records;

    Differences(DataSource dataSource, Ledger ledger, ObjectMapper json) {
        this.despatches = new Despatches(dataSource);
        this.cases = new Cases(dataSource);
        this.records = new Records(ledger.journal(), json);
    }

    /** Those of a shipment, and inspections under its advice that opened no case. */
    public List<DifferenceView> of(Despatch despatch) throws SQLException {
        Map<RecordAddress, Case> opened = new HashMap<>();
        cases.of(despatch).forEach(each -> opened.put(each.address(), each));
        Map<String, List<DifferenceView.Step>> steps = steps(opened.values());
        List<DifferenceView> views = new ArrayList<>();
        for (Despatches.Difference each : despatches.differences(despatch)) {
            views.add(view(each, opened.get(each.address()), steps, null));
        }
        return views;
    }

    /** A page of cases, each with its shipment. */
    public List<DifferenceView> of(List<Case> some) throws SQLException {
        Map<Case, Despatch> announcing = despatches.announcing(some);
        Map<String, List<DifferenceView.Step>> steps = steps(some);
        List<DifferenceView> views = new ArrayList<>();
        for (Case each : some) {
            Despatches.Difference said =
                    new Despatches.Difference(each.address(), each.eventID(), each.observedAt(), each.disposition());
            views.add(view(said, each, steps, announcing.get(each)));
        }
        return views;
    }

    /** The case that the event at this address opened. */
    public Case at(RecordAddress address) throws SQLException {
        return cases.at(address).orElseThrow(() -> none(address));
    }

    /** That there is no such difference, or none that the caller may know of. */
    public static ProblemException none(RecordAddress address) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no difference " + Address.text(address) + ".")
                .exception();
    }

    /** What opened a case: answers and outcomes are of the same goods. */
    public EventFacts facts(Case opened) throws SQLException {
        return records.bytes(opened.address())
                .map(bytes -> EventRecord.of(bytes).facts())
                .orElseThrow(() -> none(opened.address()));
    }

    /** Whose company opened it, as a URI, where that is not the one whose node recorded it. */
    public Optional<String> confirmedBy(Case opened) throws SQLException {
        return Optional.ofNullable(Records.text(records.event(opened.address()), "confirmedBy"));
    }

    /** A case is closed once. Sent again, the same outcome is no second one. */
    public void requireOpenFor(Case opened, CapturedEvent outcome) throws SQLException {
        if (opened.isOpen()) {
            return;
        }
        RecordAddress closedBy = opened.closedBy().orElseThrow();
        Optional<byte[]> standing = records.bytes(closedBy);
        if (standing.isPresent() && EventRecord.of(standing.get()).equals(outcome.record())) {
            return;
        }
        throw Problem.of(
                        ProblemType.CONFLICT,
                        "This difference has its outcome, by record " + Address.text(closedBy)
                                + "; if that is wrong, correct it, which opens the difference again.")
                .withHeader("Link", "<" + Address.path(closedBy) + ">; rel=\"related\"")
                .exception();
    }

    private Map<String, List<DifferenceView.Step>> steps(Iterable<Case> some) throws SQLException {
        List<Case> asked = new ArrayList<>();
        some.forEach(asked::add);
        Map<String, List<DifferenceView.Step>> steps = new HashMap<>();
        for (Case.Step each : cases.steps(asked)) {
            JsonNode event = records.event(each.address());
            steps.computeIfAbsent(each.of(), first -> new ArrayList<>())
                    .add(new DifferenceView.Step(
                            each.address().index(),
                            each.address().position(),
                            each.eventID(),
                            each.saidAt(),
                            Records.text(event, "outcome"),
                            Records.text(event, "note"),
                            Records.text(event, "confirmedBy")));
        }
        return steps;
    }

    private DifferenceView view(
            Despatches.Difference said,
            @Nullable Case opened,
            Map<String, List<DifferenceView.Step>> steps,
            @Nullable Despatch shipment)
            throws SQLException {
        JsonNode event = records.event(said.address());
        return new DifferenceView(
                said.address().index(),
                said.address().position(),
                said.eventID(),
                said.observedAt(),
                said.disposition().orElse(null),
                Records.text(event, "difference"),
                Records.text(event, "note"),
                Records.text(event, "confirmedBy"),
                Records.goods(event),
                Records.attachments(event),
                opened == null ? null : opened.isOpen() ? DifferenceView.State.open : DifferenceView.State.closed,
                opened == null || opened.isOpen()
                        ? null
                        : Records.text(records.event(opened.closedBy().orElseThrow()), "outcome"),
                opened == null ? List.of() : steps.getOrDefault(opened.name(), List.of()),
                shipment == null ? null : DifferenceView.Shipment.of(DespatchView.of(shipment)));
    }

    /** Photos and papers of a shipment: of what left, of what arrived, of what was different; by their names. */
    public List<String> attachments(Despatch despatch) throws SQLException {
        Set<String> names = new LinkedHashSet<>(Records.attachments(records.event(despatch.address())));
        for (RecordAddress receiving : despatches.receivings(despatch)) {
            names.addAll(Records.attachments(records.event(receiving)));
        }
        for (Despatches.Difference difference : despatches.differences(despatch)) {
            names.addAll(Records.attachments(records.event(difference.address())));
        }
        return List.copyOf(names);
    }
}
