package org.tallystick.provenance.query;

import java.time.Instant;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * An event that answers a query.
 *
 * @param recordTime the block time
 * @param record the record's bytes, as they are hashed and kept; whoever is given the array may not change it
 */
public record FoundEvent(RecordAddress address, Instant recordTime, byte[] record) {}
