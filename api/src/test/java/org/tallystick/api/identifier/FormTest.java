package org.tallystick.api.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|application/did-resolution",
                "application/*|application/did-resolution",
                "application/did-resolution|application/did-resolution",
                "application/did|application/did",
                "APPLICATION/DID|application/did",
                "application/did+json|application/did+json",
                "application/did;q=0.5, application/did-resolution;q=0.4|application/did",
                "text/html, application/xhtml+xml, */*;q=0.8|application/did-resolution",
                "application/did-resolution;q=0, */*|application/did",
                "application/ld+json;profile=\"https://w3id.org/did-resolution\"|application/ld+json",
                "application/json|application/json"
            })
    void accept_thatCanBeMet_isMetByTheBest(String accept, String mediaType) {
        assertThat(Form.wanted(accept).map(Form.Named::mediaType)).contains(mediaType);
    }

    @Test
    void accept_ofNothingOffered_isEmpty() {
        assertThat(Form.wanted("text/html")).isEmpty();
        assertThat(Form.wanted("application/did;q=0")).isEmpty();
        assertThat(Form.wanted("*")).isEmpty();
        assertThat(Form.wanted("x".repeat(5_000))).isEmpty();
    }

    @Test
    void accept_thatIsNotThere_isTheWholeResult() {
        assertThat(Form.wanted(null)).contains(new Form.Named(Form.RESULT, "application/did-resolution"));
        assertThat(Form.wanted(" ")).contains(new Form.Named(Form.RESULT, "application/did-resolution"));
    }
}
