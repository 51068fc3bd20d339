package org.tallystick.api.despatch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something of a shipment that is not as it was announced, and what became of it.
 *
 * @param disposition what it is instead, by CBV's word
 * @param reason as it was said here: missing, too_many, other_goods, damaged, expired
 * @param note in the words of whoever saw it
 * @param confirmedBy whose company said it, where that is not the one whose node recorded it
 * @param goods of which it is said
 * @param attachments photos and papers, by their names
 * @param state open until an outcome closes it; left out for an inspection that opened no case
 * @param outcome accepted, resent, credited, refused, found
 * @param steps what was said to it since, in the order of the log; the one that closed it has the outcome
 * @param shipment that announced the goods, where it is here; in the list of differences and in a difference's details
 */
@Schema(name = "ShipmentDifference")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DifferenceView(
        long index,
        int position,
        String eventID,
        Instant observedAt,
        @Nullable String disposition,
        @Nullable String reason,
        @Nullable String note,
        @Nullable String confirmedBy,
        List<String> goods,
        List<String> attachments,
        @Nullable State state,
        @Nullable String outcome,
        List<Step> steps,
        @Nullable Shipment shipment) {
    public DifferenceView {
        goods = List.copyOf(goods);
        attachments = List.copyOf(attachments);
        steps = List.copyOf(steps);
    }

    @Schema(name = "DifferenceState")
    public enum State {
        open,
        closed
    }

    /**
     * @param outcome where it says what became of the difference
     * @param confirmedBy whose company said it, where that is not the one whose node recorded it
     */
    @Schema(name = "DifferenceStep")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            long index,
            int position,
            String eventID,
            Instant saidAt,
            @Nullable String outcome,
            @Nullable String note,
            @Nullable String confirmedBy) {}

    /** @param number of its despatch advice */
    @Schema(name = "DifferenceShipment")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Shipment(
            long index,
            int position,
            @Nullable String number,
            @Nullable String from,
            @Nullable String to) {
        static Shipment of(DespatchView despatch) {
            return new Shipment(
                    despatch.index(), despatch.position(), despatch.number(), despatch.from(), despatch.to());
        }
    }

    /** @param member the latest first */
    @Schema(name = "DifferencePage")
    public record Page(List<DifferenceView> member) {
        public Page {
            member = List.copyOf(member);
        }
    }
}
