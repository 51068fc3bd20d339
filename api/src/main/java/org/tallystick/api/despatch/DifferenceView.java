package org.tallystick.api.despatch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something of a shipment that is not as it was announced.
 *
 * @param disposition what it is instead, by CBV's word
 * @param reason as it was said here: missing, too_many, other_goods, damaged, expired
 * @param note in the words of whoever saw it
 * @param confirmedBy whose company said it, where that is not the one whose node recorded it
 * @param goods of which it is said
 */
@Schema(name = "ShipmentDifference")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DifferenceView(
        String eventID,
        Instant observedAt,
        @Nullable String disposition,
        @Nullable String reason,
        @Nullable String note,
        @Nullable String confirmedBy,
        List<String> goods) {
    public DifferenceView {
        goods = List.copyOf(goods);
    }
}
