package org.tallystick.api.despatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.identifier.Identifier;

/**
 * A shipment as it was announced.
 *
 * @param number of the despatch advice
 * @param paper the same as a URI, with whose number it is
 * @param from the place that it left, else the sender
 * @param to the place that it goes to, else the receiver
 * @param state how much of the goods has been received since
 * @param differences what was said to be other than announced; in the details alone
 */
@Schema(name = "Despatch")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DespatchView(
        long index,
        int position,
        String eventID,
        @Nullable String number,
        @Nullable String paper,
        Instant shippedAt,
        @Nullable String from,
        @Nullable String to,
        State state,
        List<Goods> goods,
        @Nullable List<DifferenceView> differences) {
    private static final String BT = "urn:epcglobal:cbv:bt:";
    private static final int GLN_CHARS = 13;

    public DespatchView {
        goods = List.copyOf(goods);
        differences = differences == null ? null : List.copyOf(differences);
    }

    @Schema(name = "DespatchState")
    public enum State {
        open,
        partlyReceived,
        received
    }

    /** @param contents what was in it when it left; in the details alone */
    @Schema(name = "DespatchGoods")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Goods(
            String identifier,
            @Nullable BigDecimal quantity,
            @Nullable String uom,
            boolean received,
            @Nullable List<Goods> contents) {
        static Goods of(Despatch.Goods goods) {
            return new Goods(
                    goods.identifier().uri(),
                    goods.quantity().orElse(null),
                    goods.uom().orElse(null),
                    goods.isReceived(),
                    goods.contents().isEmpty()
                            ? null
                            : goods.contents().stream().map(Goods::of).toList());
        }
    }

    /** @param member the latest first */
    @Schema(name = "DespatchPage")
    public record Page(List<DespatchView> member) {
        public Page {
            member = List.copyOf(member);
        }
    }

    static DespatchView of(Despatch despatch) {
        return of(despatch, null);
    }

    /** @param differences null: of those nobody asked */
    public static DespatchView of(Despatch despatch, @Nullable List<DifferenceView> differences) {
        String paper = despatch.paper().map(Identifier::uri).orElse(null);
        return new DespatchView(
                despatch.address().index(),
                despatch.address().position(),
                despatch.eventID(),
                number(paper),
                paper,
                despatch.shippedAt(),
                despatch.from().map(Identifier::uri).orElse(null),
                despatch.to().map(Identifier::uri).orElse(null),
                switch (despatch.state()) {
                    case OPEN -> State.open;
                    case PARTLY_RECEIVED -> State.partlyReceived;
                    case RECEIVED -> State.received;
                },
                despatch.goods().stream().map(Goods::of).toList(),
                differences);
    }

    /** What stands on the paper; of a URI of another form, the URI. */
    private static @Nullable String number(@Nullable String paper) {
        if (paper == null || !paper.startsWith(BT) || paper.length() < BT.length() + GLN_CHARS + 2) {
            return paper;
        }
        String escaped = paper.substring(BT.length() + GLN_CHARS + 1);
        try {
            // A plus sign stands for itself in a URN.
            return URLDecoder.decode(escaped.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException lonePercent) {
            return escaped;
        }
    }
}
