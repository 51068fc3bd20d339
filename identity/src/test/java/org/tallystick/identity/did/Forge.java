package org.tallystick.identity.did;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.ledger.crypto.Ed25519SigningKey;

/**
 * Makes DID log entries by the book, with a hand in at each step: what the writer of the product would never let out.
 * Independent of it on purpose.
 */
public final class Forge {
    public static final String PLACE = "tallystick.localhost:acme";
    public static final Instant TIME = Instant.parse("2026-11-24T08:00:00Z");

    private static final String SCID = "{SCID}";

    private Forge() {}

    /** A key that is the same in every run. */
    public static Ed25519SigningKey key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Ed25519SigningKey.ofSeed(bytes);
    }

    public static Multikey multikey(int seed) {
        return Multikey.of(key(seed).publicKey());
    }

    public static JsonArray keys(int... seeds) {
        return JsonArray.ofStrings(
                Arrays.stream(seeds).mapToObj(seed -> multikey(seed).text()).toList());
    }

    public static JsonArray hashes(int... seeds) {
        return JsonArray.ofStrings(Arrays.stream(seeds)
                .mapToObj(seed -> multikey(seed).hash().text())
                .toList());
    }

    public static JsonObject firstParameters(int updateKey) {
        return JsonObject.EMPTY
                .with("method", "did:webvh:1.0")
                .with("scid", SCID)
                .with("portable", JsonBoolean.TRUE)
                .with("updateKeys", keys(updateKey));
    }

    /** A document with one signing key of the fragment {@code key-1}; the DID is the placeholder's or a real one. */
    public static JsonObject state(String did, int signingKey) {
        String method = did + "#key-1";
        return JsonObject.EMPTY
                .with("@context", JsonArray.ofStrings(List.of("https://www.w3.org/ns/did/v1")))
                .with("id", did)
                .with(
                        "verificationMethod",
                        JsonArray.of(JsonObject.EMPTY
                                .with("id", method)
                                .with("type", "Multikey")
                                .with("controller", did)
                                .with("publicKeyMultibase", multikey(signingKey).text())))
                .with("assertionMethod", JsonArray.of(new JsonString(method)));
    }

    public static JsonObject firstState(int signingKey) {
        return state("did:webvh:" + SCID + ":" + PLACE, signingKey);
    }

    public static JsonObject preliminary(JsonObject parameters, JsonObject state, String time) {
        return JsonObject.EMPTY
                .with("versionId", SCID)
                .with("versionTime", time)
                .with("parameters", parameters)
                .with("state", state);
    }

    public static JsonObject first(JsonObject parameters, JsonObject state, Ed25519SigningKey key) {
        return first(parameters, state, TIME.toString(), key, entry -> entry);
    }

    /** @param tamper with the entry after the SCID is in it and before it is hashed and signed */
    public static JsonObject first(
            JsonObject parameters,
            JsonObject state,
            String time,
            Ed25519SigningKey key,
            UnaryOperator<JsonObject> tamper) {
        JsonObject preliminary = preliminary(parameters, state, time);
        String scid = Multihash.of(preliminary.toBytes()).text();
        JsonValue placed = JsonValue.parse(
                preliminary.toString().replace(SCID, scid).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                org.tallystick.identity.json.JsonForm.ANY,
                1 << 20);
        return finish(tamper.apply((JsonObject) placed), scid, 1, key);
    }

    public static JsonObject next(
            DidHead head, JsonObject parameters, JsonObject state, String time, Ed25519SigningKey key) {
        JsonObject entry = preliminary(parameters, state, time);
        return finish(entry, head.versionId().toString(), head.versionId().number() + 1, key);
    }

    /** Hashes the entry behind {@code predecessor}, numbers it and signs it. */
    public static JsonObject finish(JsonObject entry, String predecessor, int number, Ed25519SigningKey key) {
        String hash =
                Multihash.of(entry.with("versionId", predecessor).toBytes()).text();
        return signed(entry.with("versionId", number + "-" + hash), key);
    }

    public static JsonObject signed(JsonObject entry, Ed25519SigningKey key) {
        String method = Multikey.of(key.publicKey()).didKeyUrl();
        DataIntegrityProof proof = DataIntegrityProof.sign(entry.without("proof"), method, TIME, key);
        return entry.with("proof", JsonArray.of(proof.json()));
    }

    public static JsonObject proof(JsonObject entry) {
        return (JsonObject) ((JsonArray) java.util.Objects.requireNonNull(entry.get("proof")))
                .values()
                .getFirst();
    }

    public static DidVersion read(JsonObject first) throws InvalidDidLogException {
        return DidVersion.first(first.toBytes(), DidLogForm.LEDGER, TIME);
    }
}
