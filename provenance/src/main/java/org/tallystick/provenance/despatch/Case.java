package org.tallystick.provenance.despatch;

import java.time.Instant;
import java.util.Optional;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * Goods of a shipment that are not as they were announced, from the event that says so to the one that closes it.
 *
 * @param address of the event that opened it
 * @param name of that event, as a key: what goes on with the case names it
 * @param about the despatch advice, or the shipping event, that announced the goods, as a key
 * @param disposition what the goods are instead, in CBV's word, as far as there is one
 * @param closedBy the event with its outcome. Of several, as two people at once may record them, the one that the log has
 *     first; of another issuer none counts, since nobody closes another's case.
 */
public record Case(
        RecordAddress address,
        String eventID,
        String name,
        String about,
        Instant observedAt,
        Optional<String> disposition,
        Optional<RecordAddress> closedBy) {
    public boolean isOpen() {
        return closedBy.isEmpty();
    }

    /**
     * What was said of a case after it was opened.
     *
     * @param of the case's name
     */
    public record Step(String of, RecordAddress address, String eventID, Instant saidAt) {}
}
