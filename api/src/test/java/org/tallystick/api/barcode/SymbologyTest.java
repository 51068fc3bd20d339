package org.tallystick.api.barcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Gs1DataMatrix;
import org.tallystick.provenance.identifier.ElementString;

class SymbologyTest {
    private static final Pattern BOX = Pattern.compile("M([\\d.]+) ([\\d.]+)h([\\d.]+)v([\\d.]+)h-\\3z");

    private static ElementString text(String text) {
        return ElementString.parse(text);
    }

    /** The dark modules of a drawing, row by row. */
    private static List<String> modules(Drawing drawing, int quiet) {
        BitSet[] rows =
                IntStream.range(0, drawing.height()).mapToObj(y -> new BitSet()).toArray(BitSet[]::new);
        String path = drawing.svg()
                .substring(drawing.svg().lastIndexOf("d=\"") + 3, drawing.svg().lastIndexOf('"'));
        Matcher boxes = BOX.matcher(path);
        int end = 0;
        for (MatchResult box : boxes.results().toList()) {
            assertThat(box.start()).as("nothing stands between the boxes").isEqualTo(end);
            end = box.end();
            int x = Integer.parseInt(box.group(1));
            int y = Integer.parseInt(box.group(2));
            for (int row = y; row < y + Integer.parseInt(box.group(4)); row++) {
                rows[row].set(x, x + Integer.parseInt(box.group(3)));
            }
        }
        assertThat(end).isEqualTo(path.length());
        return IntStream.range(quiet, drawing.height() - quiet)
                .mapToObj(y -> IntStream.range(quiet, drawing.width() - quiet)
                        .mapToObj(x -> rows[y].get(x) ? "#" : ".")
                        .reduce("", String::concat))
                .toList();
    }

    @Test
    void dataMatrix_ofTheSameText_isWhatAnotherEncoderDraws() {
        Drawing drawing = Symbology.GS1_DATAMATRIX.draw(text("(01)09521234543213(10)LOT7(21)1001"));
        assertThat(modules(drawing, 1)).isEqualTo(Gs1DataMatrix.MODULES);
        assertThat(drawing.svg())
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10mm\" height=\"10mm\"");
    }

    @Test
    void gs1128_ofAnSscc_isOfTheWidthThatTheStandardSays() {
        Drawing drawing = Symbology.GS1_128.draw(text("(00)195212340000000171"));
        // Start C, FNC1, ten pairs, check character: 13 times 11 modules, stop 13; ten white on either side.
        assertThat(drawing.width()).isEqualTo(13 * 11 + 13 + 20);
        assertThat(drawing.svg()).contains("width=\"88mm\" height=\"42mm\"");
    }

    @Test
    void qr_isSquare_withFourModulesOfQuiet() {
        Drawing drawing = Symbology.QR.draw(text("(01)09521234543213(10)LOT7(21)1001"));
        assertThat(drawing.width()).isEqualTo(drawing.height());
        assertThat((drawing.width() - 8 - 17) % 4).isZero();
        assertThat(modules(drawing, 4).getFirst()).startsWith("#######.").endsWith(".#######");
    }

    @Test
    void text_thatHasNoRoom_orNoLink_isUnprintable() {
        assertThatThrownBy(() -> Symbology.QR.draw(text("(17)261231(10)LOT7")))
                .isInstanceOf(UnprintableException.class);
        String twenty = "x".repeat(20);
        ElementString most = text("(10)" + twenty + "(21)" + twenty + "(91)12");
        assertThat(Symbology.GS1_128.draw(most).width()).isPositive();
        assertThatThrownBy(() -> Symbology.GS1_128.draw(text("(10)" + twenty + "(21)" + twenty + "(91)123")))
                .isInstanceOf(UnprintableException.class)
                .hasMessageContaining("GS1-128 holds 48 characters, this has 49");
    }

    @Test
    void symbologies_areKnownByTheirWords() {
        assertThat(Symbology.of("qr")).contains(Symbology.QR);
        assertThat(Symbology.of("QR")).isEmpty();
        assertThat(Symbology.words()).isEqualTo("gs1-datamatrix, gs1-128, qr");
    }
}
