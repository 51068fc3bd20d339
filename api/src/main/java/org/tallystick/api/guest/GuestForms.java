package org.tallystick.api.guest;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tallystick.api.access.Person;
import org.tallystick.api.form.Forms;
import org.tallystick.api.goods.GoodsLog;
import org.tallystick.api.problem.Problem;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.goods.Difference;
import org.tallystick.provenance.goods.Goods;
import org.tallystick.provenance.goods.LogisticUnit;
import org.tallystick.provenance.goods.Receiving;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Gs1Key;
import org.tallystick.provenance.identifier.Identifier;

/**
 * What a guest may say of a shipment: that things of it arrived at a place of his, or are not as announced.
 *
 * <p>Of it, and of nothing else: or a guest could end the wait for somebody else's pallet by naming it. What he found and
 * nobody announced is a difference in words.
 */
final class GuestForms {
    private GuestForms() {}

    /** @throws org.tallystick.api.problem.ProblemException naming what is not his, or not of this shipment */
    static GoodsLog.Form receiving(Person guest, Despatch despatch, byte[] body) {
        Receiving form = Forms.read(() -> Receiving.parse(body));
        List<Problem.Fault> faults = new ArrayList<>();
        Gs1Identifier party = party(guest, form.at(), faults);
        if (!form.atParty().value().equals(form.at().value())) {
            faults.add(new Problem.Fault("/atParty", "is the company of 'at'; leave it out"));
        }
        if (form.from() != null || form.fromParty() != null || form.shipment() != null) {
            faults.add(
                    new Problem.Fault("/shipment", "is said by the address; leave out from, fromParty and shipment"));
        }
        if (!form.purchaseOrders().isEmpty()) {
            faults.add(new Problem.Fault("/purchaseOrders", "are said by the shipment; leave them out"));
        }
        List<Goods> named = new ArrayList<>(form.load().top());
        form.load().units().stream().map(LogisticUnit::contents).forEach(named::addAll);
        checkAnnounced(named, despatch, faults, true);
        refuse(faults);
        return new GoodsLog.Form(
                form.toEpcis(despatch.paper().map(Identifier::uri), Optional.of(party)), form.attachments());
    }

    /** @throws org.tallystick.api.problem.ProblemException naming what is not his, or not of this shipment */
    static GoodsLog.Form difference(Person guest, Despatch despatch, byte[] body) {
        Difference form = Forms.read(() -> Difference.parse(body));
        List<Problem.Fault> faults = new ArrayList<>();
        Gs1Identifier party = party(guest, form.at(), faults);
        // More than was announced is a difference; of something else, words tell.
        checkAnnounced(form.goods(), despatch, faults, false);
        refuse(faults);
        return new GoodsLog.Form(
                form.toEpcis(despatch.eventID(), despatch.paper().map(Identifier::uri), Optional.of(party)),
                form.attachments());
    }

    /**
     * As which of his companies he speaks of a difference: the one that opened it, else the one that sent the goods, else the
     * one that they go to.
     *
     * @param confirmedBy who opened it, as a URI, where that was no company of the node's
     */
    static Gs1Identifier speaker(Person guest, Despatch despatch, Optional<String> confirmedBy) {
        return Stream.of(confirmedBy.map(Identifier::parse), despatch.from(), despatch.to())
                .flatMap(Optional::stream)
                .filter(Gs1Identifier.class::isInstance)
                .map(named -> ((Gs1Identifier) named).value())
                .filter(guest.glns()::contains)
                .findFirst()
                .map(gln -> Gs1Identifier.of(Gs1Key.PARTY_GLN, gln))
                .orElseGet(() -> Gs1Identifier.of(Gs1Key.PARTY_GLN, guest.glns().getFirst()));
    }

    private static Gs1Identifier party(Person guest, Gs1Identifier at, List<Problem.Fault> faults) {
        if (!guest.glns().contains(at.value())) {
            faults.add(new Problem.Fault("/at", "is none of your GLNs: " + String.join(", ", guest.glns())));
        }
        return Gs1Identifier.of(Gs1Key.PARTY_GLN, at.value());
    }

    /** Of a lot or product so much in a unit; of a thing, nothing but that it is there. */
    private record Kind(String key, Optional<String> uom) {}

    private static void checkAnnounced(
            List<Goods> named, Despatch despatch, List<Problem.Fault> faults, boolean atMostAnnounced) {
        Set<String> announced = new HashSet<>();
        Map<Kind, BigDecimal> most = new HashMap<>();
        Set<Kind> unlimited = new HashSet<>();
        add(despatch.goods(), announced, most, unlimited);
        // The same lot may stand on several lines: then all of it together.
        Map<Kind, BigDecimal> said = new LinkedHashMap<>();
        for (Goods goods : named) {
            String key = switch (goods) {
                case Goods.Unit unit -> unit.sscc().key();
                case Goods.Item item -> item.item().key();
                case Goods.Amount amount -> amount.epcClass().key();
            };
            if (!announced.contains(key)) {
                faults.add(new Problem.Fault("/lines", key + " is not in this shipment"));
            } else if (goods instanceof Goods.Amount amount) {
                said.merge(new Kind(key, Optional.ofNullable(amount.uom())), amount.quantity(), BigDecimal::add);
            }
        }
        if (atMostAnnounced) {
            said.forEach((kind, quantity) -> checkMost(kind, quantity, most, unlimited, faults));
        }
    }

    private static void checkMost(
            Kind kind,
            BigDecimal quantity,
            Map<Kind, BigDecimal> most,
            Set<Kind> unlimited,
            List<Problem.Fault> faults) {
        BigDecimal limit = most.get(kind);
        if (unlimited.contains(kind)) {
            return; // the announcement said none
        }
        if (limit == null) {
            faults.add(new Problem.Fault("/lines", kind.key() + " was announced in another unit"));
        } else if (quantity.compareTo(limit) > 0) {
            faults.add(new Problem.Fault(
                    "/lines",
                    kind.key() + ": " + limit.toPlainString()
                            + " were announced; confirm those, and tell of the rest as a difference"));
        }
    }

    private static void add(
            List<Despatch.Goods> goods, Set<String> announced, Map<Kind, BigDecimal> most, Set<Kind> unlimited) {
        for (Despatch.Goods each : goods) {
            String key = each.identifier().key();
            announced.add(key);
            Kind kind = new Kind(key, each.uom());
            each.quantity()
                    .ifPresentOrElse(
                            quantity -> most.merge(kind, quantity, BigDecimal::add), () -> unlimited.add(kind));
            add(each.contents(), announced, most, unlimited);
        }
    }

    private static void refuse(List<Problem.Fault> faults) {
        if (!faults.isEmpty()) {
            throw Forms.invalidAt(faults);
        }
    }
}
