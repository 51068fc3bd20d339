package org.tallystick.provenance.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueryTest {
    private static EventQuery query(String... namesAndValues) {
        return EventQuery.parse(IntStream.range(0, namesAndValues.length / 2)
                .boxed()
                .collect(Collectors.toMap(i -> namesAndValues[2 * i], i -> List.of(namesAndValues[2 * i + 1]))));
    }

    private static void assertRefused(String name, String value, String why) {
        assertThatThrownBy(() -> query(name, value))
                .isInstanceOf(QueryParameterException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(why)
                .extracting(e -> ((QueryParameterException) e).parameter())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "eventType, ObjectEvent|https://example.com/MyEvent",
        "GE_eventTime, 2026-01-01T00:00:00Z",
        "LT_eventTime, 2026-01-01T00:00:00.123456+01:00",
        "GE_recordTime, 2026-01-01T00:00:00Z",
        "LT_recordTime, 2026-01-01T00:00:00Z",
        "EQ_action, ADD|DELETE",
        "EQ_bizStep, shipping|https://example.com/steps/x",
        "EQ_disposition, in_transit",
        "EQ_readPoint, urn:epc:id:sgln:4012345.00001.0",
        "EQ_bizLocation, https://id.gs1.org/414/4012345000016",
        "MATCH_epc, urn:epc:id:sgtin:4012345.011111.9876",
        "MATCH_parentID, urn:x:a",
        "MATCH_inputEPC, urn:x:a",
        "MATCH_outputEPC, urn:x:a",
        "MATCH_anyEPC, urn:x:a|urn:x:b",
        "MATCH_epcClass, urn:epc:idpat:sgtin:4012345.011111.*",
        "MATCH_inputEPCClass, urn:x:a",
        "MATCH_outputEPCClass, urn:x:a",
        "MATCH_anyEPCClass, urn:x:a",
        "EQ_bizTransaction_po, urn:x:a",
        "EQ_bizTransaction_urn:gs1:epcisapp:rail:btt:passage, urn:x:a",
        "EQ_bizTransaction_urn:epcglobal:cbv:btt:po, urn:x:a",
        "EQ_source_http://acme.example/types/yard, urn:x:a",
        "EQ_destination_https://ref.gs1.org/cbv/SDT-location, urn:x:a",
        "EQ_source_owning_party, urn:x:a",
        "EQ_destination_location, urn:x:a",
        "EQ_transformationID, urn:x:a",
        "EQ_eventID, urn:uuid:1",
        "EXISTS_errorDeclaration, true",
        "orderBy, eventTime",
        "orderBy, recordTime",
        "orderDirection, ASC",
        "maxEventCount, 10",
        "perPage, 10",
    })
    void parse_parameterOfTheStandard_isTaken(String name, String value) {
        assertThat(query(name, value)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "eventType, SomethingEvent, neither an EPCIS event type nor a URI",
        "GE_eventTime, yesterday, no date and time",
        "GE_eventTime, 2026-01-01T00:00:00, no date and time",
        "LT_eventTime, 2026-13-01T00:00:00Z, no date and time",
        "LT_eventTime, 2026-01-01T00:00Z, no date and time",
        "LT_eventTime, 2026-01-01T00:00:00 01:00, '+ is written %2B'",
        "GE_recordTime, 2026-01-01T00:00:00Z|2026-01-02T00:00:00Z, takes one",
        "LT_recordTime, '', no date and time",
        "EQ_action, CREATE, none of ADD",
        "EQ_bizStep, not a word, neither a word nor a URI",
        "EQ_disposition, '', neither a word nor a URI",
        "EQ_readPoint, here, no absolute URI",
        "EQ_bizLocation, '', no absolute URI",
        "MATCH_epc, 9876, no absolute URI",
        "MATCH_epc, urn:epc:idpat:sgtin:4012345.011111.*, patterns are not supported yet",
        "MATCH_anyEPC, urn:x:a|, no absolute URI",
        "MATCH_anyEPC, urn:epc:idpat:sscc:4012345.*, patterns are not supported yet",
        "MATCH_epcClass, '', no absolute URI",
        "EQ_bizTransaction_po, 4711, no absolute URI",
        "EQ_eventID, 1, no absolute URI",
        "EXISTS_errorDeclaration, false, true or left out",
        "orderBy, bizStep, neither eventTime nor recordTime",
        "orderBy, example:field, not supported yet",
        "orderDirection, UP, neither ASC nor DESC",
        "maxEventCount, 0, no whole number",
        "perPage, -1, no whole number",
        "EQ_quantity, many, no number",
        "EQ_quantity, 1e9, no number",
        "EQ_quantity, 1111111111111111111111111111111, no number",
        "GE_quantity, 1|2, 2 values",
        "LT_quantity, '', no number",
        "GE_errorDeclaration_Time, 2026, no date and time",
        "LT_errorDeclarationTime, 2026-13-24T08:30:00Z, no date and time",
        "perPage, many, no whole number",
        "nextPageToken, abc, none that was given out here",
    })
    void parse_wrongValue_isRefusedByName(String name, String value, String why) {
        assertRefused(name, value, why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EQ_persistentDisposition_set",
                "WD_readPoint",
                "WD_bizLocation",
                "EQ_errorReason",
                "EQ_correctiveEventID",
                "EXISTS_sensorElementList",
                "GE_time",
                "LT_endTime",
                "EQ_type",
                "EQ_deviceID",
                "EQ_booleanValue",
                "LE_percRank",
                "EQ_example:field",
                "GE_INNER_example:field",
                "LT_ILMD_example:field",
                "LE_INNER_ILMD_example:field",
                "EXISTS_example:field",
                "EXISTS_INNER_ILMD_example:field",
                "EQ_ERROR_DECLARATION_example:field",
                "EXISTS_INNER_ERROR_DECLARATION_example:field",
                "GT_SENSORELEMENT_example:field",
                "EQ_INNER_SENSORREPORT_example:field",
                "EXISTS_SENSORMETADATA_example:field",
                "EQ_readPoint_example:field",
                "EQ_INNER_bizLocation_example:field",
                "HASATTR_example:field",
                "EQ_ATTR_field_attribute",
                "EQ_value_KGM",
                "GE_maxValue_CEL",
                "LT_percValue_P1",
                "EQ_quantity_KGM",
            })
    void parse_nameOfTheStandardToCome_isRefusedAsSuch(String name) {
        assertRefused(name, "1", "not supported yet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bizStep",
                "eq_bizStep",
                "LE_eventTime",
                "GT_recordTime",
                "MATCH_childEPC",
                "EQ_bizTransaction_",
                "EQ_bizTransaction",
                "EXISTS_bizStep",
                "EQ_value_kilogram",
                "EQ_value",
                "GE_minimum_KGM",
                "EQ_:field",
                "EXISTS_INNER_SENSORELEMENT_example:field",
                "limit",
            })
    void parse_unknownName_isRefused(String name) {
        assertRefused(name, "1", "no query parameter of EPCIS 2.0 has this name");
    }

    @Test
    void parse_limits_thatExcludeEachOther_areRefused() {
        assertThat(query("eventCountLimit", "5", "orderBy", "eventTime")).isNotNull();
        assertThatThrownBy(() -> query("eventCountLimit", "5"))
                .isInstanceOf(QueryParameterException.class)
                .hasMessageContaining("needs orderBy");
        assertThatThrownBy(() -> query("eventCountLimit", "5", "maxEventCount", "5", "orderBy", "eventTime"))
                .isInstanceOf(QueryParameterException.class)
                .hasMessageContaining("does not go together");
    }

    @Test
    void parse_tooManyValues_isTooComplex() {
        String most = IntStream.range(0, ParameterGrammar.VALUES_MAX)
                .mapToObj(i -> "urn:x:" + i)
                .collect(Collectors.joining("|"));

        assertThat(query("MATCH_anyEPC", most)).isNotNull();
        assertThatThrownBy(() -> query("MATCH_anyEPC", most + "|urn:x:more"))
                .isInstanceOf(QueryTooComplexException.class);
    }

    @Test
    void digest_sameQueryInAnotherSpelling_isEqual() {
        EventQuery query = query(
                "EQ_bizStep",
                "shipping|receiving",
                "MATCH_anyEPC",
                "urn:epc:id:sgtin:4012345.011111.9876",
                "perPage",
                "5");
        EventQuery same = EventQuery.parse(Map.of(
                "MATCH_anyEPC",
                List.of("https://id.gs1.org/01/04012345111118/21/9876"),
                "EQ_bizStep",
                List.of("https://ref.gs1.org/cbv/BizStep-receiving", "shipping", "shipping")));

        assertThat(same.digest()).isEqualTo(query.digest());
        assertThat(query("EQ_bizStep", "shipping").digest()).isNotEqualTo(query.digest());
    }

    @Test
    void pageToken_anyByteChanged_isRefusedOrOfAnotherPlace() {
        EventQuery query = query("EQ_bizStep", "shipping");
        PageToken token = new PageToken(PageToken.QueryName.of(query), 100, 30, 1_700_000_000_000_000L, 17, 3);
        assertThat(PageToken.parse(token.toString())).isEqualTo(token);
        token.requireOf(query);

        byte[] bytes = Base64.getUrlDecoder().decode(token.toString());
        for (int i = 0; i < 17; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> PageToken.parse(Base64.getUrlEncoder().encodeToString(changed))
                            .requireOf(query))
                    .isInstanceOf(QueryParameterException.class);
        }
        for (int length : new int[] {0, bytes.length - 1, bytes.length + 1}) {
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> PageToken.parse(text)).isInstanceOf(QueryParameterException.class);
        }
        assertThatThrownBy(() -> PageToken.parse(token + "="))
                .as("another spelling of the same bytes")
                .isInstanceOf(QueryParameterException.class);
    }
}
