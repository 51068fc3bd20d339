package org.tallystick.provenance.despatch;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.identifier.Identifier;

/**
 * A shipping event, by what it announces.
 *
 * @param paper the despatch advice that it names: its number, as a URN of the sender
 * @param from the place that it left, else the sender
 * @param to the place that it goes to, else the receiver
 * @param goods what stood at the dock
 * @param state how much of the goods receiving events have named since
 */
public record Despatch(
        RecordAddress address,
        String eventID,
        Instant shippedAt,
        Optional<Identifier> paper,
        Optional<Identifier> from,
        Optional<Identifier> to,
        List<Goods> goods,
        State state) {
    public Despatch {
        goods = List.copyOf(goods);
    }

    public enum State {
        OPEN,
        PARTLY_RECEIVED,
        RECEIVED
    }

    /**
     * One of the things, or an amount of a product or lot.
     *
     * @param quantity of an amount; pieces without a unit
     * @param contents what was in it when it left, as far as that was said; empty in lists
     * @param isReceived a receiving event has named it since; of contents: its package's, or its own
     */
    public record Goods(
            Identifier identifier,
            Optional<BigDecimal> quantity,
            Optional<String> uom,
            List<Goods> contents,
            boolean isReceived) {
        public Goods {
            contents = List.copyOf(contents);
        }
    }

    static State state(List<Goods> goods) {
        long received = goods.stream().filter(Goods::isReceived).count();
        return received == 0 ? State.OPEN : received == goods.size() ? State.RECEIVED : State.PARTLY_RECEIVED;
    }
}
