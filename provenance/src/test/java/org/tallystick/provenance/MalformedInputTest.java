package org.tallystick.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.capture.CaptureResult;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisFiles;
import org.tallystick.provenance.epcis.EpcisFiles.EpcisFile;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.form.InvalidFormException;
import org.tallystick.provenance.goods.Shipment;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.ElementString;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/** Whatever the bytes, a reader takes them or refuses them in its own words; it never stumbles. */
class MalformedInputTest {
    private static final long SEED = Long.getLong("seed", 20261124);

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    private byte[] mutated(byte[] bytes) {
        byte[] mutated = bytes.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && mutated.length > 0; i++) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = (byte) random.nextInt(256);
                case 1 -> mutated[at] = (byte) "{}[]\",:\\/0-9eE. @u%.*()".charAt(random.nextInt(22));
                case 2 -> mutated = Arrays.copyOf(mutated, at);
                default -> {
                    int length = Math.min(random.nextInt(40), mutated.length - at);
                    System.arraycopy(mutated, random.nextInt(mutated.length - length + 1), mutated, at, length);
                }
            }
        }
        return mutated;
    }

    @Test
    void readers_ofMutatedDocuments_takeOrRefuse() {
        CaptureReader reader =
                new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32]));
        List<EpcisFile> files = EpcisFiles.openEpcis("2.0/EPCIS/JSON/Capture/");
        int taken = 0;
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = mutated(files.get(random.nextInt(files.size())).bytes());
            CaptureResult result = reader.readDocument(bytes, CaptureErrorBehaviour.PROCEED);
            if (result.faultCount() == 0) {
                assertThat(result.events()).hasSize(result.eventCount());
                taken++;
            } else {
                refused++;
            }
            if (!result.events().isEmpty()) {
                try {
                    EventRecord.of(mutated(result.events().getFirst().record().bytes()))
                            .facts();
                } catch (MalformedEpcisException e) {
                    refused++;
                }
            }
        }
        assertThat(taken).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void shipment_ofMutatedForms_isTakenOrRefused() {
        String form = """
                {"number":"DN-4711","shippedAt":"2026-11-24T08:30:00+01:00","from":"9521234000013","to":"9521234567899",
                 "purchaseOrders":["PO 1"],"lines":[{"sscc":"195212340000000171","gtin":"9521234543213","lot":"L","quantity":24},
                 {"barcode":"(00)195212340000000188"},{"gtin":"9521234543213","serial":"7"}],
                 "packages":[{"sscc":"195212340000000195","contents":[{"barcode":"]d20109521141123454211002"}]}]}""";
        int taken = 0;
        for (int round = 0; round < 20_000; round++) {
            try {
                Shipment.parse(mutated(form.getBytes(UTF_8))).toEpcis();
                taken++;
            } catch (InvalidFormException | MalformedEpcisException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(taken).isPositive();
    }

    @Test
    void identifiers_ofMutatedText_areTakenInOneFormOrRefused() {
        List<String> texts = new ArrayList<>(List.of(
                "urn:epc:id:sgtin:9521234.054321.1234",
                "urn:epc:id:sscc:9521234.1000000017",
                "urn:epc:id:sgln:9521234.00001.987",
                "urn:epc:id:itip:9521234.054321.01.02.987",
                "urn:epc:idpat:cpi:9521234.ABC.*",
                "https://example.com/a/01/09521234543213/10/L%2F1/21/1234?x=1#y",
                "https://id.gs1.org/8003/0952123400020487",
                "(01)09521234543213(10)LOT7(17)261231(21)1234",
                "]d20109521234543213172612311 0LOT7\u001D211234".replace(" ", ""),
                "https://ref.gs1.org/cbv/BizStep-shipping"));
        int taken = 0;
        for (int round = 0; round < 100_000; round++) {
            String text =
                    new String(mutated(texts.get(random.nextInt(texts.size())).getBytes(UTF_8)), UTF_8);
            try {
                Identifier identifier = Identifier.parse(text);
                assertThat(Identifier.parse(identifier.uri())).isEqualTo(identifier);
                assertThat(Identifier.ofKey(identifier.key())).isEqualTo(identifier);
                taken++;
                assertThat(Gs1Identifier.parse(text)).isEqualTo(identifier);
            } catch (MalformedIdentifierException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
            try {
                ElementString.parse(text).identifier();
            } catch (MalformedIdentifierException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
            try {
                CbvTerm term = CbvTerm.parse(CbvTerm.Vocabulary.BIZ_STEP, text);
                assertThat(CbvTerm.parse(CbvTerm.Vocabulary.BIZ_STEP, term.uri()))
                        .isEqualTo(term);
            } catch (MalformedIdentifierException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(taken).isPositive();
    }
}
