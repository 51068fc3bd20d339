package org.tallystick.provenance.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GS1 reserves the company prefixes 952… for examples: none of these things exists. */
class IdentifierTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # EPC URNs of one thing
                    urn:epc:id:sgtin:9521234.054321.1234          | 01/09521234543213/21/1234
                    urn:epc:id:sgtin:952123456789.1.1234          | 01/19521234567896/21/1234
                    urn:epc:id:sgtin:952123.0000001.1234          | 01/09521230000017/21/1234
                    urn:epc:id:sgtin:9521234.054321.32a%2Fb       | 01/09521234543213/21/32a%2Fb
                    urn:epc:id:sgtin:9521234.054321.1.2.3         | 01/09521234543213/21/1.2.3
                    urn:epc:id:sgtin:9521234.054321.!'()*+,-.:;=_ | 01/09521234543213/21/!'()*+,-.:;=_
                    urn:epc:id:sgtin:9521234.054321.%22%25%26%2f%3C%3E%3F | 01/09521234543213/21/%22%25%26%2F%3C%3E%3F
                    urn:epc:id:sscc:9521234.1000000017            | 00/195212340000000171
                    urn:epc:id:sgln:9521234.00001.0               | 414/9521234000013
                    urn:epc:id:sgln:9521234.00001.987             | 414/9521234000013/254/987
                    urn:epc:id:sgln:952123456789..0               | 414/9521234567899
                    urn:epc:id:pgln:9521234.00001                 | 417/9521234000013
                    urn:epc:id:pgln:952123456789.                 | 417/9521234567899
                    urn:epc:id:grai:9521234.00020.87              | 8003/0952123400020487
                    urn:epc:id:giai:9521234.AAbb                  | 8004/9521234AAbb
                    urn:epc:id:gsrn:9521234.0000000017            | 8018/952123400000000178
                    urn:epc:id:gsrnp:9521234.0000000018           | 8017/952123400000000185
                    urn:epc:id:gdti:9521234.00020.PO-4711         | 253/9521234000204PO-4711
                    urn:epc:id:cpi:9521234.ABC-5.123              | 8010/9521234ABC-5/8011/123
                    urn:epc:id:cpi:9521234.A%23%2F.123            | 8010/9521234A%23%2F/8011/123
                    urn:epc:id:sgcn:9521234.00020.44              | 255/952123400020444
                    urn:epc:id:ginc:9521234.xyz47%2F11            | 401/9521234xyz47%2F11
                    urn:epc:id:gsin:9521234.000000017             | 402/95212340000000174
                    urn:epc:id:itip:9521234.054321.01.02.987      | 8006/095212345432130102/21/987
                    urn:epc:id:upui:9521234.054321.51qIgY         | 01/09521234543213/235/51qIgY
                    # of a class
                    urn:epc:class:lgtin:9521234.054321.Lot987     | 01/09521234543213/10/Lot987
                    urn:epc:idpat:sgtin:9521234.054321.*          | 01/09521234543213
                    urn:epc:idpat:grai:9521234.00020.*            | 8003/09521234000204
                    urn:epc:idpat:gdti:9521234.00020.*            | 253/9521234000204
                    urn:epc:idpat:sgcn:9521234.00020.*            | 255/9521234000204
                    urn:epc:idpat:cpi:9521234.ABC.*               | 8010/9521234ABC
                    urn:epc:idpat:itip:9521234.054321.01.02.*     | 8006/095212345432130102
                    urn:epc:idpat:upui:9521234.054321.*           | 01/09521234543213
                    # Digital Links: any host, any path in front, short names, queries, coarser qualifiers, padding
                    https://id.gs1.org/01/09521234543213/21/1234  | 01/09521234543213/21/1234
                    http://id.gs1.org/01/09521234543213/21/1234   | 01/09521234543213/21/1234
                    HTTPS://ID.GS1.ORG/01/09521234543213/21/1234  | 01/09521234543213/21/1234
                    https://example.com/a/b/gtin/9521234543213/ser/1234/?linkType=all#top | 01/09521234543213/21/1234
                    https://example.com/01/09521234543213/22/2A/10/LOT/21/1234 | 01/09521234543213/21/1234
                    https://example.com/01/09521234543213/cpv/2A  | 01/09521234543213
                    https://example.com/01/09521234543213/lot/A%2fB?17=261231 | 01/09521234543213/10/A%2FB
                    https://example.com/01/09521234543213/21/%31%32 | 01/09521234543213/21/12
                    https://example.com/gln/9521234000013/254/7   | 414/9521234000013/254/7
                    https://example.com/party/9521234000013       | 417/9521234000013
                    https://example.com/sscc/195212340000000171   | 00/195212340000000171
                    https://example.com/gsrn/952123400000000178/8019/1 | 8018/952123400000000178
                    https://example.com/01/2026/01/09521234543213 | 01/09521234543213
                    """)
    void parse_spellingsOfGs1Keys_areOneCanonicalValue(String uri, String key) {
        Gs1Identifier strict = Gs1Identifier.parse(uri);
        Identifier identifier = Identifier.parse(uri);
        assertThat(identifier).isEqualTo(strict);
        assertThat(identifier.key()).isEqualTo(key);
        assertThat(identifier.uri()).isEqualTo("https://id.gs1.org/" + key).isEqualTo(identifier.toString());
        assertThat(Identifier.parse(identifier.uri())).isEqualTo(identifier);
        assertThat(Identifier.ofKey(key)).isEqualTo(identifier);
    }

    /** Strictly no GS1 key, and the reason said; in an event, a URI all the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    https://id.gs1.org/01/09521234543214/21/1234       | wrong check digit: 4, the digits before it give 3
                    https://id.gs1.org/00/195212340000000172           | wrong check digit
                    https://id.gs1.org/01/0952123454321                | wrong check digit
                    https://id.gs1.org/01/095212345                    | is no GTIN
                    https://id.gs1.org/01/0952123454321X               | is no GTIN
                    https://id.gs1.org/01/09521234543213/21            | without a value
                    https://id.gs1.org/01/09521234543213/21/           | without a value
                    https://id.gs1.org/01/09521234543213/21//10/A      | is no serial
                    https://id.gs1.org/01/09521234543213/21/1/10/A     | does not qualify
                    https://id.gs1.org/01/09521234543213/254/1         | does not qualify
                    https://id.gs1.org/01/09521234543213/21/123456789012345678901 | is no serial
                    https://id.gs1.org/01/09521234543213/21/a%20b      | is no serial
                    https://id.gs1.org/01/09521234543213/21/a%         | no escape
                    https://id.gs1.org/01/09521234543213/21/%C3%A4     | no escape
                    https://id.gs1.org/8006/095212345432130302         | piece 03 of 02
                    https://id.gs1.org/8006/095212345432130002         | piece 00 of 02
                    https://id.gs1.org/8003/19521234000201             | is no GRAI
                    https://id.gs1.org/8004/AAbb                       | is no GIAI
                    https://id.gs1.org/8010/9521234abc                 | cannot have
                    https://id.gs1.org/255/9521234000204A              | cannot have
                    urn:epc:id:sgtin:9521234.54321.1234                | not 13 digits together
                    urn:epc:id:sgtin:95212.00543213.1234               | has not 6 to 12 digits
                    urn:epc:id:sgtin:9521234.054321                    | 2 of 3 components
                    urn:epc:id:sgtin:9521234.054321.                   | is no serial
                    urn:epc:id:sgtin:9521234..1234                     | not 13 digits together
                    urn:epc:id:sgtin:9521234.05432X.1                  | not 13 digits together
                    urn:epc:id:sgtin:9521234.054321.a/b                | must be written as an escape
                    urn:epc:id:sscc:95212341234.0005                   | not 17 digits together
                    urn:epc:id:grai:9521234.00020.                     | has no serial
                    urn:epc:id:itip:9521234.054321.03.02.987           | piece 03 of 02
                    urn:epc:id:giai:9521234.                           | has no reference
                    urn:epc:id:cpi:9521234.ABC.x                       | is no cpid serial
                    """)
    void parse_nearlyGs1_staysUri_andIsRefusedStrictly(String uri, String reason) {
        assertThat(Identifier.parse(uri)).isEqualTo(new UriIdentifier(uri));
        assertThat(Identifier.parse(uri).key()).isEqualTo(uri);
        assertThatThrownBy(() -> Gs1Identifier.parse(uri))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:gdst:example.org:product:lot:class:processor.2u.v1-0122-2022",
                "http://transaction.acme.com/po/12345678",
                "https://example.com/01",
                "https://example.com",
                "urn:epcglobal:cbv:bt:9521234000013:1152",
                "urn:epc:id:bic:CSQU3054383",
                "urn:epc:id:gid:95100000.12345.400",
                "urn:epc:idpat:sgtin:9521234.*.*",
                "urn:epc:idpat:sgtin:9521234.054321.[1-9]",
                "urn:epc:id:sgtin",
                "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
                "ni:///sha-256;36abb3?ver=CBV2.0",
                "did:web:example.com"
            })
    void parse_otherUris_areKeptAsTheyAre(String uri) {
        Identifier identifier = Identifier.parse(uri);
        assertThat(identifier).isEqualTo(new UriIdentifier(uri));
        assertThat(identifier.uri()).isEqualTo(uri).isEqualTo(identifier.key());
        assertThat(Identifier.ofKey(uri)).isEqualTo(identifier);
        assertThatThrownBy(() -> Gs1Identifier.parse(uri)).isInstanceOf(MalformedIdentifierException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", ":x", "x:", "1x:y", "urn:a b", "urn:a\nb", "urn:ä", "/01/09521234543213", "urn:a\u0000"
            })
    void parse_noUri_isRefused(String text) {
        assertThatThrownBy(() -> Identifier.parse(text)).isInstanceOf(MalformedIdentifierException.class);
    }

    @Test
    void parse_longestUri_isTaken_andOneMore_isRefused() {
        String longest = "urn:" + "x".repeat(UriIdentifier.MAX_LENGTH - 4);
        assertThat(Identifier.parse(longest).key()).isEqualTo(longest);
        assertThatThrownBy(() -> Identifier.parse(longest + "x")).isInstanceOf(MalformedIdentifierException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01/9521234543213", "gtin/09521234543213", "01/09521234543213/21/a%2fb", "01/09521234543213/10/L/21/1",
                "01/09521234543213/", "https://id.gs1.org/01/09521234543213", "1", ""
            })
    void ofKey_textThatKeyWouldNotPrint_isRefused(String key) {
        assertThatThrownBy(() -> Identifier.ofKey(key)).isInstanceOf(MalformedIdentifierException.class);
    }

    /** Every digit of a key is protected: change any one by any amount and the check digit tells. */
    @Test
    void parse_anyOneDigitChanged_isNoKeyAnyMore() {
        for (String uri : new String[] {
            "https://id.gs1.org/00/195212340000000171",
            "https://id.gs1.org/01/09521234543213",
            "https://id.gs1.org/414/9521234000013",
            "https://id.gs1.org/402/95212340000000174",
            "https://id.gs1.org/8018/952123400000000178"
        }) {
            int first = uri.lastIndexOf('/') + 1;
            for (int at = first; at < uri.length(); at++) {
                for (char digit = '0'; digit <= '9'; digit++) {
                    String changed = uri.substring(0, at) + digit + uri.substring(at + 1);
                    assertThat(Identifier.parse(changed) instanceof Gs1Identifier)
                            .as(changed)
                            .isEqualTo(changed.equals(uri));
                }
            }
        }
    }

    @Test
    void with_qualifierOfAnotherKey_isRefused() {
        Gs1Identifier place = Gs1Identifier.of(Gs1Key.GLN, "9521234000013");
        assertThatThrownBy(() -> place.with(Qualifier.SERIAL, "1")).isInstanceOf(MalformedIdentifierException.class);
        assertThat(place.asParty().key()).isEqualTo("417/9521234000013");
    }
}
