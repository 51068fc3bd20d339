package org.tallystick.provenance.goods;

import java.util.List;

/**
 * What moves: the things that one would count at the dock, and the units whose contents are said.
 *
 * @param top pallets, loose items and loose amounts; nothing that is inside something else
 * @param units innermost first, so that a unit is packed before it is put into another
 */
public record Load(List<Goods> top, List<LogisticUnit> units) {
    public Load {
        top = List.copyOf(top);
        units = List.copyOf(units);
    }
}
