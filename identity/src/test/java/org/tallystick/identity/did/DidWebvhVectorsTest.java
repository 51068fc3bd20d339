package org.tallystick.identity.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.identity.did.InvalidDidLogException.Reason;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonForm;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.ledger.testing.TestData;

/** The did:webvh 1.0 test suite of DIF: logs by five implementations, with what they resolve to, and attacks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DidWebvhVectorsTest {
    private static final Pattern PERCENT_ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private static Stream<Arguments> expectedResults() throws IOException {
        Path vectors = TestData.path("did-webvh/vectors");
        List<Arguments> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(vectors)) {
            files.filter(file -> file.getFileName().toString().startsWith("resolutionResult"))
                    .filter(file -> !file.toString().contains("negative-"))
                    .sorted()
                    .forEach(file ->
                            all.add(Arguments.of(vectors.relativize(file).toString(), file)));
        }
        assertThat(all).hasSize(45);
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expectedResults")
    void read_logOfAnotherImplementation_resolvesToItsDocument(String name, Path expectedFile) throws Exception {
        JsonObject expected = object(Files.readAllBytes(expectedFile));
        byte[] jsonl = Files.readAllBytes(expectedFile.resolveSibling("did.jsonl"));
        if (name.startsWith("witness-threshold/rust")) {
            // Its witness is a bare multibase key where the method demands a did:key.
            assertRefused(jsonl, Reason.WITNESSES);
            return;
        }

        DidLog log = DidLog.read(jsonl, DidLogForm.ANY, NOW);
        log.requireWitnessed(witnessProofs(expectedFile));

        String file = expectedFile.getFileName().toString();
        // The Python implementation answers with the newest version whichever was asked for.
        boolean newest = file.equals("resolutionResult.json") || name.contains("/python/");
        int number = newest ? log.versions().size() : Integer.parseInt(file.split("\\.", -1)[1]);
        DidVersion version = log.version(number).orElseThrow();
        assertThat(normalised(version.document().resolved()))
                .isEqualTo(normalised((JsonObject) Objects.requireNonNull(expected.get("didDocument"))));
        var metadata = (JsonObject) Objects.requireNonNull(expected.get("didDocumentMetadata"));
        assertThat(version.versionId().toString()).isEqualTo(text(metadata, "versionId"));
        assertThat(version.versionTimeText()).isEqualTo(text(metadata, "versionTime"));
        assertThat(log.first().versionTimeText()).isEqualTo(text(metadata, "created"));
        assertThat(metadata.get("versionNumber")).isEqualTo(JsonNumber.of(number));
        if (metadata.has("scid")) {
            assertThat(log.scid().text()).isEqualTo(text(metadata, "scid"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "negative-duplicate-witness-ids, WITNESSES",
        // The SCIDs that replace the right one in these two are no base58 either, so the DID is malformed already.
        "negative-portable-scid-swap, STATE",
        "negative-scid-mismatch-genesis, STATE",
        "negative-versiontime-future, VERSION_TIME_FUTURE",
        "negative-wrong-cryptosuite, PROOF"
    })
    void read_attack_isRefused(String scenario, Reason reason) throws Exception {
        Path log = TestData.path("did-webvh/vectors/" + scenario + "/ts/did.jsonl");
        assertRefused(Files.readAllBytes(log), reason);
    }

    @Test
    void requireWitnessed_proofOfAnotherVersion_isRefused() throws Exception {
        Path log = TestData.path("did-webvh/vectors/negative-cross-did-witness-replay/ts/did.jsonl");
        DidLog read = DidLog.read(Files.readAllBytes(log), DidLogForm.ANY, NOW);
        DidWitnessProofs proofs = witnessProofs(log);
        assertThatThrownBy(() -> read.requireWitnessed(proofs))
                .isInstanceOfSatisfying(
                        InvalidDidLogException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.UNWITNESSED));
    }

    @ParameterizedTest
    @CsvSource({"negative-lowercase-pct-port-ip, 1", "negative-pct-encoded-ip-host, 3"})
    void parse_hostThatHidesAnAddress_isRefused(String scenario, int expectedCount) throws IOException {
        String script = Files.readString(TestData.path("did-webvh/vectors/" + scenario + "/script.yaml"));
        List<String> dids = script.lines()
                .filter(line -> line.strip().startsWith("did:"))
                .map(line -> line.split("\"", -1)[1])
                .toList();
        assertThat(dids).hasSize(expectedCount);
        for (String did : dids) {
            assertThatThrownBy(() -> WebvhDid.parse(did)).isInstanceOf(MalformedDidException.class);
            // The SCID of the vectors is no base58: with a good one, and the percent-encoding in its one spelling, the
            // host alone must be enough.
            String good = PERCENT_ENCODED
                    .matcher(did.replace(
                            "Qm0000000000000000000000000000000000000000000000",
                            "QmUbTyW8QGNWxWJonYpeMs8vToktBYxzhk6cgJV9JYzfwo"))
                    .replaceAll(octet -> octet.group().toUpperCase(Locale.ROOT));
            assertThatThrownBy(() -> WebvhDid.parse(good))
                    .isInstanceOf(MalformedDidException.class)
                    .hasMessageMatching(".*(IP address|port).*");
        }
    }

    private static void assertRefused(byte[] jsonl, Reason reason) {
        assertThatThrownBy(() -> DidLog.read(jsonl, DidLogForm.ANY, NOW))
                .isInstanceOfSatisfying(
                        InvalidDidLogException.class,
                        refused -> assertThat(refused.reason())
                                .as(refused.getMessage())
                                .isEqualTo(reason));
    }

    private static DidWitnessProofs witnessProofs(Path besides) throws Exception {
        Path file = besides.resolveSibling("did-witness.json");
        return Files.exists(file) ? DidWitnessProofs.parse(Files.readAllBytes(file)) : DidWitnessProofs.NONE;
    }

    /** The implementations differ in how the two implicit services are spelled: relative ids, a slash at the end. */
    private static JsonObject normalised(JsonObject document) {
        if (!(document.get("service") instanceof JsonArray services)) {
            return document;
        }
        List<JsonValue> normalised = services.values().stream()
                .map(JsonObject.class::cast)
                .<JsonValue>map(service -> {
                    String id = text(service, "id");
                    String endpoint = text(service, "serviceEndpoint");
                    return service.with("id", id.startsWith("#") ? text(document, "id") + id : id)
                            .with("serviceEndpoint", endpoint.replaceFirst("/$", ""));
                })
                .toList();
        return document.with("service", new JsonArray(normalised));
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) Objects.requireNonNull(object.get(name))).value();
    }

    private static JsonObject object(byte[] json) {
        return (JsonObject) JsonValue.parse(json, JsonForm.ANY, 1 << 20);
    }

    @Test
    void logUrl_examplesOfTheMethod_transform() {
        String scid = "QmUbTyW8QGNWxWJonYpeMs8vToktBYxzhk6cgJV9JYzfwo";
        Map<String, String> examples = Map.of(
                "example.com", "https://example.com/.well-known/did.jsonl",
                "issuer.example.com", "https://issuer.example.com/.well-known/did.jsonl",
                "example.com:dids:issuer", "https://example.com/dids/issuer/did.jsonl",
                "example.com%3A3000:dids:issuer", "https://example.com:3000/dids/issuer/did.jsonl",
                "xn--jp-cd2fp15c.xn--fsq.jp:%E7%94%A8%E6%88%B7",
                        "https://xn--jp-cd2fp15c.xn--fsq.jp/%E7%94%A8%E6%88%B7/did.jsonl");
        examples.forEach((hostAndPath, url) -> {
            WebvhDid did = WebvhDid.parse("did:webvh:" + scid + ":" + hostAndPath);
            assertThat(did.logUrl("did.jsonl")).isEqualTo(url);
            assertThat(did.hostAndPath()).isEqualTo(hostAndPath);
            assertThat(did.scid().text()).isEqualTo(scid);
        });
    }
}
