package org.tallystick.provenance.goods;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.ElementString;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Gs1Key;
import org.tallystick.provenance.identifier.MalformedIdentifierException;
import org.tallystick.provenance.identifier.Qualifier;

/**
 * Reads {@code lines} and {@code packages} of a form into a {@link Load}.
 *
 * <p>What is in what may be said in two ways, whichever the ERP finds easier: flat, by a line's {@code sscc} ("these 24 are
 * on that pallet"), or nested, by a package's {@code contents}. Both may be mixed; a thing can be in one unit only, and no
 * unit in itself.
 */
final class LoadReader {
    /** As many as fit the octets of a form. */
    private static final int MAX_LINES = 10_000;

    /** What is directly in one package, or loose at the dock, is one event: 115 octets each, and an event has a megabyte. */
    private static final int MAX_TOGETHER = 8_000;

    /** Item, inner pack, case, layer, pallet, container: reality ends at six. */
    private static final int MAX_NESTING = 16;

    /** Words for "piece" that ERPs send as unit. EPCIS counts pieces without a unit (EPCIS 2.0, section 7.3.3.3). */
    private static final Set<String> PIECES = Set.of("C62", "EA", "H87", "PCE");

    /** What people write, and the UN/CEFACT Recommendation 20 code that they mean. */
    private static final Map<String, String> MEANT = Map.of(
            "KG", "KGM", "G", "GRM", "T", "TNE", "LB", "LBR", "L", "LTR", "ML", "MLT", "M", "MTR", "PCS", "EA", "ST",
            "EA");

    private final Form form;
    private final List<Goods> loose = new ArrayList<>();
    private final Map<Gs1Identifier, List<Goods>> contents = new LinkedHashMap<>();
    private final Set<Gs1Identifier> named = new LinkedHashSet<>();
    private final Map<Gs1Identifier, Gs1Identifier> container = new HashMap<>();
    private final Set<Gs1Identifier> instances = new HashSet<>();

    private LoadReader(Form form) {
        this.form = form;
    }

    static Load read(Form form) {
        return new LoadReader(form).read();
    }

    private Load read() {
        for (Form line : form.forms("lines", MAX_LINES)) {
            readLine(line, null);
        }
        for (Form unit : form.forms("packages", MAX_LINES)) {
            Gs1Identifier sscc = unit.key("sscc", Gs1Key.SSCC, "the number of the pallet, case or parcel, 18 digits");
            List<Form> inside = unit.forms("contents", MAX_LINES);
            if (sscc != null) {
                named.add(sscc);
            }
            for (Form line : inside) {
                readLine(line, sscc);
            }
            unit.checkAllAsked();
        }
        if (loose.isEmpty() && contents.isEmpty() && named.isEmpty() && form.isFaultless()) {
            form.fault("lines", "required", "'lines' is missing: what goods, or the packages that hold them");
        }
        List<Goods> top = top();
        if (top.size() > MAX_TOGETHER || contents.values().stream().anyMatch(inside -> inside.size() > MAX_TOGETHER)) {
            form.fault("lines", "rule", "more than %,d things loose or in one package".formatted(MAX_TOGETHER));
        }
        return new Load(top, units());
    }

    private void readLine(Form line, @Nullable Gs1Identifier unit) {
        Gs1Identifier sscc = line.optionalKey("sscc", Gs1Key.SSCC);
        Gs1Identifier product = line.optionalKey("gtin", Gs1Key.GTIN);
        String lot = line.optionalText("lot");
        String serial = line.optionalText("serial");
        ElementString barcode = barcode(line);
        BigDecimal quantity = line.quantity("quantity");
        String uom = uom(line);
        line.checkAllAsked();
        if (barcode != null) {
            lot = barcode.value(Qualifier.LOT.ai());
            serial = barcode.value(Qualifier.SERIAL.ai());
            product = key(barcode, Gs1Key.GTIN);
            Gs1Identifier scanned = key(barcode, Gs1Key.SSCC);
            if (product == null && scanned == null) {
                line.fault("barcode", "rule", "holds neither a GTIN (01) nor an SSCC (00)");
                return;
            }
            if (scanned != null && sscc != null) {
                line.fault("barcode", "rule", "is a package itself; what is in what, packages say");
                return;
            }
            sscc = scanned == null ? sscc : scanned;
        }
        if (product == null && !line.has("gtin")) {
            if (sscc != null) {
                addUnit(line, sscc, unit, quantity, uom, lot, serial);
            } else if (!line.has("sscc") && !line.has("barcode")) {
                line.fault("gtin", "required", "'gtin' is missing, or 'sscc' of a package, or a 'barcode'");
            }
        } else if (product != null) {
            if (unit != null && sscc != null) {
                line.fault("sscc", "rule", "the line stands in a package already");
            } else if (product.qualification() != null) {
                line.fault("gtin", "format", "is the GTIN alone; lot and serial are members of their own");
            } else {
                addProduct(line, product, lot, serial, quantity, uom, unit == null ? sscc : unit);
            }
        }
    }

    private static @Nullable ElementString barcode(Form line) {
        String text = line.optionalText("barcode");
        if (text == null) {
            return null;
        }
        if (line.has("gtin") || line.has("lot") || line.has("serial")) {
            line.fault("barcode", "rule", "says the product already: leave out gtin, lot and serial");
            return null;
        }
        try {
            return ElementString.parse(text);
        } catch (MalformedIdentifierException e) {
            line.fault("barcode", "format", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable Gs1Identifier key(ElementString barcode, Gs1Key type) {
        String value = barcode.value(type.ai());
        return value == null ? null : Gs1Identifier.of(type, value);
    }

    private static @Nullable Gs1Identifier with(
            Form line, String member, Gs1Identifier product, Qualifier qualifier, @Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return product.with(qualifier, value);
        } catch (MalformedIdentifierException e) {
            line.fault(member, "format", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void addUnit(
            Form line,
            Gs1Identifier sscc,
            @Nullable Gs1Identifier into,
            @Nullable BigDecimal quantity,
            @Nullable String uom,
            @Nullable String lot,
            @Nullable String serial) {
        boolean one = quantity == null || quantity.compareTo(BigDecimal.ONE) == 0;
        if (!one || uom != null || lot != null || serial != null) {
            line.fault("", "rule", "a package without gtin has no lot, serial, quantity or uom: it is one thing");
            return;
        }
        if (!instances.add(sscc)) {
            line.fault("sscc", "rule", "package " + sscc.value() + " stands twice");
            return;
        }
        put(new Goods.Unit(sscc), into);
        if (into != null) {
            container.put(sscc, into);
            if (nesting(sscc) > MAX_NESTING) {
                line.fault(
                        "sscc",
                        "rule",
                        "package " + sscc.value() + " would be inside itself, or more than " + MAX_NESTING
                                + " packages deep");
                container.remove(sscc);
            }
        }
    }

    /** In how many packages it is; above the limit, possibly in itself. */
    private int nesting(Gs1Identifier sscc) {
        int depth = 0;
        Gs1Identifier outer = container.get(sscc);
        while (outer != null && depth <= MAX_NESTING) {
            depth++;
            outer = container.get(outer);
        }
        return depth;
    }

    private void addProduct(
            Form line,
            Gs1Identifier product,
            @Nullable String lot,
            @Nullable String serial,
            @Nullable BigDecimal quantity,
            @Nullable String uom,
            @Nullable Gs1Identifier into) {
        Gs1Identifier batch = with(line, "lot", product, Qualifier.LOT, lot);
        if (serial != null) {
            Gs1Identifier item = with(line, "serial", product, Qualifier.SERIAL, serial);
            if (item == null) {
                return;
            }
            if (quantity != null && quantity.compareTo(BigDecimal.ONE) != 0 || uom != null) {
                line.fault("quantity", "rule", "one serial number is one item: leave out quantity and uom");
            } else if (!instances.add(item)) {
                line.fault("serial", "rule", "serial " + serial + " of GTIN " + product.value() + " stands twice");
            } else {
                put(new Goods.Item(item, batch), into);
            }
            return;
        }
        if (quantity == null) {
            if (!line.has("quantity")) {
                line.fault("quantity", "required", "'quantity' is missing: without a serial number, how much of it?");
            }
            return;
        }
        if (uom == null && quantity.stripTrailingZeros().scale() > 0) {
            line.fault("quantity", "rule", quantity.toPlainString() + " pieces? Name the unit in 'uom', like KGM");
            return;
        }
        put(new Goods.Amount(batch == null ? product : batch, quantity, uom), into);
    }

    private @Nullable String uom(Form line) {
        String text = line.optionalText("uom");
        if (text == null) {
            return null;
        }
        String meant = MEANT.get(text.toUpperCase(Locale.ROOT));
        if (!text.matches("[A-Z0-9]{2,3}") || meant != null) {
            line.fault(
                    "uom",
                    "pattern",
                    "'" + text + "' is no unit code of UN/CEFACT Recommendation 20"
                            + (meant == null ? ", like KGM or LTR" : "; " + meant + " is meant, perhaps"));
            return null;
        }
        return PIECES.contains(text) ? null : text;
    }

    private void put(Goods goods, @Nullable Gs1Identifier into) {
        if (into == null) {
            loose.add(goods);
        } else {
            contents.computeIfAbsent(into, sscc -> new ArrayList<>()).add(goods);
        }
    }

    /** What is inside nothing: the loose goods, and the packages that are only named by what is in them. */
    private List<Goods> top() {
        List<Goods> top = new ArrayList<>(loose);
        Set<Gs1Identifier> outer = new LinkedHashSet<>(contents.keySet());
        outer.addAll(named);
        for (Gs1Identifier sscc : outer) {
            if (!instances.contains(sscc)) {
                top.add(new Goods.Unit(sscc));
            }
        }
        return top;
    }

    private List<LogisticUnit> units() {
        List<LogisticUnit> units = new ArrayList<>();
        Set<Gs1Identifier> done = new HashSet<>();
        for (Gs1Identifier sscc : contents.keySet()) {
            // Lines in an unlucky order build a long chain from its inner end, of which no line alone is too deep.
            if (nesting(sscc) > MAX_NESTING) {
                form.fault(
                        "packages",
                        "rule",
                        "package " + sscc.value() + " is more than " + MAX_NESTING + " packages deep");
                return units;
            }
        }
        contents.keySet().forEach(sscc -> addInnermostFirst(sscc, units, done));
        return units;
    }

    private void addInnermostFirst(Gs1Identifier sscc, List<LogisticUnit> units, Set<Gs1Identifier> done) {
        List<Goods> inside = contents.get(sscc);
        if (inside == null || !done.add(sscc)) {
            return;
        }
        for (Goods goods : inside) {
            if (goods instanceof Goods.Unit unit) {
                addInnermostFirst(unit.sscc(), units, done);
            }
        }
        units.add(new LogisticUnit(sscc, inside));
    }
}
