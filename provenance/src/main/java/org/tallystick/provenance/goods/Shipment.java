package org.tallystick.provenance.goods;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.form.InvalidFormException;
import org.tallystick.provenance.identifier.Gs1Identifier;

/**
 * Goods that left: what {@code POST /api/v1/shipments} takes.
 *
 * <p>Comes to one AggregationEvent (ADD, packing) for each package whose contents are said, innermost first, and one
 * ObjectEvent (OBSERVE, shipping, in_transit) of what stood at the dock. The despatch advice is the form's {@code number}
 * under the shipper's GLN; purchase orders are the consignee's, who wrote them.
 *
 * @param packedAt when the packages were closed; where the form does not say, when they left
 * @param to the place that the goods go to, and {@code toParty} the company, which alone may be known
 */
public record Shipment(
        String number,
        OffsetDateTime shippedAt,
        OffsetDateTime packedAt,
        Gs1Identifier from,
        Gs1Identifier fromParty,
        Gs1Identifier to,
        Gs1Identifier toParty,
        List<String> purchaseOrders,
        List<String> invoices,
        List<String> billsOfLading,
        List<AttachmentName> attachments,
        Load load) {

    /** Ten thousand lines of 400 octets. */
    public static final int MAX_BYTES = 4 << 20;

    /**
     * @throws InvalidFormException if anything in the form is wrong, with all of it
     * @throws org.tallystick.provenance.epcis.MalformedEpcisException if it is no JSON
     * @throws org.tallystick.provenance.epcis.LimitExceededException if it is too large
     */
    public static Shipment parse(byte[] json) {
        Form form = Form.of(StrictJson.readTree(json, MAX_BYTES));
        String number = form.number("number", "the number of your delivery note or despatch advice");
        OffsetDateTime shippedAt = form.time("shippedAt", "when the goods left, like 2026-11-24T08:30:00+01:00");
        OffsetDateTime packedAt = form.optionalTime("packedAt");
        Gs1Identifier from = form.gln("from", "the GLN of the place that the goods left, 13 digits");
        Gs1Identifier fromParty = form.optionalGln("fromParty");
        Gs1Identifier to = form.gln("to", "the GLN of the place that the goods go to, 13 digits");
        Gs1Identifier toParty = form.optionalGln("toParty");
        List<String> purchaseOrders = form.numbers("purchaseOrders");
        List<String> invoices = form.numbers("invoices");
        List<String> billsOfLading = form.numbers("billsOfLading");
        List<AttachmentName> attachments = AttachmentName.read(form);
        Load load = LoadReader.read(form);
        if (shippedAt != null && packedAt != null && packedAt.isAfter(shippedAt)) {
            form.fault("packedAt", "rule", "is after shippedAt: what is packed later was not shipped");
        }
        form.throwIfWrong();
        return new Shipment(
                read(number),
                read(shippedAt),
                packedAt == null ? read(shippedAt) : packedAt,
                read(from),
                party(fromParty, read(from)),
                read(to),
                party(toParty, read(to)),
                List.copyOf(purchaseOrders),
                List.copyOf(invoices),
                List.copyOf(billsOfLading),
                List.copyOf(attachments),
                load);
    }

    /** What is null without a fault noted is a mistake of ours, not of the form. */
    static <T> T read(@Nullable T value) {
        return Objects.requireNonNull(value, "missing, and no fault was noted");
    }

    /** A GLN names a company and a place of it; where the form names no company, the place's own GLN stands for it. */
    static Gs1Identifier party(@Nullable Gs1Identifier named, Gs1Identifier place) {
        return (named == null ? place : named).asParty();
    }

    /** The same as an EPCIS 2.0 document in JSON-LD; the same octets whenever it is asked. */
    public byte[] toEpcis() {
        EpcisWriter epcis = new EpcisWriter(shippedAt);
        for (LogisticUnit unit : load.units()) {
            epcis.event("AggregationEvent", packedAt)
                    .parent(unit.sscc())
                    .children(unit.contents())
                    .step("ADD", "packing", "in_progress")
                    .readPoint(from)
                    .bizLocation(from)
                    .transaction("desadv", fromParty, number);
        }
        EpcisWriter.Event shipping = epcis.event("ObjectEvent", shippedAt)
                .objects(load.top())
                .step("OBSERVE", "shipping", "in_transit")
                .readPoint(from)
                .transaction("desadv", fromParty, number);
        purchaseOrders.forEach(order -> shipping.transaction("po", toParty, order));
        invoices.forEach(invoice -> shipping.transaction("inv", fromParty, invoice));
        billsOfLading.forEach(bill -> shipping.transaction("bol", fromParty, bill));
        shipping.source("possessing_party", fromParty)
                .source("location", from)
                .destination("possessing_party", toParty)
                .destination("location", to)
                .attachments(attachments);
        return epcis.toBytes();
    }
}
