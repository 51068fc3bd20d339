package org.tallystick.api.barcode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import uk.org.okapibarcode.backend.Symbol;
import uk.org.okapibarcode.graphics.Rectangle;

/**
 * A symbol as SVG: one path of dark modules on white, with its quiet zone. It says its size in millimetres, so that a page
 * that shows it as it is prints it as scanners want it.
 *
 * <pre>
 * {@code <svg xmlns="http://www.w3.org/2000/svg" width="11mm" height="11mm" viewBox="0 0 22 22" shape-rendering="crispEdges">}
 * {@code <path fill="#fff" d="M0 0h22v22H0z"/><path d="M1 1h1v20h-1z…"/></svg>}
 * </pre>
 *
 * @param svg in UTF-8
 * @param width in modules, quiet zone included
 * @param height in modules
 */
record Drawing(String svg, int width, int height) {
    /**
     * Half a millimetre: the least that a logistic label may have is 0.495, the most that one on goods may have 0.990 (GS1
     * General Specifications, section 5.12.3).
     */
    private static final BigDecimal MODULE_MILLIMETRES = new BigDecimal("0.5");

    static Drawing of(Symbol symbol, int quietModules) {
        StringBuilder path = new StringBuilder();
        for (Rectangle dark : symbol.getRectangles()) {
            path.append('M')
                    .append(number(dark.x + quietModules))
                    .append(' ')
                    .append(number(dark.y + quietModules))
                    .append('h')
                    .append(number(dark.width))
                    .append('v')
                    .append(number(dark.height))
                    .append("h-")
                    .append(number(dark.width))
                    .append('z');
        }
        // What stands around and above the symbol in the encoder's own measure is for texts, which are not drawn.
        int width = extent(symbol, true) + 2 * quietModules;
        int height = extent(symbol, false) + 2 * quietModules;
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%smm\" height=\"%smm\" viewBox=\"0 0 %d %d\""
                + " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"%s\"/></svg>\n";
        return new Drawing(
                svg.formatted(millimetres(width), millimetres(height), width, height, width, height, path),
                width,
                height);
    }

    private static int extent(Symbol symbol, boolean across) {
        return (int) Math.ceil(symbol.getRectangles().stream()
                .mapToDouble(dark -> across ? dark.x + dark.width : dark.y + dark.height)
                .max()
                .orElseThrow(() -> new IllegalStateException("a symbol without a dark module")));
    }

    private static String millimetres(int modules) {
        return MODULE_MILLIMETRES
                .multiply(BigDecimal.valueOf(modules))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Modules are whole; the encoder counts in doubles. */
    private static String number(double modules) {
        return BigDecimal.valueOf(modules).stripTrailingZeros().toPlainString();
    }

    byte[] bytes() {
        return svg.getBytes(UTF_8);
    }
}
