package org.tallystick.provenance.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementStringTest {
    /** {@code ^} stands for the group separator, 1D. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    (01)09521234543213                         | 01/09521234543213            | (01)09521234543213
                    (01)09521234543213(10)LOT7(21)1234         | 01/09521234543213/21/1234    | (01)09521234543213(10)LOT7(21)1234
                    (01)09521234543213(10)a(b)c(17)261231      | 01/09521234543213/10/a(b)c   | (01)09521234543213(10)a(b)c(17)261231
                    (01)09521234543213(10)a(99x)(17)261231     | 01/09521234543213/10/a(99x)  | (01)09521234543213(10)a(99x)(17)261231
                    (00)195212340000000171                     | 00/195212340000000171        | (00)195212340000000171
                    (00)195212340000000171(02)09521234543213(37)24 | 00/195212340000000171    | (00)195212340000000171(02)09521234543213(37)24
                    (414)9521234000013(254)7                   | 414/9521234000013/254/7      | (414)9521234000013(254)7
                    (8003)0952123400020487                     | 8003/0952123400020487        | (8003)0952123400020487
                    ]C1010952123454321310LOT7^211234           | 01/09521234543213/21/1234    | (01)09521234543213(10)LOT7(21)1234
                    ]d201095212345432131726123110LOT7          | 01/09521234543213/10/LOT7    | (01)09521234543213(17)261231(10)LOT7
                    ]d2^0109521234543213^17261231^10LOT7^      | 01/09521234543213/10/LOT7    | (01)09521234543213(17)261231(10)LOT7
                    ]Q30109521234543213211234^3103001250       | 01/09521234543213/21/1234    | (01)09521234543213(21)1234(3103)001250
                    010952123454321321a/b                      | 01/09521234543213/21/a%2Fb   | (01)09521234543213(21)a/b
                    00195212340000000171                       | 00/195212340000000171        | (00)195212340000000171
                    8010 9521234AB^80111                       | 8010/9521234AB/8011/1        | (8010)9521234AB(8011)1
                    """)
    void parse_printedAndScanned_identifyTheFinest(String text, String key, String printed) {
        ElementString elements = ElementString.parse(text.replace(" ", "").replace('^', (char) 0x1D));
        assertThat(Objects.requireNonNull(elements.identifier()).key()).isEqualTo(key);
        assertThat(elements).hasToString(printed);
        assertThat(ElementString.parse(printed)).isEqualTo(elements);
    }

    @ParameterizedTest
    @CsvSource({"(10)LOT7,10,LOT7", "(17)260200,17,260200", "(3103)001250,3103,001250", "(99)A-1,99,A-1"})
    void parse_dataWithoutKey_identifiesNothing(String text, String ai, String value) {
        ElementString elements = ElementString.parse(text);
        assertThat(elements.identifier()).isNull();
        assertThat(elements.value(ai)).isEqualTo(value);
        assertThat(elements.value("21")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(",
                "(01)",
                "(01)09521234543214",
                "(01)0952123454321",
                "(01)095212345432130",
                "(02)09521234543214",
                "(01)09521234543213(01)09521234543213",
                "(01)09521234543213x",
                "(01)09521234543213(21)",
                "(01)09521234543213(21)123456789012345678901",
                "(01)09521234543213(21)ä",
                "(17)261301",
                "(17)260230",
                "(17)26123",
                "(05)1",
                "(410)9521234000014",
                "hello",
                "]C0hello",
                "]E09521234543213",
                "]C1",
                "]d2010952123454321",
                "]d20109521234543213\u001D21",
                "]d20109521234543213ZZ"
            })
    void parse_wrongBarcode_isRefused(String text) {
        assertThatThrownBy(() -> ElementString.parse(text)).isInstanceOf(MalformedIdentifierException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "(01)09521234543213(17)261231(21)1001(10)LOT7,https://id.gs1.org/01/09521234543213/10/LOT7/21/1001?17=261231",
        "(00)195212340000000171,https://id.gs1.org/00/195212340000000171",
        "(00)195212340000000171(02)09521234543213(37)24,https://id.gs1.org/00/195212340000000171?02=09521234543213&37=24",
        "(01)09521234543213(10)A/B%,https://id.gs1.org/01/09521234543213/10/A%2FB%25",
        "(414)9521234000013(254)7,https://id.gs1.org/414/9521234000013/254/7",
        "(17)261231,"
    })
    void digitalLink_hasTheKeyItsQualifiersAndTheRest(String text, String link) {
        assertThat(ElementString.parse(text).digitalLink()).isEqualTo(link);
    }
}
