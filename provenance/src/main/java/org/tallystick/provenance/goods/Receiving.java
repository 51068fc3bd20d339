package org.tallystick.provenance.goods;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.form.InvalidFormException;
import org.tallystick.provenance.identifier.Gs1Identifier;

/**
 * Goods that arrived: what {@code POST /api/v1/receivings} takes.
 *
 * <p>Comes to one ObjectEvent (OBSERVE, receiving, in_progress) of what came to the dock, and one AggregationEvent (DELETE,
 * unpacking) for each package of which the form says what was in it, outermost first: saying so means that it was opened.
 *
 * @param number the receiver's own number: goods receipt or receiving advice
 * @param at the place that the goods arrived at
 * @param fromParty who sent them, where known
 * @param shipment the sender's despatch advice, where known
 */
public record Receiving(
        String number,
        OffsetDateTime receivedAt,
        Gs1Identifier at,
        Gs1Identifier atParty,
        @Nullable Gs1Identifier from,
        @Nullable Gs1Identifier fromParty,
        @Nullable String shipment,
        List<String> purchaseOrders,
        List<AttachmentName> attachments,
        Load load) {

    /**
     * @throws InvalidFormException if anything in the form is wrong, with all of it
     * @throws org.tallystick.provenance.epcis.MalformedEpcisException if it is no JSON
     * @throws org.tallystick.provenance.epcis.LimitExceededException if it is too large
     */
    public static Receiving parse(byte[] json) {
        Form form = Form.of(StrictJson.readTree(json, Shipment.MAX_BYTES));
        String number = form.number("number", "the number of your goods receipt");
        OffsetDateTime receivedAt = form.time("receivedAt", "when the goods arrived, like 2026-11-24T08:30:00+01:00");
        Gs1Identifier at = form.gln("at", "the GLN of the place that the goods arrived at, 13 digits");
        Gs1Identifier atParty = form.optionalGln("atParty");
        Gs1Identifier from = form.optionalGln("from");
        Gs1Identifier fromParty = form.optionalGln("fromParty");
        String shipment = form.optionalNumber("shipment");
        if (shipment != null && !form.has("from") && !form.has("fromParty")) {
            form.fault(
                    "fromParty",
                    "required",
                    "'fromParty' is missing: a despatch advice is known by its sender and number");
        }
        List<String> purchaseOrders = form.numbers("purchaseOrders");
        List<AttachmentName> attachments = AttachmentName.read(form);
        Load load = LoadReader.read(form);
        form.throwIfWrong();
        Gs1Identifier sender = fromParty == null ? from : fromParty;
        return new Receiving(
                Shipment.read(number),
                Shipment.read(receivedAt),
                Shipment.read(at),
                Shipment.party(atParty, Shipment.read(at)),
                from,
                sender == null ? null : sender.asParty(),
                shipment,
                List.copyOf(purchaseOrders),
                List.copyOf(attachments),
                load);
    }

    /** The same as an EPCIS 2.0 document in JSON-LD; the same octets whenever it is asked. */
    public byte[] toEpcis() {
        return toEpcis(Optional.empty(), Optional.empty());
    }

    /**
     * @param paper the despatch advice as a URI, where the form does not name it
     * @param by whoever says that they arrived, where that is not the company whose node records it
     */
    public byte[] toEpcis(Optional<String> paper, Optional<Gs1Identifier> by) {
        EpcisWriter epcis = new EpcisWriter(receivedAt);
        EpcisWriter.Event receiving = epcis.event("ObjectEvent", receivedAt)
                .objects(load.top())
                .step("OBSERVE", "receiving", "in_progress")
                .readPoint(at)
                .bizLocation(at)
                .transaction("recadv", atParty, number);
        if (shipment != null && fromParty != null) {
            receiving.transaction("desadv", fromParty, shipment);
        }
        paper.ifPresent(uri -> receiving.transaction("desadv", uri));
        purchaseOrders.forEach(order -> receiving.transaction("po", atParty, order));
        if (fromParty != null) {
            receiving.source("possessing_party", fromParty);
        }
        if (from != null) {
            receiving.source("location", from);
        }
        receiving
                .destination("possessing_party", atParty)
                .destination("location", at)
                .attachments(attachments);
        by.ifPresent(party -> receiving.extension("confirmedBy", party.uri()));
        for (LogisticUnit unit : load.units().reversed()) {
            EpcisWriter.Event unpacking = epcis.event("AggregationEvent", receivedAt)
                    .parent(unit.sscc())
                    .children(unit.contents())
                    .step("DELETE", "unpacking", "in_progress")
                    .readPoint(at)
                    .bizLocation(at)
                    .transaction("recadv", atParty, number);
            by.ifPresent(party -> unpacking.extension("confirmedBy", party.uri()));
        }
        return epcis.toBytes();
    }
}
