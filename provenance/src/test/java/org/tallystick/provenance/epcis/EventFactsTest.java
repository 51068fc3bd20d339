package org.tallystick.provenance.epcis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.ledger.testing.TestData;
import org.tallystick.provenance.epcis.EpcisFiles.EpcisFile;
import org.tallystick.provenance.epcis.EventFacts.Role;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.CbvTerm.Vocabulary;
import org.tallystick.provenance.identifier.Identifier;

class EventFactsTest {
    private static EventFacts facts(String record) {
        return EventRecord.of(record.getBytes(UTF_8)).facts();
    }

    private static String record(String members) {
        return "{\"@context\":[\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\",{\"ex\":\"https://example.com/\"}],"
                + "\"type\":\"ObjectEvent\",\"eventID\":\"urn:x:1\",\"eventTime\":\"2026-11-24T08:30:00.5+01:00\","
                + "\"eventTimeZoneOffset\":\"+01:00\"" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    @Test
    void facts_everyMember_isTold() {
        EventFacts facts = facts(record("""
                "action":"ADD","bizStep":"cbv:BizStep-shipping","disposition":"ex:lost",
                "persistentDisposition":{"set":["recalled"],"unset":["urn:epcglobal:cbv:disp:damaged"]},
                "readPoint":{"id":"urn:epc:id:sgln:9521234.00001.0","ex:note":{"id":"urn:not:this"}},
                "bizLocation":{"id":"ex:ramp7"},
                "bizTransactionList":[{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:9521234000013:1"},
                                      {"bizTransaction":"ex:orders/2"}],
                "sourceList":[{"type":"owning_party","source":"urn:epc:id:pgln:9521234.00001"}],
                "destinationList":[{"destination":"urn:epc:id:pgln:9521234.00001","type":"urn:epcglobal:cbv:sdt:possessing_party"}],
                "epcList":["urn:epc:id:sscc:9521234.1000000017","https://example.com/00/195212340000000171"],
                "parentID":"urn:p:1","childEPCs":["urn:c:1"],"inputEPCList":["urn:i:1"],"outputEPCList":["urn:o:1"],
                "quantityList":[{"epcClass":"urn:epc:class:lgtin:9521234.054321.A","quantity":200.50,"uom":"KGM"},
                                {"epcClass":"urn:q:2"}],
                "childQuantityList":[{"quantity":1e2,"epcClass":"urn:q:3"}],
                "inputQuantityList":[{"epcClass":"urn:q:4","quantity":0}],
                "outputQuantityList":[{"epcClass":"urn:q:5","quantity":-7}],
                "transformationID":"urn:t:1",
                "errorDeclaration":{"declarationTime":"2026-11-25T00:00:00Z","reason":"incorrect_data","ex:why":"typo",
                                    "correctiveEventIDs":["urn:x:2","urn:x:3"]},
                "ilmd":{"ex:a":{"epcList":["urn:not:this"]}},"ex:extension":[{"type":"urn:not:this"}],
                "sensorElementList":[{"sensorReport":[{"type":"Temperature","value":1}]}],
                "recordTime":"2020-01-01T00:00:00Z","certificationInfo":"urn:cert:1\"""".replace("\n", " ")));
        assertThat(facts)
                .isEqualTo(new EventFacts(
                        EventType.OBJECT,
                        Instant.parse("2026-11-24T07:30:00.5Z"),
                        "+01:00",
                        "urn:x:1",
                        Action.ADD,
                        new CbvTerm(Vocabulary.BIZ_STEP, "shipping"),
                        new CbvTerm(Vocabulary.DISPOSITION, "https://example.com/lost"),
                        List.of(new CbvTerm(Vocabulary.DISPOSITION, "recalled")),
                        List.of(new CbvTerm(Vocabulary.DISPOSITION, "damaged")),
                        Identifier.ofKey("414/9521234000013"),
                        Identifier.parse("https://example.com/ramp7"),
                        List.of(
                                new EventFacts.BizTransaction(
                                        new CbvTerm(Vocabulary.BIZ_TRANSACTION_TYPE, "po"),
                                        Identifier.parse("urn:epcglobal:cbv:bt:9521234000013:1")),
                                new EventFacts.BizTransaction(null, Identifier.parse("https://example.com/orders/2"))),
                        List.of(new EventFacts.Party(
                                new CbvTerm(Vocabulary.SOURCE_DESTINATION_TYPE, "owning_party"),
                                Identifier.ofKey("417/9521234000013"))),
                        List.of(new EventFacts.Party(
                                new CbvTerm(Vocabulary.SOURCE_DESTINATION_TYPE, "possessing_party"),
                                Identifier.ofKey("417/9521234000013"))),
                        List.of(
                                new EventFacts.Epc(Role.OBJECT, Identifier.ofKey("00/195212340000000171")),
                                new EventFacts.Epc(Role.OBJECT, Identifier.ofKey("00/195212340000000171")),
                                new EventFacts.Epc(Role.PARENT, Identifier.parse("urn:p:1")),
                                new EventFacts.Epc(Role.CHILD, Identifier.parse("urn:c:1")),
                                new EventFacts.Epc(Role.INPUT, Identifier.parse("urn:i:1")),
                                new EventFacts.Epc(Role.OUTPUT, Identifier.parse("urn:o:1"))),
                        List.of(
                                new EventFacts.Quantity(
                                        Role.OBJECT,
                                        Identifier.ofKey("01/09521234543213/10/A"),
                                        new BigDecimal("200.50"),
                                        "KGM"),
                                new EventFacts.Quantity(Role.OBJECT, Identifier.parse("urn:q:2"), null, null),
                                new EventFacts.Quantity(
                                        Role.CHILD, Identifier.parse("urn:q:3"), new BigDecimal("1e2"), null),
                                new EventFacts.Quantity(Role.INPUT, Identifier.parse("urn:q:4"), BigDecimal.ZERO, null),
                                new EventFacts.Quantity(
                                        Role.OUTPUT, Identifier.parse("urn:q:5"), BigDecimal.valueOf(-7), null)),
                        Identifier.parse("urn:t:1"),
                        new EventFacts.ErrorDeclaration(
                                Instant.parse("2026-11-25T00:00:00Z"),
                                new CbvTerm(Vocabulary.ERROR_REASON, "incorrect_data"),
                                List.of("urn:x:2", "urn:x:3"))));
    }

    @Test
    void facts_contextLast_readsTheSame() {
        String first = record("\"bizStep\":\"ex:step\"");
        int comma = first.indexOf("],") + 1;
        String last = "{" + first.substring(comma + 1, first.length() - 1) + "," + first.substring(1, comma) + "}";
        assertThat(facts(last)).isEqualTo(facts(first));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T08:30:00Z,2026-11-24T08:30:00Z",
        "2026-11-24t08:30:00z,2026-11-24T08:30:00Z",
        "2005-04-03T20:33:31.116000-06:00,2005-04-04T02:33:31.116Z",
        "2022-09-05T19:04:37.5450000+00:00,2022-09-05T19:04:37.545Z",
        "2026-01-01T00:00:00.123456789999+14:00,2025-12-31T10:00:00.123456789Z",
        "2024-02-29T23:59:59-00:30,2024-03-01T00:29:59Z"
    })
    void eventTime_rfc3339_isRead(String text, Instant instant) {
        assertThat(facts(record("").replace("2026-11-24T08:30:00.5+01:00", text))
                        .eventTime())
                .isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-24",
                "2026-11-24T08:30:00",
                "2026-11-24 08:30:00Z",
                "2026-11-24T08:30Z",
                "2026-11-24T08:30:00.Z",
                "2026-11-24T08:30:00+0100",
                "2026-11-24T08:30:00+24:00",
                "2026-11-24T08:30:00Z ",
                "2026-02-29T08:30:00Z",
                "2026-11-24T24:00:00Z",
                "2026-12-31T23:59:60Z",
                "+2026-11-24T08:30:00Z",
                "24-11-2026T08:30:00Z"
            })
    void eventTime_notRfc3339_isRefusedAtItsPlace(String text) {
        assertThatThrownBy(() -> facts(record("").replace("2026-11-24T08:30:00.5+01:00", text)))
                .isInstanceOfSatisfying(
                        MalformedEpcisException.class,
                        e -> assertThat(e.pointer()).isEqualTo("/eventTime"));
    }

    static Stream<String> notRecords() {
        return Stream.of(
                "",
                "7",
                "[]",
                "{}",
                record("").replace("\"eventID\":\"urn:x:1\",", ""),
                record("").replace("\"@context\"", "\"context\""),
                record("").replace("ObjectEvent", "PartyEvent"),
                record("") + record(""),
                record("\"type\":\"ObjectEvent\""),
                record("\"action\":\"add\""),
                record("\"epcList\":\"urn:x:1\""),
                record("\"epcList\":[7]"),
                record("\"epcList\":[\"x\"]"),
                record("\"readPoint\":{}"),
                record("\"readPoint\":\"urn:x:1\""),
                record("\"quantityList\":[{\"quantity\":1}]"),
                record("\"quantityList\":[{\"epcClass\":\"urn:x:1\",\"quantity\":\"1\"}]"),
                record("\"quantityList\":[{\"epcClass\":\"urn:x:1\",\"quantity\":1e301}]"),
                record("\"sourceList\":[{\"source\":\"urn:x:1\"}]"),
                record("\"errorDeclaration\":{}"),
                record("\"bizStep\":\"no word\""));
    }

    /** A record may come from another node, so its reader trusts no schema check of somebody else's. */
    @ParameterizedTest
    @MethodSource("notRecords")
    void facts_ofWhatIsNoRecord_areRefused(String record) {
        assertThatThrownBy(() -> facts(record)).isInstanceOf(MalformedEpcisException.class);
    }

    /** The event hash's strings hold every identifier and word in canonical form: other people's judgement of ours. */
    @ParameterizedTest
    @MethodSource("hashed")
    void facts_agreeWithTheStringsOfTheEventHash(EpcisFile file) throws Exception {
        Path expected = TestData.path("event-hash/expected/CBV2.0/"
                + file.name().substring(0, file.name().indexOf('.')) + ".prehashes");
        List<String> strings = Files.readAllLines(expected, UTF_8);
        List<EventRecord> records =
                EpcisDocument.read(file.bytes(), DocumentLimits.DEFAULT).records(new EventIdSecret(new byte[32]));
        assertThat(records).hasSameSizeAs(strings);
        for (int i = 0; i < records.size(); i++) {
            EventFacts facts = records.get(i).facts();
            List<String> pieces = new ArrayList<>();
            pieces.add("eventType=" + facts.type());
            facts.epcs()
                    .forEach(epc -> pieces.add((epc.role() == Role.PARENT ? "parentID=" : "epc=")
                            + epc.identifier().uri()));
            facts.quantities()
                    .forEach(quantity ->
                            pieces.add("epcClass=" + quantity.epcClass().uri()
                                    + (quantity.quantity() == null
                                            ? ""
                                            : "quantity="
                                                    + quantity.quantity()
                                                            .stripTrailingZeros()
                                                            .toPlainString())
                                    + (quantity.uom() == null ? "" : "uom=" + quantity.uom())));
            facts.bizTransactions()
                    .forEach(transaction -> pieces.add((transaction.type() == null
                                    ? ""
                                    : "type=" + transaction.type().uri())
                            + "bizTransaction=" + transaction.identifier().uri()));
            facts.sources()
                    .forEach(source -> pieces.add("type=" + source.type().uri() + "source="
                            + source.identifier().uri()));
            facts.destinations()
                    .forEach(destination ->
                            pieces.add("type=" + destination.type().uri() + "destination="
                                    + destination.identifier().uri()));
            facts.persistentDispositionSet().forEach(term -> pieces.add("set=" + term.uri()));
            facts.persistentDispositionUnset().forEach(term -> pieces.add("unset=" + term.uri()));
            if (facts.bizStep() != null) {
                pieces.add("bizStep=" + facts.bizStep().uri());
            }
            if (facts.disposition() != null) {
                pieces.add("disposition=" + facts.disposition().uri());
            }
            if (facts.readPoint() != null) {
                pieces.add("readPointid=" + facts.readPoint().uri());
            }
            if (facts.bizLocation() != null) {
                pieces.add("bizLocationid=" + facts.bizLocation().uri());
            }
            assertThat(strings.get(i)).contains(pieces);
        }
    }

    static List<EpcisFile> hashed() {
        return EpcisFiles.testData("event-hash/documents", ".json", ".jsonld").stream()
                // Bare words of the draft CBV 2.1, which the published string leaves bare.
                .filter(file -> !file.name().endsWith("ForDeforestation.jsonld"))
                .toList();
    }
}
