package org.tallystick.provenance.goods;

import java.util.List;
import org.tallystick.provenance.identifier.Gs1Identifier;

/** A pallet, case or parcel and what is directly in it. */
public record LogisticUnit(Gs1Identifier sscc, List<Goods> contents) {
    public LogisticUnit {
        contents = List.copyOf(contents);
    }
}
