package org.tallystick.api.barcode;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tallystick.provenance.identifier.ElementString;
import uk.org.okapibarcode.backend.Code128;
import uk.org.okapibarcode.backend.DataMatrix;
import uk.org.okapibarcode.backend.OkapiException;
import uk.org.okapibarcode.backend.QrCode;
import uk.org.okapibarcode.backend.Symbol;

/** The symbols that GS1 has for what moves: each is read by any scanner of the trade. */
enum Symbology {
    /** For goods and small labels; square, of 10 to 144 modules. */
    GS1_DATAMATRIX("gs1-datamatrix", 1) {
        @Override
        Symbol encode(ElementString text) {
            DataMatrix symbol = new DataMatrix();
            symbol.setForceMode(DataMatrix.ForceMode.SQUARE);
            return gs1(symbol, text);
        }
    },

    /** The bars of a logistic label (GS1 General Specifications, section 6): the one that every dock can read. */
    GS1_128("gs1-128", 10) {
        @Override
        Symbol encode(ElementString text) {
            int size = text.elements().stream()
                    .mapToInt(element -> element.ai().length() + element.value().length())
                    .sum();
            if (size > GS1_128_MAX_SIZE) {
                throw new UnprintableException("GS1-128 holds " + GS1_128_MAX_SIZE + " characters, this has " + size
                        + "; GS1 DataMatrix holds it");
            }
            Code128 symbol = new Code128();
            // 32 mm at half a millimetre a module.
            symbol.setBarHeight(64);
            return gs1(symbol, text);
        }
    },

    /** A GS1 Digital Link that a telephone opens. */
    QR("qr", 4) {
        @Override
        Symbol encode(ElementString text) {
            QrCode symbol = new QrCode();
            symbol.setPreferredEccLevel(QrCode.EccLevel.M);
            String link = text.digitalLink();
            if (link == null) {
                throw new UnprintableException("it names no goods, so there is no Digital Link of it");
            }
            symbol.setContent(link);
            return symbol;
        }
    };

    /** General Specifications, section 5.4.1: more is too wide for a scanner. */
    private static final int GS1_128_MAX_SIZE = 48;

    /** In the API: {@code gs1-datamatrix}. */
    private final String word;
    /** What has to stay white around it, in modules. */
    private final int quietModules;

    Symbology(String word, int quietModules) {
        this.word = word;
        this.quietModules = quietModules;
    }

    static Optional<Symbology> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(each -> each.word).collect(Collectors.joining(", "));
    }

    abstract Symbol encode(ElementString text);

    /** @throws UnprintableException if the symbol has no room for it, or it is none that the symbol can say */
    Drawing draw(ElementString text) {
        try {
            return Drawing.of(encode(text), quietModules);
        } catch (OkapiException e) {
            throw new UnprintableException(String.valueOf(e.getMessage()));
        }
    }

    /** With FNC1 in its places: the encoder takes AIs in brackets. */
    private static Symbol gs1(Symbol symbol, ElementString text) {
        symbol.setDataType(Symbol.DataType.GS1);
        symbol.setContent(text.elements().stream()
                .map(element -> '[' + element.ai() + ']' + element.value())
                .collect(Collectors.joining()));
        return symbol;
    }
}
