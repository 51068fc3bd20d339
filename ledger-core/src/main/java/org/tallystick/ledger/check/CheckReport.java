package org.tallystick.ledger.check;

import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tallystick.ledger.log.Checkpoint;

/**
 * What a check saw.
 *
 * @param checkpoint of the snapshot, recomputed
 * @param blocks whose rows were compared
 * @param records whose bytes were hashed
 * @param absences records that are not here, as their rows say
 * @param heldElsewhere captures of which no record is here: their issuer holds them
 * @param modelRows of read models that were recomputed; empty when they were not, since what they are made from differs
 * @param differences how many there are of each {@code table column}; the observer hears of the first of each
 * @param halt the reason for which the ledger was halted before, empty when it was not
 */
public record CheckReport(
        Checkpoint checkpoint,
        long height,
        long blocks,
        long records,
        long absences,
        long heldElsewhere,
        OptionalLong modelRows,
        SortedMap<String, Long> differences,
        String halt) {
    public CheckReport {
        differences = new TreeMap<>(differences);
    }

    /** With what somebody else found beside the log. */
    public CheckReport plus(SortedMap<String, Long> more) {
        TreeMap<String, Long> all = new TreeMap<>(differences);
        more.forEach((column, count) -> all.merge(column, count, Long::sum));
        return new CheckReport(checkpoint, height, blocks, records, absences, heldElsewhere, modelRows, all, halt);
    }

    /** How many values differ. */
    public long differenceCount() {
        return differences.values().stream().mapToLong(Long::longValue).sum();
    }

    public boolean agrees() {
        return differences.isEmpty();
    }
}
