package org.tallystick.identity.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonObject;

class DidLogWriterTest {
    /** A worked vector: the keys are 32 times the byte 1 (updates), 7 (statements) and 2 (the next update). */
    private static final String GOLDEN =
            "{\"parameters\":{\"method\":\"did:webvh:1.0\",\"nextKeyHashes\":[\"Qmf5LPQcHPPWj6jY5etCXum7zJsqT"
                    + "1crW2Ri1aA5zaaFEm\"],\"portable\":true,\"scid\":\"QmYpDN5foM5SP3NrNLvt8gbxKU8QrpsBbCaACETM5Wz3ji"
                    + "\",\"updateKeys\":[\"z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX\"]},\"proof\":[{\"created"
                    + "\":\"2026-11-24T08:00:00Z\",\"cryptosuite\":\"eddsa-jcs-2022\",\"proofPurpose\":\"assertionMetho"
                    + "d\",\"proofValue\":\"z2fpxLdUHa1rqgf9buSM9kuLwRWZMCswDFFdEYEwDRkmpKBLVBeM5QDyuBdKoKfn2CxMRzUDwwe"
                    + "TWLYayxkX3ytgX\",\"type\":\"DataIntegrityProof\",\"verificationMethod\":\"did:key:z6Mkon3Necd6Nk"
                    + "kyfoGoHxid2znGc59LU3K7mubaRcFbLfLX#z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX\"}],\"state"
                    + "\":{\"@context\":[\"https://www.w3.org/ns/did/v1\"],\"assertionMethod\":[\"did:webvh:QmYpDN5foM5"
                    + "SP3NrNLvt8gbxKU8QrpsBbCaACETM5Wz3ji:tallystick.localhost:acme#key-1\"],\"id\":\"did:webvh:QmYpDN"
                    + "5foM5SP3NrNLvt8gbxKU8QrpsBbCaACETM5Wz3ji:tallystick.localhost:acme\",\"verificationMethod\":[{\""
                    + "controller\":\"did:webvh:QmYpDN5foM5SP3NrNLvt8gbxKU8QrpsBbCaACETM5Wz3ji:tallystick.localhost:acm"
                    + "e\",\"id\":\"did:webvh:QmYpDN5foM5SP3NrNLvt8gbxKU8QrpsBbCaACETM5Wz3ji:tallystick.localhost:acme#"
                    + "key-1\",\"publicKeyMultibase\":\"z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z\",\"type\":\"M"
                    + "ultikey\"}]},\"versionId\":\"1-QmZC71xabPbEYzdRv5gTXnreL8eM5hA192B2LNhEuVQTjP\",\"versionTime\":"
                    + "\"2026-11-24T08:00:00Z\"}";

    @Test
    void first_fixedKeys_isThisLine() {
        DidVersion version = DidLogWriter.first(
                Forge.firstParameters(1).with("nextKeyHashes", Forge.hashes(2)),
                Forge.firstState(7),
                Forge.TIME,
                Forge.key(1));
        assertThat(new String(version.line(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(GOLDEN);
    }

    /** The forge was written apart from the writer: two ways to one line. */
    @Test
    void firstAndNext_sameContent_areTheForgesLines() throws Exception {
        JsonObject parameters = Forge.firstParameters(1).with("nextKeyHashes", Forge.hashes(2));
        DidVersion first = DidLogWriter.first(parameters, Forge.firstState(7), Forge.TIME, Forge.key(1));
        assertThat(first.line())
                .isEqualTo(Forge.first(parameters, Forge.firstState(7), Forge.key(1))
                        .toBytes());
        JsonObject rotation = JsonObject.EMPTY.with("updateKeys", Forge.keys(2)).with("nextKeyHashes", Forge.hashes(3));
        JsonObject state = Forge.state(first.did().toString(), 8);
        DidVersion next =
                DidLogWriter.next(first.head(), rotation, state, Instant.parse("2026-11-24T08:00:05Z"), Forge.key(2));
        JsonObject forged = Forge.next(first.head(), rotation, state, "2026-11-24T08:00:05Z", Forge.key(2));
        assertThat(next.versionId().toString()).isEqualTo(text(forged));
        assertThat(DidLog.of(first)
                        .append(next.line(), DidLogForm.LEDGER, Forge.TIME)
                        .versions())
                .hasSize(2);
    }

    @Test
    void next_whatTheMethodForbids_isNotWritten() {
        DidVersion first = DidLogWriter.first(
                Forge.firstParameters(1).with("nextKeyHashes", Forge.hashes(2)),
                Forge.firstState(7),
                Forge.TIME,
                Forge.key(1));
        JsonObject state = Forge.state(first.did().toString(), 8);
        for (JsonObject parameters : List.of(
                JsonObject.EMPTY,
                JsonObject.EMPTY.with("updateKeys", Forge.keys(9)).with("nextKeyHashes", JsonArray.EMPTY),
                JsonObject.EMPTY
                        .with("updateKeys", Forge.keys(2))
                        .with("nextKeyHashes", JsonArray.EMPTY)
                        .with("portable", JsonBoolean.TRUE))) {
            assertThatThrownBy(() -> DidLogWriter.next(first.head(), parameters, state, Forge.TIME, Forge.key(2)))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() ->
                        DidLogWriter.first(Forge.firstParameters(1), Forge.firstState(7), Forge.TIME, Forge.key(2)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static String text(JsonObject entry) {
        return Members.string(entry.get("versionId"), "versionId");
    }
}
