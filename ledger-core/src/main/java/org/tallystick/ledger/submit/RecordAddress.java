package org.tallystick.ledger.submit;

/**
 * Where a record stands in this log.
 *
 * @param index of its entry
 * @param position in the entry's capture
 */
public record RecordAddress(long index, int position) implements Comparable<RecordAddress> {
    @Override
    public int compareTo(RecordAddress other) {
        int byIndex = Long.compare(index, other.index);
        return byIndex != 0 ? byIndex : Integer.compare(position, other.position);
    }
}
