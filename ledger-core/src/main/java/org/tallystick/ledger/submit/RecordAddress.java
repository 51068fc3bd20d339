package org.tallystick.ledger.submit;

/**
 * Where a record stands in this log.
 *
 * @param index of its entry
 * @param position in the entry's capture
 */
public record RecordAddress(long index, int position) {}
