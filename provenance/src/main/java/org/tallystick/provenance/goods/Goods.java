package org.tallystick.provenance.goods;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.identifier.Gs1Identifier;

/** What one line of a form names. */
public sealed interface Goods {
    /** A pallet, case or parcel by its SSCC; what is in it may be said elsewhere or not at all. */
    record Unit(Gs1Identifier sscc) implements Goods {}

    /** One serialised item; {@code lot} is the batch that it is of, where the form says so. */
    record Item(Gs1Identifier item, @Nullable Gs1Identifier lot) implements Goods {}

    /** An amount of a product or of one lot of it; without {@code uom} a count of pieces. */
    record Amount(
            Gs1Identifier epcClass,
            BigDecimal quantity,
            @Nullable String uom) implements Goods {}
}
