package org.tallystick.provenance.correction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.form.InvalidFormException;

class CorrectionTest {
    private static Correction parse(String json) {
        return Correction.parse(json.getBytes(UTF_8));
    }

    private static List<String> pointers(String json) {
        return catchThrowableOfType(InvalidFormException.class, () -> parse(json)).faults().stream()
                .map(Fault::pointer)
                .toList();
    }

    @Test
    void parse_reasonAlone_isEnough() {
        Correction correction = parse("{\"reason\":\"did_not_occur\"}");

        assertThat(correction.reason()).isEqualTo(ErrorReason.DID_NOT_OCCUR);
        assertThat(correction.declarationTime()).isEmpty();
        assertThat(correction.correctiveEvents()).isEmpty();
        assertThat(parse("{\"reason\":\"did_not_occur\",\"declarationTime\":null,\"correctiveEvents\":null}")
                        .correctiveEvents())
                .isEmpty();
    }

    @Test
    void parse_correctiveEvents_areKeptOctetForOctet() {
        Correction correction = parse("{ \"correctiveEvents\" : [ {\"a\" : 1.50, \"é\":[{}]} ,\n{\"b\":\"]}\"}],"
                + " \"declarationTime\":\"2026-11-24T09:00:00+01:00\",\"reason\":\"incorrect_data\" }");

        assertThat(correction.declarationTime()).contains(OffsetDateTime.parse("2026-11-24T09:00:00+01:00"));
        assertThat(correction.correctiveEvents().stream().map(event -> new String(event, UTF_8)))
                .containsExactly("{\"a\" : 1.50, \"é\":[{}]}", "{\"b\":\"]}\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|/reason",
                "[]|``",
                "{\"reason\":null}|/reason",
                "{\"reason\":\"oops\"}|/reason",
                "{\"reason\":7}|/reason",
                "{\"reason\":\"incorrect_data\",\"declarationTime\":\"yesterday\"}|/declarationTime",
                "{\"reason\":\"incorrect_data\",\"declarationTime\":\"2026-11-24T09:00:00\"}|/declarationTime",
                "{\"reason\":\"incorrect_data\",\"declarationTime\":\"2026-11-24T09:00:00+01:00:30\"}|/declarationTime",
                "{\"reason\":\"incorrect_data\",\"declarationTime\":1}|/declarationTime",
                "{\"reason\":\"incorrect_data\",\"correctiveEvents\":{}}|/correctiveEvents",
                "{\"reason\":\"incorrect_data\",\"correctiveEvents\":[{\"a\":1},2]}|/correctiveEvents/1",
                "{\"reason\":\"incorrect_data\",\"correctiveEvents\":[{}]}|/correctiveEvents/0",
                "{\"reason\":\"incorrect_data\",\"correctiveEvent\":{\"a/b\":1}}|/correctiveEvent",
                "{\"reason\":\"incorrect_data\",\"a/b\":1}|/a~1b",
            })
    void parse_oneFault_isRefusedAtItsPlace(String json, String pointer) {
        assertThat(pointers(json)).containsExactly(pointer);
    }

    @Test
    void parse_manyFaults_namesAll() {
        assertThat(pointers("{\"declarationTime\":\"now\",\"correctiveEvents\":[1],\"why\":2}"))
                .containsExactly("/reason", "/declarationTime", "/correctiveEvents/0", "/why");
    }

    @Test
    void parse_hundredEvents_areTaken_oneMoreIsRefused() {
        String events = IntStream.range(0, Correction.MAX_CORRECTIVE_EVENTS)
                .mapToObj(i -> "{\"a\":" + i + "}")
                .collect(Collectors.joining(","));

        assertThat(parse("{\"reason\":\"incorrect_data\",\"correctiveEvents\":[" + events + "]}")
                        .correctiveEvents())
                .hasSize(100);
        assertThat(pointers("{\"reason\":\"incorrect_data\",\"correctiveEvents\":[" + events + ",{\"a\":0}]}"))
                .containsExactly("/correctiveEvents");
    }

    @Test
    void parse_ambiguousJson_isMalformed() {
        assertThatThrownBy(() -> parse("{\"reason\":\"did_not_occur\",\"reason\":\"incorrect_data\"}"))
                .isInstanceOf(MalformedEpcisException.class);
        assertThatThrownBy(() -> parse("{\"reason\":\"did_not_occur\"} {}"))
                .isInstanceOf(MalformedEpcisException.class);
    }

    @Test
    void parse_tooLarge_isBeyondTheLimit() {
        String padding = " ".repeat(Correction.MAX_BYTES);
        assertThatThrownBy(() -> parse("{\"reason\":\"did_not_occur\"}" + padding))
                .isInstanceOf(LimitExceededException.class);
    }
}
