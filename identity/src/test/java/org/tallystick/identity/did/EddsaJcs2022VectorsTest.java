package org.tallystick.identity.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonForm;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.testing.TestData;

/** The vectors of W3C Data Integrity EdDSA Cryptosuites 1.0 for eddsa-jcs-2022. */
class EddsaJcs2022VectorsTest {
    private static final String FOLDER = "vc-vectors/eddsa/eddsa-jcs-2022/";

    @Test
    void verifies_signedDocumentOfTheStandard_isTrue() throws IOException {
        JsonObject signed = json(FOLDER + "signedJCS.json");
        assertThat(proof(signed).verifies(signed.without("proof"), key())).isTrue();
    }

    @Test
    void sign_documentOfTheStandard_givesItsEveryStep() throws IOException {
        JsonObject config = json(FOLDER + "proofConfigJCS.json");
        JsonObject document = json("vc-vectors/eddsa/unsigned.json");
        assertThat(document.toString()).isEqualTo(file(FOLDER + "canonDocJCS.txt"));
        assertThat(config.toString()).isEqualTo(file(FOLDER + "proofCanonJCS.txt"));
        assertThat(Hash.sha256(config.toBytes()).toString()).isEqualTo(file(FOLDER + "proofHashJCS.txt"));
        assertThat(Hash.sha256(document.toBytes()).toString()).isEqualTo(file(FOLDER + "docHashJCS.txt"));

        String secret = text(json("vc-vectors/eddsa/keyPair.json"), "privateKeyMultibase");
        byte[] prefixed = Multibase.decode(secret);
        assertThat(prefixed).hasSize(34).startsWith(0x80, 0x26);
        var key = Ed25519SigningKey.ofSeed(java.util.Arrays.copyOfRange(prefixed, 2, 34));
        byte[] hashData = HexFormat.of().parseHex(file(FOLDER + "combinedHashJCS.txt"));
        byte[] signature = key.sign(hashData);
        assertThat(HexFormat.of().formatHex(signature)).isEqualTo(file(FOLDER + "sigHexJCS.txt"));
        assertThat(Multibase.encode(signature)).isEqualTo(file(FOLDER + "sigBTC58JCS.txt"));
    }

    @Test
    void verifies_documentChanged_isFalse() throws IOException {
        JsonObject signed = json(FOLDER + "signedJCS.json");
        JsonObject changed = signed.without("proof").with("name", "Alumni Credentials");
        assertThat(proof(signed).verifies(changed, key())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "verificationMethod", "proofPurpose"})
    void verifies_optionChanged_isFalse(String option) throws IOException {
        JsonObject signed = json(FOLDER + "signedJCS.json");
        JsonObject proof = proof(signed).json();
        JsonObject changed =
                proof.with(option, option.equals("created") ? "2023-02-24T23:36:39Z" : text(proof, option) + "x");
        assertThat(new DataIntegrityProof(changed).verifies(signed.without("proof"), key()))
                .isFalse();
    }

    @Test
    void verifies_contextOfTheProofIsNotTheDocuments_isFalse() throws IOException {
        JsonObject signed = json(FOLDER + "signedJCS.json");
        JsonObject shorter = signed.without("proof")
                .with("@context", JsonArray.ofStrings(List.of("https://www.w3.org/ns/credentials/v2")));
        assertThat(proof(signed).verifies(shorter, key())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"})
    void parse_proofWithoutAnOption_isRefused(String option) throws IOException {
        JsonObject proof = proof(json(FOLDER + "signedJCS.json")).json();
        assertThatThrownBy(() -> new DataIntegrityProof(proof.without(option)))
                .isInstanceOf(MalformedDidException.class)
                .hasMessageContaining(option);
    }

    @Test
    void parse_anotherCryptosuite_isRefused() throws IOException {
        JsonObject signed = json("vc-vectors/eddsa/eddsa-rdfc-2022/signedDataInt.json");
        assertThatThrownBy(() -> proof(signed))
                .isInstanceOf(MalformedDidException.class)
                .hasMessageContaining("eddsa-rdfc-2022");
    }

    private static Ed25519PublicKey key() throws IOException {
        String multibase = text(json("vc-vectors/eddsa/keyPair.json"), "publicKeyMultibase");
        return (Ed25519PublicKey) Multikey.parse(multibase).publicKey().orElseThrow();
    }

    private static DataIntegrityProof proof(JsonObject signed) {
        return new DataIntegrityProof((JsonObject) Objects.requireNonNull(signed.get("proof")));
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) Objects.requireNonNull(object.get(name))).value();
    }

    private static JsonObject json(String name) throws IOException {
        return (JsonObject) JsonValue.parse(Files.readAllBytes(TestData.path(name)), JsonForm.ANY, 1 << 20);
    }

    private static String file(String name) throws IOException {
        return Files.readString(TestData.path(name), StandardCharsets.UTF_8).strip();
    }
}
