package org.tallystick.provenance.goods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.capture.CaptureResult;
import org.tallystick.provenance.capture.CapturedEvent;
import org.tallystick.provenance.epcis.Action;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.form.InvalidFormException;

class ShipmentTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final CaptureReader READER =
            new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32]));

    private static final String HEAD =
            "\"number\":\"1\",\"shippedAt\":\"2026-11-24T08:30:00Z\",\"from\":\"9521234000013\",\"to\":\"9521234567899\"";
    private static final String LINE = "{\"gtin\":\"09521234543213\",\"quantity\":1}";

    private static Shipment shipment(String json) {
        return Shipment.parse(json.getBytes(UTF_8));
    }

    private static Shipment lines(String... lines) {
        return shipment("{" + HEAD + ",\"lines\":[" + String.join(",", lines) + "]}");
    }

    /** What registering the document would register; every produced document must be wholly valid. */
    private static List<EventFacts> events(byte[] epcis) {
        CaptureResult result = READER.readDocument(epcis, CaptureErrorBehaviour.ROLLBACK);
        assertThat(result.faults()).isEmpty();
        assertThat(result.events()).hasSize(result.eventCount()).isNotEmpty();
        return result.events().stream().map(CapturedEvent::facts).toList();
    }

    private static List<String> keys(EventFacts event) {
        return Stream.concat(
                        event.epcs().stream()
                                .map(epc -> epc.role() + " " + epc.identifier().key()),
                        event.quantities().stream()
                                .map(quantity -> quantity.role() + " "
                                        + quantity.epcClass().key()
                                        + (quantity.quantity() == null ? "" : " " + quantity.quantity())
                                        + (quantity.uom() == null ? "" : " " + quantity.uom())))
                .toList();
    }

    private static List<String> faults(String json) {
        InvalidFormException e = catchThrowableOfType(InvalidFormException.class, () -> shipment(json));
        assertThat(e).as("taken: %s", json).isNotNull();
        return e.faults().stream()
                .map(fault -> fault.pointer() + " " + fault.keyword())
                .toList();
    }

    // --- the page's examples

    @Test
    void toEpcis_examplesOfThePage_areWhatThePageSays() throws IOException {
        byte[] shipment = shipment(IntegratePage.json("shipment")).toEpcis();
        byte[] receiving =
                Receiving.parse(IntegratePage.json("receiving").getBytes(UTF_8)).toEpcis();
        assertThat(MAPPER.readTree(shipment).toPrettyString())
                .isEqualTo(MAPPER.readTree(IntegratePage.json("shipment-epcis")).toPrettyString());
        assertThat(MAPPER.readTree(receiving).toPrettyString())
                .isEqualTo(
                        MAPPER.readTree(IntegratePage.json("receiving-epcis")).toPrettyString());
    }

    @Test
    void schemaOfThePage_takesItsExamples_andRefusesThemWithoutAMember() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(IntegratePage.json("schema"));
        for (String example : List.of("shipment", "receiving")) {
            ObjectNode form = (ObjectNode) MAPPER.readTree(IntegratePage.json(example));
            assertThat(schema.validate(form)).isEmpty();
            ObjectNode unknown = form.deepCopy().put("remark", "urgent");
            assertThat(schema.validate(unknown)).isNotEmpty();
            ObjectNode unnumbered = form.deepCopy().without("number");
            assertThat(schema.validate(unnumbered)).isNotEmpty();
        }
    }

    // --- mapping

    @Test
    void toEpcis_pallets_arePackedInnermostFirstThenShipped() {
        List<EventFacts> events =
                events(shipment(IntegratePage.json("shipment")).toEpcis());
        assertThat(events).hasSize(3);
        assertThat(keys(events.get(0)))
                .containsExactly(
                        "PARENT 00/195212340000000195",
                        "CHILD 01/09521141123454/21/1001",
                        "CHILD 01/09521141123454/21/1002",
                        "CHILD 01/09521141123454/10/A");
        assertThat(keys(events.get(1)))
                .containsExactly(
                        "PARENT 00/195212340000000171",
                        "CHILD 00/195212340000000195",
                        "CHILD 01/09521234543213/10/LOT7 24",
                        "CHILD 01/09521234543213/10/LOT8 12.5 KGM");
        assertThat(keys(events.get(2))).containsExactly("OBJECT 00/195212340000000188", "OBJECT 00/195212340000000171");
        assertThat(events.get(1).action()).isEqualTo(Action.ADD);
        EventFacts shipping = events.get(2);
        assertThat(Objects.requireNonNull(shipping.bizStep()).key()).isEqualTo("shipping");
        assertThat(shipping.bizTransactions().stream()
                        .map(one -> one.identifier().key()))
                .containsExactly(
                        "urn:epcglobal:cbv:bt:9521234000013:DN-4711",
                        "urn:epcglobal:cbv:bt:9521234567899:PO%202026%2F17");
        assertThat(shipping.sources().stream()
                        .map(one -> one.type().key() + " " + one.identifier().key()))
                .containsExactly("possessing_party 417/9521234000013", "location 414/9521234000013");
        assertThat(shipping.destinations().stream()
                        .map(one -> one.type().key() + " " + one.identifier().key()))
                .containsExactly("possessing_party 417/9521234567899", "location 414/9521234567899");
        assertThat(shipping.eventTimeZoneOffset()).isEqualTo("+01:00");
    }

    @Test
    void toEpcis_sameForm_isSameOctets() {
        assertThat(shipment(IntegratePage.json("shipment")).toEpcis())
                .isEqualTo(shipment(IntegratePage.json("shipment")).toEpcis());
    }

    @Test
    void toEpcis_flatAndNested_sayTheSame() {
        byte[] flat = lines("{\"sscc\":\"195212340000000171\",\"gtin\":\"9521234543213\",\"quantity\":5}")
                .toEpcis();
        byte[] nested = shipment("{" + HEAD + ",\"packages\":[{\"sscc\":\"195212340000000171\",\"contents\":"
                        + "[{\"gtin\":\"9521234543213\",\"quantity\":5}]}]}")
                .toEpcis();
        assertThat(flat).isEqualTo(nested);
    }

    @Test
    void toEpcis_utcTime_hasOffsetZero() {
        EventFacts event = events(lines(LINE).toEpcis()).getFirst();
        assertThat(event.eventTimeZoneOffset()).isEqualTo("+00:00");
        assertThat(event.eventTime()).isEqualTo("2026-11-24T08:30:00Z");
    }

    @Test
    void toEpcis_packagesWithoutContents_areShippedUnopened() {
        byte[] epcis = shipment("{" + HEAD + ",\"packages\":[{\"sscc\":\"195212340000000171\"},"
                        + "{\"sscc\":\"195212340000000188\",\"contents\":[]}]}")
                .toEpcis();
        assertThat(events(epcis))
                .singleElement()
                .satisfies(event -> assertThat(keys(event))
                        .containsExactly("OBJECT 00/195212340000000171", "OBJECT 00/195212340000000188"));
    }

    @Test
    void toEpcis_emptyPackageInsideAnother_isNotAtTheDock() {
        byte[] epcis = shipment("{" + HEAD + ",\"packages\":[{\"sscc\":\"195212340000000171\"},"
                        + "{\"sscc\":\"195212340000000188\",\"contents\":[{\"sscc\":\"195212340000000171\"}]}]}")
                .toEpcis();
        assertThat(keys(events(epcis).getLast())).containsExactly("OBJECT 00/195212340000000188");
    }

    @Test
    void toEpcis_partiesAndPlacesApart_areNamedApart() {
        byte[] epcis = shipment("{"
                        + HEAD.replace(
                                "\"from\":\"9521234000013\"",
                                "\"from\":\"https://id.gs1.org/414/9521234000013/254/7\",\"fromParty\":\"9521234567899\"")
                        + ",\"lines\":[" + LINE + "]}")
                .toEpcis();
        EventFacts event = events(epcis).getFirst();
        assertThat(event.sources().stream().map(one -> one.identifier().key()))
                .containsExactly("417/9521234567899", "414/9521234000013/254/7");
        assertThat(event.bizTransactions().getFirst().identifier().key())
                .isEqualTo("urn:epcglobal:cbv:bt:9521234567899:1");
    }

    @Test
    void toEpcis_piecesByTheirUnitCode_areCounted() {
        assertThat(keys(events(lines("{\"gtin\":\"9521234543213\",\"quantity\":\"7\",\"uom\":\"C62\"}")
                                .toEpcis())
                        .getFirst()))
                .containsExactly("OBJECT 01/09521234543213 7");
    }

    @Test
    void receiving_opened_isReceivedThenUnpackedOutermostFirst() {
        List<EventFacts> events = events(
                Receiving.parse(IntegratePage.json("receiving").getBytes(UTF_8)).toEpcis());
        assertThat(events)
                .extracting(event -> Objects.requireNonNull(event.bizStep()).key())
                .containsExactly("receiving", "unpacking");
        assertThat(events.get(1).action()).isEqualTo(Action.DELETE);
        assertThat(events.getFirst().bizTransactions().stream()
                        .map(one -> one.identifier().key()))
                .containsExactly(
                        "urn:epcglobal:cbv:bt:9521234567899:GR-88",
                        "urn:epcglobal:cbv:bt:9521234000013:DN-4711",
                        "urn:epcglobal:cbv:bt:9521234567899:PO%202026%2F17");
    }

    @Test
    void receiving_shipmentWithoutSender_isRefused() {
        String json = "{\"number\":\"1\",\"receivedAt\":\"2026-11-24T08:30:00Z\",\"at\":\"9521234000013\","
                + "\"shipment\":\"DN-1\",\"lines\":[" + LINE + "]}";
        assertThatThrownBy(() -> Receiving.parse(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        InvalidFormException.class,
                        e -> assertThat(e.faults())
                                .singleElement()
                                .satisfies(fault -> assertThat(fault.pointer()).isEqualTo("/fromParty")));
        assertThat(events(Receiving.parse(
                                json.replace("\"shipment\":\"DN-1\",", "").getBytes(UTF_8))
                        .toEpcis()))
                .singleElement()
                .satisfies(event -> assertThat(event.sources()).isEmpty());
    }

    @Test
    void toEpcis_largestForm_fitsTheLimitsOfACapture() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 8_000; i++) {
            lines.append(i == 0 ? "" : ",")
                    .append("{\"gtin\":\"09521234543213\",\"serial\":\"%%%%%%%%%%%%%%%%" + (1_000 + i) + "\"}");
        }
        assertThat(events(lines(lines.toString()).toEpcis())).hasSize(1);
        assertThat(faults("{" + HEAD + ",\"lines\":[" + lines + "," + LINE + "]}"))
                .containsExactly("/lines rule");
    }

    // --- refusals

    @Test
    void parse_everythingWrong_isSaidAtOnce() {
        assertThat(faults("""
                                {"number":"","shippedAt":"yesterday","from":"9521234000014","to":4711,"remark/~":"urgent",
                                 "lines":[{"gtin":"09521234543214","quantity":0},{"lot":"A"},7,
                                          {"gtin":"09521234543213","serial":"1","quantity":2}]}"""))
                .containsExactlyInAnyOrder(
                        "/number required",
                        "/shippedAt format",
                        "/from format",
                        "/to type",
                        "/remark~1~0 additionalProperties",
                        "/lines/0/gtin format",
                        "/lines/0/quantity type",
                        "/lines/1/gtin required",
                        "/lines/2 type",
                        "/lines/3/quantity rule");
    }

    @Test
    void parse_wrongCheckDigit_isExplained() {
        assertThatThrownBy(() -> lines("{\"gtin\":\"09521234543214\",\"quantity\":1}"))
                .hasMessageContaining(
                        "GTIN 09521234543214 ends in the wrong check digit: 4, the digits before it give 3");
    }

    static Stream<Arguments> wrongLines() {
        String product = "\"gtin\":\"09521234543213\"";
        String other = "{\"sscc\":\"195212340000000171\"}";
        return Stream.of(
                Arguments.of("[]", "/lines required"),
                Arguments.of("null", "/lines required"),
                Arguments.of("{}", "/lines type"),
                Arguments.of("[{" + product + "}]", "/lines/0/quantity required"),
                Arguments.of("[{" + product + ",\"quantity\":\"\"}]", "/lines/0/quantity required"),
                Arguments.of("[{" + product + ",\"quantity\":-1}]", "/lines/0/quantity type"),
                Arguments.of("[{" + product + ",\"quantity\":\"1e3\"}]", "/lines/0/quantity type"),
                Arguments.of("[{" + product + ",\"quantity\":1.5}]", "/lines/0/quantity rule"),
                Arguments.of("[{" + product + ",\"quantity\":1e20}]", "/lines/0/quantity type"),
                Arguments.of("[{" + product + ",\"quantity\":1,\"uom\":\"kg\"}]", "/lines/0/uom pattern"),
                Arguments.of("[{" + product + ",\"quantity\":1,\"uom\":\"KG\"}]", "/lines/0/uom pattern"),
                Arguments.of("[{" + product + ",\"quantity\":1,\"lot\":\"a b\"}]", "/lines/0/lot format"),
                Arguments.of("[{" + product + ",\"serial\":\"" + "1".repeat(21) + "\"}]", "/lines/0/serial format"),
                Arguments.of("[{" + product + ",\"serial\":1}]", "/lines/0/serial type|/lines/0/quantity required"),
                Arguments.of("[{" + product + ",\"serial\":\"1\",\"uom\":\"KGM\"}]", "/lines/0/quantity rule"),
                Arguments.of(
                        "[{" + product + ",\"serial\":\"1\"},{" + product + ",\"serial\":\"1\"}]",
                        "/lines/1/serial rule"),
                Arguments.of("[" + other + "," + other + "]", "/lines/1/sscc rule"),
                Arguments.of("[{\"sscc\":\"195212340000000171\",\"quantity\":2}]", "/lines/0 rule"),
                Arguments.of("[{\"sscc\":\"195212340000000172\"}]", "/lines/0/sscc format"),
                Arguments.of("[{\"sscc\":\"9521234000013\"}]", "/lines/0/sscc format"),
                Arguments.of(
                        "[{\"gtin\":\"https://id.gs1.org/414/9521234000013\",\"quantity\":1}]", "/lines/0/gtin format"),
                Arguments.of(
                        "[{\"gtin\":\"https://id.gs1.org/01/09521234543213/10/A\",\"quantity\":1}]",
                        "/lines/0/gtin format"),
                Arguments.of("[{\"barcode\":\"(10)A\"}]", "/lines/0/barcode rule"),
                Arguments.of("[{\"barcode\":\"hello\"}]", "/lines/0/barcode format"),
                Arguments.of(
                        "[{\"barcode\":\"(01)09521234543213\"," + product + "}]",
                        "/lines/0/barcode rule|/lines/0/quantity required"),
                Arguments.of(
                        "[{\"barcode\":\"(00)195212340000000171\",\"sscc\":\"195212340000000188\"}]",
                        "/lines/0/barcode rule"));
    }

    @ParameterizedTest
    @MethodSource("wrongLines")
    void parse_wrongLines_areBlamedAtTheFault(String lines, String places) {
        assertThat(faults("{" + HEAD + ",\"lines\":" + lines + "}")).containsExactlyInAnyOrder(places.split("\\|"));
    }

    static Stream<Arguments> wrongPackages() {
        String a = "195212340000000171";
        String b = "195212340000000188";
        return Stream.of(
                Arguments.of("[{\"contents\":[" + LINE + "]}]", "/packages/0/sscc required"),
                Arguments.of(in(a, "{\"sscc\":\"" + a + "\"}"), "/packages/0/contents/0/sscc rule"),
                Arguments.of(
                        in(a, "{\"sscc\":\"" + b + "\"}").replace("]}]", "]},")
                                + in(b, "{\"sscc\":\"" + a + "\"}").substring(1),
                        "/packages/1/contents/0/sscc rule"),
                Arguments.of(in(a, "{\"sscc\":\"" + b + "\"," + LINE.substring(1)), "/packages/0/contents/0/sscc rule"),
                Arguments.of(
                        in(a, LINE).replace("\"sscc\"", "\"kind\":\"box\",\"sscc\""),
                        "/packages/0/kind additionalProperties"));
    }

    private static String in(String sscc, String line) {
        return "[{\"sscc\":\"" + sscc + "\",\"contents\":[" + line + "]}]";
    }

    @ParameterizedTest
    @MethodSource("wrongPackages")
    void parse_wrongPackages_areBlamedAtTheFault(String packages, String place) {
        assertThat(faults("{" + HEAD + ",\"packages\":" + packages + "}")).containsExactly(place);
    }

    @Test
    void parse_packages16Deep_isTaken_and17_isRefused_inAnyOrder() {
        for (boolean outermostFirst : List.of(true, false)) {
            assertThat(events(shipment(nested(17, outermostFirst)).toEpcis())).hasSize(18);
            assertThat(faults(nested(18, outermostFirst))).isNotEmpty();
            assertThat(faults(nested(2_000, outermostFirst))).isNotEmpty();
        }
    }

    /** {@code count} packages, each but the outermost inside the next; the innermost holds a line. */
    private static String nested(int count, boolean outermostFirst) {
        List<String> packages = new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> in(sscc(i), i == 0 ? LINE : "{\"sscc\":\"" + sscc(i - 1) + "\"}"))
                .map(list -> list.substring(1, list.length() - 1))
                .toList());
        return "{" + HEAD + ",\"packages\":[" + String.join(",", outermostFirst ? packages.reversed() : packages)
                + "]}";
    }

    private static String sscc(int serial) {
        String digits = "19521234%09d".formatted(serial);
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 3 : 1);
        }
        return digits + (10 - sum % 10) % 10;
    }

    @Test
    void parse_packedAfterShipped_isRefused() {
        assertThat(faults("{" + HEAD + ",\"packedAt\":\"2026-11-24T08:30:01Z\",\"lines\":[" + LINE + "]}"))
                .containsExactly("/packedAt rule");
    }

    @Test
    void parse_noJsonOrTwiceTheSameMember_isMalformed() {
        for (String json : List.of("", "{", "{" + HEAD + "," + HEAD + ",\"lines\":[" + LINE + "]}")) {
            assertThatThrownBy(() -> shipment(json)).isInstanceOf(MalformedEpcisException.class);
        }
        assertThatThrownBy(() -> shipment("[]")).isInstanceOf(InvalidFormException.class);
    }

    @Test
    void parse_tooLarge_isRefused() {
        byte[] large = new byte[Shipment.MAX_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        assertThatThrownBy(() -> Shipment.parse(large)).isInstanceOf(LimitExceededException.class);
    }

    @Test
    void parse_thousandFaults_saysTheFirstHundred() {
        String lines = IntStream.range(0, 1_000).mapToObj(i -> "7").collect(Collectors.joining(","));
        assertThat(faults("{" + HEAD + ",\"lines\":[" + lines + "]}")).hasSize(100);
    }

    // --- whatever a form says, its document is valid EPCIS

    @Test
    void toEpcis_ofRandomForms_isValid() throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);
        for (int round = 0; round < 300; round++) {
            StringBuilder lines = new StringBuilder();
            int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                String unit = random.nextBoolean() ? "" : ",\"sscc\":\"" + sscc(random.nextInt(3)) + "\"";
                lines.append(i == 0 ? "" : ",")
                        .append(
                                switch (random.nextInt(4)) {
                                    case 0 -> "{\"sscc\":\"" + sscc(100 + i) + "\"}";
                                    case 1 ->
                                        "{\"gtin\":\"9521234543213\",\"serial\":\"s/" + i + "%\",\"lot\":\"L\"" + unit
                                                + "}";
                                    case 2 ->
                                        "{\"gtin\":\"9521234543213\",\"lot\":\"#".replace("#", "L&<>" + i)
                                                + "\",\"quantity\":" + (i + 1) + unit + "}";
                                    default ->
                                        "{\"gtin\":\"9521234543213\",\"quantity\":\"0." + (i + 1) + "\",\"uom\":\"KGM\""
                                                + unit + "}";
                                });
            }
            JsonNode document = MAPPER.readTree(
                    shipment("{" + HEAD.replace("\"1\"", "\"N " + round + "/#\"") + ",\"lines\":[" + lines + "]}")
                            .toEpcis());
            List<EventFacts> events = events(MAPPER.writeValueAsBytes(document));
            long units = events.stream()
                    .filter(event -> event.action() == Action.ADD)
                    .count();
            assertThat(events).hasSize((int) units + 1);
        }
    }
}
