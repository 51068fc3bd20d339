package org.tallystick.api.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.address.Address;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.trace.Trace;

/**
 * A trace as JSON. Identifiers are GS1 Digital Links, or the URIs that were captured.
 *
 * @param stays what was in or at what, from when to when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TraceView(
        String of,
        List<Node> nodes,
        List<Stay> stays,
        List<Transformation> transformations,
        List<Event> events,
        List<DeclaredWrong> declaredWrong,
        List<Dispute> disputes,
        List<String> cuts) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Node(
            String identifier,
            List<String> reached,
            @Nullable Instant firstSeen,
            @Nullable Instant lastSeen,
            @Nullable String place,
            @Nullable Instant placeSince) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stay(
            String kind,
            String parent,
            String child,
            Instant since,
            @Nullable Instant until,
            @Nullable BigDecimal quantity,
            @Nullable String uom,
            List<Address> records) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part(
            String identifier,
            @Nullable BigDecimal quantity,
            @Nullable String uom) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Transformation(
            @Nullable String transformationID,
            List<Part> inputs,
            List<Part> outputs,
            Instant since,
            Instant until,
            List<Address> records) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            Address record,
            String issuer,
            String eventID,
            String type,
            @Nullable String action,
            Instant eventTime,
            Instant recordTime,
            @Nullable String bizStep,
            @Nullable String disposition,
            @Nullable String readPoint,
            @Nullable String bizLocation,
            List<String> about) {}

    record DeclaredWrong(Event event, List<Address> declarations) {}

    record Dispute(Address record, Address declaration, String issuer) {}

    /** @param dids what the issuers are called now, by what stays of each */
    static TraceView of(Trace trace, Map<Issuer, Issuer> dids) {
        List<Stay> stays = new ArrayList<>();
        List<Transformation> transformations = new ArrayList<>();
        for (Trace.Edge edge : trace.edges()) {
            switch (edge) {
                case Trace.Stay stay -> stays.add(stay(stay));
                case Trace.Transformation transformation -> transformations.add(transformation(transformation));
            }
        }
        return new TraceView(
                trace.of().uri(),
                trace.nodes().stream().map(TraceView::node).toList(),
                stays,
                transformations,
                trace.events().stream().map(event -> event(event, dids)).toList(),
                trace.declaredWrong().stream()
                        .map(wrong -> new DeclaredWrong(event(wrong.event(), dids), Address.of(wrong.declarations())))
                        .toList(),
                trace.disputes().stream()
                        .map(dispute -> new Dispute(
                                Address.of(dispute.event()),
                                Address.of(dispute.declaration()),
                                present(dispute.issuer(), dids)))
                        .toList(),
                trace.cuts().stream().map(TraceView::word).sorted().toList());
    }

    private static Node node(Trace.Node node) {
        return new Node(
                node.identifier().uri(),
                node.reached().stream().map(TraceView::word).sorted().toList(),
                node.firstSeen().orElse(null),
                node.lastSeen().orElse(null),
                node.where().map(where -> where.place().uri()).orElse(null),
                node.where().map(Trace.Whereabouts::eventTime).orElse(null));
    }

    private static Stay stay(Trace.Stay stay) {
        return new Stay(
                word(stay.kind()),
                stay.parent().uri(),
                stay.child().uri(),
                stay.since(),
                stay.until().orElse(null),
                stay.quantity().map(Trace.Quantity::value).orElse(null),
                stay.quantity().flatMap(Trace.Quantity::uom).orElse(null),
                Address.of(stay.events()));
    }

    private static Transformation transformation(Trace.Transformation transformation) {
        return new Transformation(
                uri(transformation.transformationID()),
                parts(transformation.inputs()),
                parts(transformation.outputs()),
                transformation.since(),
                transformation.until(),
                Address.of(transformation.events()));
    }

    private static List<Part> parts(List<Trace.Part> parts) {
        return parts.stream()
                .map(part -> new Part(
                        part.identifier().uri(),
                        part.quantity().map(Trace.Quantity::value).orElse(null),
                        part.quantity().flatMap(Trace.Quantity::uom).orElse(null)))
                .toList();
    }

    private static String present(String lasting, Map<Issuer, Issuer> dids) {
        return Objects.requireNonNull(dids.get(new Issuer(lasting)), lasting).did();
    }

    private static Event event(Trace.Event event, Map<Issuer, Issuer> dids) {
        return new Event(
                Address.of(event.address()),
                present(event.issuer(), dids),
                event.eventID(),
                event.type(),
                event.action().orElse(null),
                event.eventTime(),
                event.recordTime(),
                event.bizStep().orElse(null),
                event.disposition().orElse(null),
                uri(event.readPoint()),
                uri(event.bizLocation()),
                event.about().stream().map(Identifier::uri).toList());
    }

    private static @Nullable String uri(Optional<Identifier> identifier) {
        return identifier.map(Identifier::uri).orElse(null);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
