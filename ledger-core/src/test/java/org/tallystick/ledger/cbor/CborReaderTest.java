package org.tallystick.ledger.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborReaderTest {

    /** RFC 8949 appendix A, the examples within the subset. */
    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "01, 1",
        "0a, 10",
        "17, 23",
        "1818, 24",
        "1819, 25",
        "1864, 100",
        "1903e8, 1000",
        "1a000f4240, 1000000",
        "1b000000e8d4a51000, 1000000000000",
        "1b7fffffffffffffff, 9223372036854775807",
        "20, -1",
        "29, -10",
        "3863, -100",
        "3903e7, -1000",
        "3b7fffffffffffffff, -9223372036854775808",
    })
    void integer_ofAppendixA_isReadAndWrittenBack(String hex, long value) throws MalformedCborException {
        CborReader reader = reader(hex);
        assertThat(reader.integer()).isEqualTo(value);
        reader.end();
        assertThat(new CborWriter().integer(value).toByteArray()).asHexString().isEqualToIgnoringCase(hex);
    }

    @ParameterizedTest
    @CsvSource({"60, ''", "6161, a", "6449455446, IETF", "62225c, '\"\\'", "62c3bc, ü", "63e6b0b4, 水", "64f0908591, 𐅑"
    })
    void text_ofAppendixA_isReadAndWrittenBack(String hex, String value) throws MalformedCborException {
        CborReader reader = reader(hex);
        assertThat(reader.text()).isEqualTo(value);
        reader.end();
        assertThat(new CborWriter().text(value).toByteArray()).asHexString().isEqualToIgnoringCase(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "40",
        "4401020304",
        "80",
        "83010203",
        "8301820203820405",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        "a0",
        "a201020304",
        "a26161016162820203",
        "826161a161626163",
        "a56161614161626142616361436164614461656145",
        "f4",
        "f5",
        "f6",
        "c11a514b67b0",
        "d74401020304",
        "d818456449455446",
        "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
    })
    void item_ofAppendixA_isAccepted(String hex) throws MalformedCborException {
        CborReader reader = reader(hex);
        reader.skip();
        reader.end();
    }

    @ParameterizedTest
    @CsvSource({
        // Heads longer than needed.
        "1800, longer than needed",
        "1817, longer than needed",
        "1900ff, longer than needed",
        "1a0000ffff, longer than needed",
        "1b00000000ffffffff, longer than needed",
        "3817, longer than needed",
        "5800, longer than needed",
        "780161, longer than needed",
        "9800, longer than needed",
        "b800, longer than needed",
        "d80101, longer than needed",
        // Indefinite lengths, and a break alone.
        "5f4101ff, indefinite",
        "7f6161ff, indefinite",
        "9fff, indefinite",
        "bfff, indefinite",
        "ff, break",
        // Reserved additional information 28 to 30, in each major type with an argument.
        "1c, reserved",
        "3d, reserved",
        "5e, reserved",
        "7c, reserved",
        "9d, reserved",
        "be, reserved",
        "dc, reserved",
        // Outside the subset.
        "f7, simple value",
        "f0, simple value",
        "f818, simple value",
        "f93c00, floating point",
        "fa47c35000, floating point",
        "fb3ff199999999999a, floating point",
        "1bffffffffffffffff, 64 signed bits",
        "1b8000000000000000, 64 signed bits",
        "3b8000000000000000, 64 signed bits",
        // Map keys.
        "a2020101 02, out of order",
        "a201020102, twice",
        "a220010102, out of order",
        "a2616101 0102, out of order",
        "a26162016161 02, out of order",
        // Bytewise order of the encodings, not length first over all types: 0x1864 sorts before 0x20.
        "a2200118 6402, out of order",
        "a1a202010102 00, out of order",
        // Not UTF-8: a lone continuation, an overlong form, a surrogate, a truncated one.
        "6180, UTF-8",
        "62c080, UTF-8",
        "63eda080, UTF-8",
        "62e6b0, UTF-8",
        // Ends.
        "18, ends inside a head",
        "1900, ends inside a head",
        "41, are left",
        "6261, are left",
        "81, bytes are left",
        "8201, bytes are left",
        "a101, bytes are left",
        "c1, should begin",
        "5b7fffffffffffffff, are left",
        "9b7fffffffffffffff, are left",
        "bb7fffffffffffffff, are left",
        "'', should begin",
        "0000, after the end",
        "a000, after the end",
    })
    void item_notInItsOneForm_isRefused(String hex, String reason) {
        assertThatThrownBy(() -> {
                    CborReader reader = reader(hex);
                    reader.skip();
                    reader.end();
                })
                .isInstanceOf(MalformedCborException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void map_withKeysInBytewiseOrderOfEncodings_isAccepted() throws MalformedCborException {
        // RFC 8949 §4.2.1's own example: 10, 100, -1, "z", "aa", [100], [-1], false.
        CborReader reader =
                reader("a8" + "0a00" + "186400" + "2000" + "617a00" + "62616100" + "81186400" + "812000" + "f400");
        reader.skip();
        reader.end();
    }

    @Test
    void map_lastKeyOfInnerMap_isNotTheOuterMapsLastKey() throws MalformedCborException {
        CborReader reader = reader("a2" + "01" + "a10500" + "02" + "00");
        reader.map(2);
        reader.integer(1);
        reader.map(1);
        reader.integer(5);
        reader.integer(0);
        reader.integer(2);
        reader.integer(0);
        reader.end();
    }

    @Test
    void nesting_atTheLimit_isAcceptedAndOneMoreRefused() throws MalformedCborException {
        CborReader deepest = reader("81".repeat(CborReader.DEPTH_MAX) + "00");
        deepest.skip();
        deepest.end();
        assertThatThrownBy(() ->
                        reader("81".repeat(CborReader.DEPTH_MAX + 1) + "00").skip())
                .isInstanceOf(MalformedCborException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void end_beforeTheItemIsWhole_isRefused() throws MalformedCborException {
        CborReader reader = reader("820101");
        reader.array(2);
        reader.integer();
        assertThatThrownBy(reader::end)
                .isInstanceOf(MalformedCborException.class)
                .hasMessageContaining("unread");
    }

    @Test
    void value_ofAnotherKindOrSize_isRefusedNamingThePlace() throws MalformedCborException {
        CborReader reader = reader("8201" + "430102 03".replace(" ", ""));
        reader.array(2);
        reader.integer(1);
        assertThatThrownBy(() -> reader.text())
                .isInstanceOfSatisfying(
                        MalformedCborException.class,
                        e -> assertThat(e.offset()).isEqualTo(2))
                .hasMessageContaining("expected TEXT, found BYTES");
        assertThatThrownBy(() -> reader.bytes(4))
                .isInstanceOf(MalformedCborException.class)
                .hasMessageContaining("expected a byte string of 4 bytes, found 3");
        assertThatThrownBy(() -> reader("01").integer(2)).hasMessageContaining("expected 2, found 1");
        assertThatThrownBy(() -> reader("8101").array(2)).hasMessageContaining("expected an array of 2, found 1");
        assertThatThrownBy(() -> reader("a10101").map(2)).hasMessageContaining("expected a map of 2, found 1");
    }

    @Test
    void embedded_isReadInPlaceWithOffsetsOfTheWhole() throws MalformedCborException {
        CborReader outer = reader("8243" + "820102" + "03");
        outer.array(2);
        CborReader inner = outer.embedded();
        assertThat(inner.offset()).isEqualTo(2);
        inner.array(2);
        inner.integer(1);
        inner.integer(2);
        inner.end();
        outer.integer(3);
        outer.end();

        assertThatThrownBy(() -> {
                    CborReader cut = reader("4182").embedded();
                    cut.array();
                })
                .isInstanceOf(MalformedCborException.class)
                .hasMessageContaining("at byte 1");
    }

    private static CborReader reader(String hex) {
        return new CborReader(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
