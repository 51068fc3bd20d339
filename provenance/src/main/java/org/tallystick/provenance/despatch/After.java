package org.tallystick.provenance.despatch;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * Where a page of a list that begins with the latest goes on: after the row of this time and address.
 *
 * @param time when it was shipped or seen, as the list is ordered
 */
public record After(Instant time, RecordAddress address) {
    /**
     * Sets the three parameters of {@code (time, index, position) < (?, ?, ?)}.
     *
     * @param after null: from the beginning
     */
    static void set(PreparedStatement select, int parameter, @Nullable After after) throws SQLException {
        select.setObject(
                parameter, after == null ? OffsetDateTime.MAX : after.time().atOffset(ZoneOffset.UTC));
        select.setLong(
                parameter + 1, after == null ? Long.MAX_VALUE : after.address().index());
        select.setInt(
                parameter + 2,
                after == null ? Integer.MAX_VALUE : after.address().position());
    }
}
