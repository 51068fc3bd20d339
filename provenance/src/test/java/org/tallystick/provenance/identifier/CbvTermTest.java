package org.tallystick.provenance.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.provenance.identifier.CbvTerm.Vocabulary;

class CbvTermTest {
    @ParameterizedTest
    @CsvSource({
        "BIZ_STEP,shipping,shipping",
        "BIZ_STEP,cbv:BizStep-shipping,shipping",
        "BIZ_STEP,urn:epcglobal:cbv:bizstep:shipping,shipping",
        "BIZ_STEP,https://ref.gs1.org/cbv/BizStep-shipping,shipping",
        "BIZ_STEP,http://ref.gs1.org/cbv/BizStep-shipping,shipping",
        "BIZ_STEP,https://ns.gs1.org/cbv/BizStep-shipping,shipping",
        "DISPOSITION,urn:epcglobal:cbv:disp:in_transit,in_transit",
        "DISPOSITION,https://ref.gs1.org/cbv/Disp-in_transit,in_transit",
        "BIZ_TRANSACTION_TYPE,urn:epcglobal:cbv:btt:po,po",
        "BIZ_TRANSACTION_TYPE,cbv:BTT-po,po",
        "SOURCE_DESTINATION_TYPE,urn:epcglobal:cbv:sdt:owning_party,owning_party",
        "SOURCE_DESTINATION_TYPE,https://ref.gs1.org/cbv/SDT-owning_party,owning_party",
        "ERROR_REASON,urn:epcglobal:cbv:er:incorrect_data,incorrect_data",
        // of another vocabulary, or the company's own
        "BIZ_STEP,urn:epcglobal:cbv:disp:in_transit,urn:epcglobal:cbv:disp:in_transit",
        "BIZ_STEP,https://ref.gs1.org/cbv/Disp-in_transit,https://ref.gs1.org/cbv/Disp-in_transit",
        "BIZ_STEP,https://example.com/steps/polishing,https://example.com/steps/polishing",
        "BIZ_STEP,urn:epcglobal:cbv:bizstep:a:b,urn:epcglobal:cbv:bizstep:a:b"
    })
    void parse_spellings_areOneValue(Vocabulary vocabulary, String text, String key) {
        CbvTerm term = CbvTerm.parse(vocabulary, text);
        assertThat(term.key()).isEqualTo(key);
        assertThat(CbvTerm.parse(vocabulary, term.uri())).isEqualTo(term);
        assertThat(CbvTerm.parse(vocabulary, term.urn())).isEqualTo(term);
        assertThat(CbvTerm.parse(vocabulary, term.key())).isEqualTo(term);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "ship-ping", "ünterwegs", "urn:a b", ":x"})
    void parse_neitherWordNorUri_isRefused(String text) {
        assertThatThrownBy(() -> CbvTerm.parse(Vocabulary.BIZ_STEP, text))
                .isInstanceOf(MalformedIdentifierException.class);
    }
}
