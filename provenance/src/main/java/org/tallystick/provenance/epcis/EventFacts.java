package org.tallystick.provenance.epcis;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.Identifier;

/**
 * What read models need to know of one event, told by its record's bytes and nothing else.
 *
 * <p>Every identifier and vocabulary word is in its canonical form; compact URIs are written out by the record's own
 * context. Lists are in the event's order and hold what it holds, repetitions included.
 *
 * <p>Extension fields, ILMD and sensor elements are not in here yet: they become one list of typed fields (path, full name,
 * value), read where {@link EventFactsReader} skips them today.
 *
 * @param eventTimeZoneOffset as it stands in the event, {@code +02:00}: what the clock on the wall showed
 * @param eventID not unique: an error declaration repeats it
 * @param epcs instances (and whatever else stands in the lists of instances)
 * @param quantities classes with or without a count
 */
public record EventFacts(
        EventType type,
        Instant eventTime,
        String eventTimeZoneOffset,
        String eventID,
        @Nullable Action action,
        @Nullable CbvTerm bizStep,
        @Nullable CbvTerm disposition,
        List<CbvTerm> persistentDispositionSet,
        List<CbvTerm> persistentDispositionUnset,
        @Nullable Identifier readPoint,
        @Nullable Identifier bizLocation,
        List<BizTransaction> bizTransactions,
        List<Party> sources,
        List<Party> destinations,
        List<Epc> epcs,
        List<Quantity> quantities,
        @Nullable Identifier transformationID,
        @Nullable ErrorDeclaration errorDeclaration) {

    /** What part a thing plays in its event; decides which query parameters match it. */
    public enum Role {
        /** {@code epcList}, {@code quantityList} */
        OBJECT,
        /** {@code parentID} */
        PARENT,
        /** {@code childEPCs}, {@code childQuantityList} */
        CHILD,
        /** {@code inputEPCList}, {@code inputQuantityList} */
        INPUT,
        /** {@code outputEPCList}, {@code outputQuantityList} */
        OUTPUT
    }

    /** A thing named in a list of instances, or as parent. */
    public record Epc(Role role, Identifier identifier) {}

    /** A class named in a quantity list; without {@code quantity} the event says nothing of how many. */
    public record Quantity(
            Role role,
            Identifier epcClass,
            @Nullable BigDecimal quantity,
            @Nullable String uom) {}

    /** A purchase order, despatch advice, invoice…; without a type the event leaves open which. */
    public record BizTransaction(@Nullable CbvTerm type, Identifier identifier) {}

    /** A source or destination: who owned, held, or where it was. */
    public record Party(CbvTerm type, Identifier identifier) {}

    /** This record declares the event with the same eventID wrong. */
    public record ErrorDeclaration(
            Instant declarationTime, @Nullable CbvTerm reason, List<String> correctiveEventIDs) {}
}
